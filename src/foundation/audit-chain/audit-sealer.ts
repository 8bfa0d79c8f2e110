import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Keyring } from '../crypto/keyring.js';
import { Database } from '../database/database.js';
import { AuditHorizon } from './audit-horizon.js';
import { AuditLink, entryDigest, linkHash } from './audit-link.rules.js';

/** Entries of one link. */
export const entriesPerLink = 1000;

/** Two sealers at once would both continue the chain from the same link; the second leaves it to the first. */
const sealerLock = 7451031;

interface LinkHead {
  number: string;
  last_id: string;
  hash: Buffer;
}

/** Chains committed entries of the audit log, in the order of their ids, behind the transactions that wrote them. */
@Injectable()
export class AuditSealer {
  constructor(
    private readonly database: Database,
    private readonly horizon: AuditHorizon,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * Seals what is settled. Each link commits by itself, so a run that is stopped, late or made twice does no harm.
   * @returns the number of entries sealed
   */
  async seal(): Promise<number> {
    const settled = await this.database.transaction(async () =>
      (await this.isMine()) ? this.horizon.advance() : undefined,
    );
    if (settled === undefined) return 0;
    let total = 0;
    for (;;) {
      const sealed = await this.database.transaction(() => this.addLink(settled));
      total += sealed;
      if (sealed < entriesPerLink) return total;
    }
  }

  private async addLink(settled: string): Promise<number> {
    if (!(await this.isMine())) return 0;
    const head = await this.database.one<LinkHead>(
      'select number, last_id, hash from foundation.audit_seal order by number desc limit 1',
    );
    const entries = await this.database.query<{ id: string; digest: Buffer }>(
      `select e.id, ${entryDigest('e')} as digest from foundation.audit_entry e
       where e.id > $1 and e.id <= $2 order by e.id limit $3`,
      [head?.last_id ?? 0, settled, entriesPerLink],
    );
    const last = entries.at(-1);
    if (last === undefined) return 0;
    const link: AuditLink = {
      number: String(BigInt(head?.number ?? 0) + 1n),
      ids: entries.map(({ id }) => id),
      digests: Buffer.concat(entries.map(({ digest }) => digest)),
      previous: head?.hash ?? null,
      sealedAt: this.clock.now(),
    };
    await this.database.execute(
      `insert into foundation.audit_seal (number, last_id, ids, digests, previous, hash, sealed_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        link.number,
        last.id,
        link.ids,
        link.digests,
        link.previous,
        linkHash(link, this.keyring),
        link.sealedAt,
      ],
    );
    return entries.length;
  }

  private async isMine(): Promise<boolean> {
    const row = await this.database.one<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      sealerLock,
    ]);
    return row?.mine ?? false;
  }
}
