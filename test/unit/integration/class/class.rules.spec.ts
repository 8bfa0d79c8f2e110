import { basicsMustHoldTogether } from '../../../../src/integration/class/class.rules.js';

const sound = { startsOn: '2026-12-01', endsOn: '2026-12-05', hours: 40, capacity: 120, minimumPersons: 60 };

describe('the basics of a class', () => {
  it('hold together when they do', () => {
    expect(basicsMustHoldTogether(sound)).toEqual([]);
    expect(basicsMustHoldTogether({ ...sound, endsOn: '2026-12-01', hours: 12 })).toEqual([]);
  });

  it.each([
    ['endsOn', 'class.endBeforeStart', { endsOn: '2026-11-30' }],
    ['endsOn', 'class.tooManyDays', { endsOn: '2027-12-05' }],
    ['hours', 'class.tooManyHours', { hours: 60.5 }],
    ['minimumPersons', 'class.minimumAboveCapacity', { minimumPersons: 121 }],
  ])('name %s with %s', (field, code, broken) => {
    expect(basicsMustHoldTogether({ ...sound, ...broken })).toMatchObject([{ field, code }]);
  });
});
