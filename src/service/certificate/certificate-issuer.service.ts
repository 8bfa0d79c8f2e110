import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';
import { NumberSeries } from '../../foundation/number/number-series.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { registerNumber, usualRegisterWord } from './register-word.rules.js';

/** A drawn seal, room for a stamp by hand, or the issuer's own scanned seal. */
export const issuerSeals = ['drawn', 'none', 'image'] as const;
export type IssuerSeal = (typeof issuerSeals)[number];

/** Who issues: the printed name if it isn't the organization's own, the word (代字) in register numbers, the seal. */
export interface CertificateIssuer {
  id: string;
  printedName: string | null;
  word: string;
  seal: IssuerSeal;
  sealSha256: string | null;
}

const columns = 'id, printed_name as "printedName", word, seal, seal_sha256 as "sealSha256"';

/** The register of issuers: divisions, and lead organizations that were given a line of their own. */
@Injectable()
export class CertificateIssuerService {
  constructor(
    private readonly database: Database,
    private readonly divisions: DivisionService,
    private readonly numbers: NumberSeries,
  ) {}

  /** The lead organization's line when it has one, else the division's, which is made at its first issue. */
  async of(divisionId: string, leadOrganizationId: string | null): Promise<CertificateIssuer> {
    const present = await this.database.one<CertificateIssuer>(
      `select ${columns} from service.certificate_issuer
       where division_id = $1 and (organization_id = $2 or organization_id is null)
       order by organization_id nulls last limit 1`,
      [divisionId, leadOrganizationId],
    );
    return present ?? this.first(divisionId);
  }

  /** Register numbers in a row, gapless per issuer and year; inside the transaction that uses them. */
  async take({ word }: CertificateIssuer, year: number, count: number): Promise<string[]> {
    const [first] = await this.numbers.take(`certificate:${word}`, year, count);
    return Array.from({ length: count }, (_, index) => registerNumber(word, year, first + index));
  }

  private async first(divisionId: string): Promise<CertificateIssuer> {
    const division = await this.divisions.byId(divisionId);
    const usual = usualRegisterWord(division);
    // Two divisions may be called alike: then the code tells them apart.
    for (const word of [usual, `${usual}${division.code.replace(/0+$/, '')}`]) {
      await this.database.execute(
        `insert into service.certificate_issuer (division_id, word) values ($1, $2) on conflict do nothing`,
        [divisionId, word],
      );
      const made = await this.database.one<CertificateIssuer>(
        `select ${columns} from service.certificate_issuer where division_id = $1 and organization_id is null`,
        [divisionId],
      );
      if (made) return made;
    }
    throw new Error(`No register word is free for division ${division.code}`);
  }
}
