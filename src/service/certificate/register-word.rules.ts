/** Usual one-character names of provinces, by the first two digits of their code. */
const provinces: Readonly<Record<string, string>> = {
  11: '京',
  12: '津',
  13: '冀',
  14: '晋',
  15: '蒙',
  21: '辽',
  22: '吉',
  23: '黑',
  31: '沪',
  32: '苏',
  33: '浙',
  34: '皖',
  35: '闽',
  36: '赣',
  37: '鲁',
  41: '豫',
  42: '鄂',
  43: '湘',
  44: '粤',
  45: '桂',
  46: '琼',
  50: '渝',
  51: '川',
  52: '黔',
  53: '滇',
  54: '藏',
  61: '陕',
  62: '甘',
  63: '青',
  64: '宁',
  65: '新',
};

/** The word (代字) a division's certificates are numbered under until it chooses its own: 陕, 陕西安. */
export function usualRegisterWord(division: { code: string; level: number; shortName: string }): string {
  const province = provinces[division.code.slice(0, 2)] ?? '';
  return division.level === 1 && province !== '' ? province : province + division.shortName.slice(0, 12);
}

/** The register number as printed: 陕训结字〔2026〕第000123号. */
export function registerNumber(word: string, year: number, number: number): string {
  return `${word}训结字〔${year}〕第${String(number).padStart(6, '0')}号`;
}
