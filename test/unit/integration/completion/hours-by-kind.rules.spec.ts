import { hoursByKind } from '../../../../src/integration/completion/hours-by-kind.rules.js';

describe('the hours that a completion earns', () => {
  it('are concentrated when no session is online, and when there is none', () => {
    expect(hoursByKind(16, { hours: 16, onlineHours: 0 })).toEqual([{ kind: 'concentrated', hours: 16 }]);
    expect(hoursByKind(16, { hours: 0, onlineHours: 0 })).toEqual([{ kind: 'concentrated', hours: 16 }]);
  });

  it('are online only when every session is', () => {
    expect(hoursByKind(8, { hours: 4, onlineHours: 4 })).toEqual([{ kind: 'online', hours: 8 }]);
  });

  it('are split as the sessions are, and add up to the whole to a tenth', () => {
    expect(hoursByKind(10, { hours: 3, onlineHours: 1 })).toEqual([
      { kind: 'concentrated', hours: 6.7 },
      { kind: 'online', hours: 3.3 },
    ]);
  });
});
