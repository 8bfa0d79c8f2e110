import { DomainError, Unavailable } from '../../foundation/error/domain-error.js';
import { CertificateError } from './render/certificate-errors.js';

/** Why no certificate can be set just now: what a person can mend. It crosses from thread to thread as plain data. */
export interface PressFailure {
  /** Catalogue key. */
  code: string;
  params: Record<string, unknown>;
}

const codes: Partial<Record<CertificateError['code'], string>> = {
  CERT_SHEET_BROKEN: 'certificate.press.sheetBroken',
  CERT_UNSAFE_SHEET: 'certificate.press.sheetUnsafe',
  CERT_FONT_MISSING: 'certificate.press.fontMissing',
};

/** Where the product lies on the machine is nobody's business. */
const folders = /(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'"]+)+[\\/](?=[^\s\\/])/g;

export function pressFailure(error: unknown): PressFailure {
  if (error instanceof DomainError) return { code: error.code, params: error.params };
  const detail = (error instanceof Error ? error.message : String(error)).replace(folders, '').slice(0, 300);
  const known = error instanceof CertificateError ? codes[error.code] : undefined;
  return { code: known ?? 'certificate.press.failed', params: { detail } };
}

/** As an error that lets a job try again later. */
export function unavailable(error: unknown): Unavailable {
  const { code, params } = pressFailure(error);
  return new Unavailable(code, params);
}
