import {
  nextSubstitutionState,
  SubstitutionFacts,
  substitutionNeedsConsent,
} from '../../../../src/integration/enrollment/substitution.rules.js';

const now = new Date('2026-03-01T10:00:00+08:00');
const later = new Date('2026-03-05T18:00:00+08:00');
const proposal: SubstitutionFacts = { state: 'pending', manages: false, namesDue: later };

describe('a substitution', () => {
  it('is the unit’s own affair while it still proposes', () => {
    expect(substitutionNeedsConsent(proposal, now)).toBe(false);
    expect(substitutionNeedsConsent({ ...proposal, namesDue: null }, now)).toBe(false);
  });

  it('needs consent once the name is confirmed or names are due', () => {
    expect(substitutionNeedsConsent({ ...proposal, state: 'confirmed' }, now)).toBe(true);
    expect(substitutionNeedsConsent({ ...proposal, namesDue: now }, now)).toBe(true);
  });

  it('never needs the consent of who would give it', () => {
    expect(substitutionNeedsConsent({ state: 'confirmed', manages: true, namesDue: now }, later)).toBe(false);
  });

  it('is answered once', () => {
    expect(nextSubstitutionState('requested', 'approve')).toBe('approved');
    expect(nextSubstitutionState('requested', 'withdraw')).toBe('withdrawn');
    expect(() => nextSubstitutionState('approved', 'withdraw')).toThrow('enrollment.substitutionDecided');
    expect(() => nextSubstitutionState('withdrawn', 'approve')).toThrow('enrollment.substitutionWithdrawn');
  });
});
