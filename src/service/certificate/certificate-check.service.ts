import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { typedCheckCode } from './check-code.rules.js';
import type { CertificateState } from './certificate.entity.js';
import type { FrozenInputs } from './frozen-inputs.rules.js';
import { maskedName } from './masked-name.rules.js';

/** What anyone with the code learns: enough to compare with the paper, the name masked. */
export interface CheckedCertificate {
  checkCode: string;
  registerNumber: string;
  maskedName: string;
  className: string;
  startsOn: string;
  endsOn: string;
  hours: number;
  issuer: string;
  issuedOn: string;
  state: CertificateState;
  endedAt: Date | null;
  endedReason: string | null;
}

/** The public check of a certificate. It reads the row itself each time, so a revocation is visible at once. */
@Injectable()
export class CertificateCheckService {
  constructor(private readonly database: Database) {}

  /** Undefined for a code that stands on no certificate. */
  async check(code: string): Promise<CheckedCertificate | undefined> {
    const found = await this.database.one<{
      checkCode: string;
      registerNumber: string;
      name: string;
      inputs: FrozenInputs;
      issuedOn: string;
      state: CertificateState;
      endedAt: Date | null;
      endedReason: string | null;
    }>(
      `select check_code as "checkCode", register_number as "registerNumber", person_name as name, inputs,
         issued_on::text as "issuedOn", state, ended_at as "endedAt", ended_reason as "endedReason"
       from service.certificate where check_code = $1`,
      [typedCheckCode(code)],
    );
    if (!found) return undefined;
    const { name, inputs, ...shown } = found;
    const { className, startsOn, endsOn, hours, issuer } = inputs;
    return { ...shown, maskedName: maskedName(name), className, startsOn, endsOn, hours, issuer };
  }
}
