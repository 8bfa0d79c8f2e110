/** Number of a call-up notice in the form of official papers, e.g. 陕训调〔2026〕3 号. */
export function noticeNumber(agency: string, year: number, number: number): string {
  return `${agency}训调〔${year}〕${number} 号`;
}
