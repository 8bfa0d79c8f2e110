const mainlandMobile = /^1[3-9]\d{9}$/u;

/**
 * A mobile number of the mainland as its eleven digits, or undefined; takes +86, 0086 and 86 in front, blanks, dashes
 * and full-width digits.
 */
export function normalizePhone(raw: string): string | undefined {
  const digits = raw
    .normalize('NFKC')
    .replace(/[\s\p{Pd}()]/gu, '')
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/u, '');
  return mainlandMobile.test(digits) ? digits : undefined;
}

/** 138****1439, as invoices and parcels show it. */
export function maskPhone(phone: string): string {
  return phone.replace(/^(.{3}).*(.{4})$/u, '$1****$2');
}
