import {
  ageOn,
  birthDateOf,
  citizenIdError,
  maskCitizenId,
  normalizeCitizenId,
  sexOf,
  syntheticCitizenId,
} from '../../../../src/targeting/trainee/citizen-id.rules.js';

const today = '2025-06-01';

describe('citizenIdError', () => {
  it.each(['11010519491231002X', '440524188001010014'])('knows the example %s of the standard', (id) => {
    expect(citizenIdError(id, today)).toBeUndefined();
    expect(citizenIdError(id.replace(/.$/u, '5'), today)).toBe('citizenId.checkCharacter');
  });

  it('accepts a small or full-width x and blanks once normalised', () => {
    expect(normalizeCitizenId(' 110105 19491231 002ｘ')).toBe('11010519491231002X');
  });

  it.each([
    ['1101051949123100', 'citizenId.length'],
    ['1101051949123100AX', 'citizenId.characters'],
    ['X10105194912310021', 'citizenId.characters'],
    ['110105194902300022', 'citizenId.birthDate'],
    ['110105209912310022', 'citizenId.birthDate'],
    ['110105179912310022', 'citizenId.birthDate'],
    ['110105194912310021', 'citizenId.checkCharacter'],
  ])('of %s is %s', (id, code) => {
    expect(citizenIdError(id, today)).toBe(code);
  });

  it('notices every single wrong digit and every swap of neighbours', () => {
    const id = syntheticCitizenId('610122', '1985-03-17', 123);
    expect(citizenIdError(id, today)).toBeUndefined();
    for (let at = 0; at < 17; at += 1) {
      const changed = id.slice(0, at) + String((Number(id[at]) + 1) % 10) + id.slice(at + 1);
      expect(citizenIdError(changed, today)).toBeDefined();
      const swapped = id.slice(0, at) + id.charAt(at + 1) + id.charAt(at) + id.slice(at + 2);
      expect(swapped === id || citizenIdError(swapped, today) !== undefined).toBe(true);
    }
  });
});

describe('what a citizen ID says', () => {
  it('is birth date, sex and age', () => {
    expect(birthDateOf('11010519491231002X')).toBe('1949-12-31');
    expect(sexOf('11010519491231002X')).toBe('female');
    expect(sexOf('440524188001010014')).toBe('male');
    expect(ageOn('11010519491231002X', '2024-12-30')).toBe(74);
    expect(ageOn('11010519491231002X', '2024-12-31')).toBe(75);
  });

  it('is hidden but for three and four characters', () => {
    expect(maskCitizenId('11010519491231002X')).toBe('110***********002X');
    expect(maskCitizenId('1234')).toBe('****');
  });
});

describe('syntheticCitizenId', () => {
  it('makes valid IDs', () => {
    expect(syntheticCitizenId('110105', '1949-12-31', 2)).toBe('11010519491231002X');
    expect(syntheticCitizenId('440524', '1880-01-01', 1)).toBe('440524188001010014');
    expect(() => syntheticCitizenId('110105', '1949-02-30', 2)).toThrow(RangeError);
  });
});
