import { Actor, Role, roles } from '../../../../src/foundation/access/actor.js';
import {
  grantMustNameItsScope,
  mayGrant,
  mayManage,
  rolesByPower,
} from '../../../../src/responsibility/account/assignment.rules.js';

const actorAs = (role: Role): Actor => ({ accountId: '1', name: 'x', role });

describe('mayGrant', () => {
  it('lets an administrator give every role and a coordinator only those below', () => {
    expect(roles.filter((role) => mayGrant(actorAs('administrator'), role))).toEqual(roles);
    expect(roles.filter((role) => mayGrant(actorAs('coordinator'), role))).toEqual([
      'classHead',
      'unitContact',
      'instructor',
      'supervisor',
    ]);
  });

  it('lets nobody else give any', () => {
    const others = roles.filter((role) => role !== 'administrator' && role !== 'coordinator');
    for (const other of others) expect(roles.filter((role) => mayGrant(actorAs(other), role))).toEqual([]);
  });
});

describe('mayManage', () => {
  it('refuses a coordinator an account that also holds a role above or elsewhere', () => {
    const coordinator = actorAs('coordinator');
    expect(mayManage(coordinator, [{ role: 'unitContact', inSubtree: true }])).toBe(true);
    expect(
      mayManage(coordinator, [
        { role: 'unitContact', inSubtree: true },
        { role: 'coordinator', inSubtree: true },
      ]),
    ).toBe(false);
    expect(
      mayManage(coordinator, [
        { role: 'unitContact', inSubtree: true },
        { role: 'supervisor', inSubtree: false },
      ]),
    ).toBe(false);
  });
});

describe('grantMustNameItsScope', () => {
  it.each([
    ['coordinator', 'divisionId'],
    ['supervisor', 'divisionId'],
    ['host', 'organizationId'],
    ['unitContact', 'organizationId'],
    ['trainee', 'traineeId'],
  ] as const)('asks a %s for the %s', (role, field) => {
    expect(() => grantMustNameItsScope({ role })).toThrow(`account.assignment.needs.${field}`);
    expect(() => grantMustNameItsScope({ role, [field]: 'id' })).not.toThrow();
  });
});

it('orders every role by power', () => {
  expect([...rolesByPower].sort()).toEqual([...roles].sort());
});
