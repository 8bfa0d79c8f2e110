import { Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import type { Actor } from '../../foundation/access/actor.js';
import { withinSubtree } from '../../foundation/access/reach.js';
import { Audit } from '../../foundation/audit/audit.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Configuration } from '../../foundation/config/configuration.js';
import { Bindings } from '../../foundation/database/bindings.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, InvalidInput, NotFound } from '../../foundation/error/domain-error.js';
import { FileStore, type OpenFile } from '../../foundation/storage/file-store.js';
import type { IssuerDto } from './certificate-issuer.dto.js';
import { CertificateIssuerService, type IssuerSeal } from './certificate-issuer.service.js';
import { CertificatePress } from './certificate-press.js';
import { CertificateSheet } from './certificate-sheet.js';
import { certificateSeal } from './picture.rules.js';
import { registerNumber } from './register-word.rules.js';

/** Nothing that could be taken for another part of the number. */
const wordShape = /^[\p{Script=Han}A-Za-z0-9]{1,20}$/u;

/** An issuer as those who set it up see it. */
export interface CertificateIssuerView {
  id: string;
  /** Division, and the lead organization when the line is its own. */
  holder: string;
  printedName: string | null;
  word: string;
  seal: IssuerSeal;
  hasSeal: boolean;
  /** Given this year. */
  given: number;
  /** The register number that comes next. */
  nextNumber: string;
}

/** Settings of issuers, within the asker's divisions. What is changed holds for certificates issued from then on. */
@Injectable()
export class IssuerSettingsService {
  constructor(
    private readonly database: Database,
    private readonly issuers: CertificateIssuerService,
    private readonly press: CertificatePress,
    private readonly sheet: CertificateSheet,
    private readonly store: FileStore,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
    private readonly audit: Audit,
  ) {}

  /** A coordinator's own division has a line from the start; others appear with their first certificate. */
  async list(actor: Actor): Promise<CertificateIssuerView[]> {
    if (actor.division) await this.issuers.of(actor.division.id, null);
    return this.views(actor);
  }

  /** @throws NotFound out of reach */
  async find(actor: Actor, id: string): Promise<CertificateIssuerView> {
    const [issuer] = await this.views(actor, id);
    if (!issuer) throw new NotFound();
    return issuer;
  }

  /**
   * @throws NotFound out of reach; InvalidInput for a word that another issuer has; BrokenRule for characters that no
   * font can print, or a seal that was never uploaded
   */
  async change(actor: Actor, id: string, input: IssuerDto): Promise<CertificateIssuerView> {
    return this.database.transaction(async () => {
      const before = await this.find(actor, id);
      const printedName = input.printedName === '' ? null : (input.printedName ?? null);
      if (!wordShape.test(input.word))
        throw new InvalidInput([{ field: 'word', code: 'certificate.issuer.wordShape' }]);
      this.refuseMissing('printedName', printedName ?? '');
      this.refuseMissing('word', input.word);
      if (input.seal === 'image' && !before.hasSeal)
        throw new InvalidInput([{ field: 'seal', code: 'certificate.issuer.noSeal' }]);
      const taken = await this.database.one(
        'select 1 from service.certificate_issuer where word = $1 and id <> $2',
        [input.word, id],
      );
      if (taken) throw new InvalidInput([{ field: 'word', code: 'certificate.issuer.wordTaken' }]);
      await this.database.execute(
        'update service.certificate_issuer set printed_name = $2, word = $3, seal = $4 where id = $1',
        [id, printedName, input.word, input.seal],
      );
      await this.record(actor, id, 'certificate.issuer.change', before, {
        printedName,
        word: input.word,
        seal: input.seal,
      });
      return this.find(actor, id);
    });
  }

  /** Keeps the seal and uses it from now on. @throws as the upload's rules say; NotFound out of reach */
  async setSeal(actor: Actor, id: string, upload: Buffer): Promise<void> {
    const before = await this.find(actor, id);
    const seal = await certificateSeal(upload);
    await this.database.transaction(async () => {
      const { sha256 } = await this.store.put(seal, 'image/png');
      await this.database.execute(
        `update service.certificate_issuer set seal_sha256 = $2, seal = 'image' where id = $1`,
        [id, sha256],
      );
      await this.record(actor, id, 'certificate.issuer.seal', before, { seal: 'image', sha256 });
    });
  }

  /** @throws NotFound out of reach, or when there is none */
  async openSeal(actor: Actor, id: string): Promise<OpenFile> {
    await this.find(actor, id);
    const sha256 = await this.sealOf(id);
    if (sha256 === null) throw new NotFound();
    return this.store.open(sha256);
  }

  /** A certificate of nobody, as this issuer's look now. @throws Unavailable when sheet or fonts are broken */
  async specimen(actor: Actor, id: string): Promise<Buffer> {
    const { printedName, holder, word, seal } = await this.find(actor, id);
    const today = this.clock.today();
    const [result] = await this.press.set([
      {
        shared: {
          className: '某年度示范培训班',
          startsOn: today,
          endsOn: today,
          hours: 40,
          issuer: printedName ?? holder,
          issuedOn: today,
          ...(seal === 'drawn' && { seal }),
        },
        person: {
          name: '样张',
          registerNumber: registerNumber(word, Number(today.slice(0, 4)), 0),
          checkUrl: `${this.configuration.publicUrl}/v`,
        },
        sealSha256: seal === 'image' ? await this.sealOf(id) : null,
        photoSha256: null,
        signedAt: this.clock.now(),
      },
    ]);
    if (!result || !('file' in result)) throw new BrokenRule('certificate.notPrintable');
    try {
      return await readFile(result.file.path);
    } finally {
      await this.store.folder.discard(result.file);
    }
  }

  private async views(actor: Actor, id?: string): Promise<CertificateIssuerView[]> {
    const bindings = new Bindings();
    const year = Number(this.clock.today().slice(0, 4));
    const rows = await this.database.query<Omit<CertificateIssuerView, 'nextNumber'>>(
      `select issuer.id, coalesce(organization.name, division.name) as holder, printed_name as "printedName", word, seal,
         seal_sha256 is not null as "hasSeal", coalesce(series.last, 0)::integer as given
       from service.certificate_issuer issuer
       join responsibility.division on division.id = issuer.division_id
       left join responsibility.organization on organization.id = issuer.organization_id
       left join foundation.number_series series
         on series.name = 'certificate:' || word and series.year = ${bindings.add(year)}
       where ${withinSubtree(actor, 'division', bindings)}${id === undefined ? '' : ` and issuer.id = ${bindings.add(id)}`}
       order by division.level, division.code, organization.name nulls first limit 500`,
      bindings.values,
    );
    return rows.map((row) => ({ ...row, nextNumber: registerNumber(row.word, year, row.given + 1) }));
  }

  private async sealOf(id: string): Promise<string | null> {
    const row = await this.database.one<{ sha256: string | null }>(
      'select seal_sha256 as sha256 from service.certificate_issuer where id = $1',
      [id],
    );
    return row?.sha256 ?? null;
  }

  private refuseMissing(field: string, text: string): void {
    const missing = this.sheet.missingGlyphs(text);
    if (missing.length === 0) return;
    const params = { characters: missing.join('、') };
    throw new BrokenRule('certificate.issuer.notPrintable', params, [
      { field, code: 'certificate.issuer.notPrintable', params },
    ]);
  }

  private async record(
    actor: Actor,
    id: string,
    action: string,
    { printedName, word, seal }: CertificateIssuerView,
    after: object,
  ): Promise<void> {
    const before = { printedName, word, seal };
    await this.audit.record(actor, {
      action,
      subjectType: 'certificateIssuer',
      subjectId: id,
      before,
      after,
    });
  }
}
