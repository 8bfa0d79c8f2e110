import { maskPhone, normalizePhone } from '../../../../src/foundation/text/phone.rules.js';

describe('normalizePhone', () => {
  it.each(['13812341439', '+86 138-1234-1439', '008613812341439', '8613812341439', '１３８１２３４１４３９'])(
    'reads %s',
    (raw) => {
      expect(normalizePhone(raw)).toBe('13812341439');
    },
  );

  it.each(['12812341439', '1381234143', '138123414390', '029-87654321', ''])('refuses %s', (raw) => {
    expect(normalizePhone(raw)).toBeUndefined();
  });

  it('shows three and four digits', () => {
    expect(maskPhone('13812341439')).toBe('138****1439');
  });
});
