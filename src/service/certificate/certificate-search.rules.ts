import { typedCheckCode } from './check-code.rules.js';

/** What a text typed into the search box may be of a certificate. */
export interface CertificateSearch {
  /** Beginning of the register number, with the brackets as they stand on the sheet. */
  readonly beginning: string;
  /** The six digits at the end of the register number; undefined when something else was typed. */
  readonly sequence: string | undefined;
  readonly checkCode: string;
}

/** 陕训结字[2026]第123号 and 000123 are looked for as they are printed. */
export function certificateSearchOf(text: string): CertificateSearch {
  const plain = text.normalize('NFKC').replace(/\s+/gu, '');
  const bracketed = plain.replace(/[[(【]/gu, '〔').replace(/[\])】]/gu, '〕');
  const beginning = bracketed.replace(
    /第(\d{1,6})号?$/u,
    (_, digits: string) => `第${digits.padStart(6, '0')}号`,
  );
  return {
    beginning,
    sequence: /^\d{1,6}$/u.test(plain) ? plain.padStart(6, '0') : undefined,
    checkCode: typedCheckCode(plain),
  };
}
