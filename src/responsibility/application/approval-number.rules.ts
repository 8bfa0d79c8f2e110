/** Short names of provinces as official papers write them, by the first two digits of the code. */
const provinceNames: Record<string, string> = { '61': '陕' };

/**
 * Approval number in the form of official papers (党政机关公文格式 GB/T 9704: agency, year in hexagonal brackets,
 * running number without leading zeros), e.g. 陕训批〔2026〕12 号.
 */
export function approvalNumber(
  authority: { code: string; name: string },
  year: number,
  number: number,
): string {
  return `${agencyName(authority)}训批〔${year}〕${number} 号`;
}

/** The issuing agency as the numbers of its papers begin: 陕 in 陕训批〔2026〕12 号 and 陕训调〔2026〕3 号. */
export function agencyName(authority: { code: string; name: string }): string {
  const province = provinceNames[authority.code.slice(0, 2)] ?? '';
  if (authority.code.endsWith('0000000000')) return province || authority.name;
  return province + authority.name.replace(/(示范区|街道办事处|[省市县区镇乡])$/, '');
}
