import {
  checkEnrollmentTransitions,
  enrollmentTransitions,
  seatHolding,
} from '../../../../src/integration/enrollment/enrollment.state.js';

describe('The states of an enrollment', () => {
  it('hold together', () => {
    expect(() => checkEnrollmentTransitions()).not.toThrow();
  });

  it('are refused at boot when a state cannot be reached', () => {
    const table = { ...enrollmentTransitions, dismiss: { ...enrollmentTransitions.dismiss, to: [] } };
    expect(() => checkEnrollmentTransitions(table)).toThrow('dismissed');
  });

  it('count everyone as sitting but those who wait or left', () => {
    expect([...seatHolding].sort()).toEqual([
      'arrived',
      'completed',
      'confirmed',
      'dismissed',
      'pending',
      'refused',
    ]);
  });
});
