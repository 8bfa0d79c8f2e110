import { Injectable } from '@nestjs/common';
import { Keyring } from '../crypto/keyring.js';
import { Database } from '../database/database.js';
import { Invariant } from '../database/invariant.port.js';
import { AuditLink, entryDigest, linkHash } from './audit-link.rules.js';

/** The newest link; whoever notes its number and hash elsewhere can tell later that nothing before it was lost. */
export interface AuditHead {
  number: string;
  lastId: string;
  /** Hexadecimal. */
  hash: string;
  sealedAt: Date;
}

/** Where the chain breaks first, and the entries there that were changed, removed or put in. */
export interface BrokenLink {
  link: string;
  reason: 'missing' | 'forged' | 'entries';
  changed: string[];
  removed: string[];
  added: string[];
}

interface StoredLink extends AuditLink {
  hash: Buffer;
}

const linksAtOnce = 50;

/** What was sealed is still there, unchanged and in order. */
@Injectable()
export class AuditChain extends Invariant {
  readonly name = 'audit.chainIsUnbroken';

  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {
    super();
  }

  /** The first broken link, or nothing. Reads the whole log; what is sealed doesn't change, so no snapshot is needed. */
  async violations(): Promise<BrokenLink[]> {
    let before: StoredLink | undefined;
    for (;;) {
      const links = await this.linksAfter(before);
      for (const link of links) {
        const broken = await this.breakOf(link, before);
        if (broken) return [broken];
        before = link;
      }
      if (links.length < linksAtOnce) return [];
    }
  }

  /** The newest link, or undefined while nothing is sealed. */
  head(): Promise<AuditHead | undefined> {
    return this.database.one<AuditHead>(
      `select number, last_id as "lastId", encode(hash, 'hex') as hash, sealed_at as "sealedAt"
       from foundation.audit_seal order by number desc limit 1`,
    );
  }

  private linksAfter(link: AuditLink | undefined): Promise<StoredLink[]> {
    return this.database.query<StoredLink>(
      `select number, ids, digests, previous, hash, sealed_at as "sealedAt" from foundation.audit_seal
       where number > $1 order by number limit $2`,
      [link?.number ?? 0, linksAtOnce],
    );
  }

  private async breakOf(link: StoredLink, before: StoredLink | undefined): Promise<BrokenLink | undefined> {
    const expected = BigInt(before?.number ?? 0) + 1n;
    if (BigInt(link.number) !== expected) return broken(String(expected), 'missing');
    const follows = before === undefined ? link.previous === null : link.previous?.equals(before.hash);
    if (follows !== true || !linkHash(link, this.keyring).equals(link.hash))
      return broken(link.number, 'forged');
    const found = await this.digestsOf(link, before);
    const sealed = new Map(link.ids.map((id, index) => [id, digestAt(link, index)]));
    const entries = {
      changed: link.ids.filter((id) => found.has(id) && found.get(id) !== sealed.get(id)),
      removed: link.ids.filter((id) => !found.has(id)),
      added: [...found.keys()].filter((id) => !sealed.has(id)),
    };
    if (Object.values(entries).every((ids) => ids.length === 0)) return undefined;
    return { ...broken(link.number, 'entries'), ...entries };
  }

  /** Digest by id of the entries that stand in a link's place now. */
  private async digestsOf(link: AuditLink, before: AuditLink | undefined): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; digest: string }>(
      `select e.id, encode(${entryDigest('e')}, 'hex') as digest from foundation.audit_entry e
       where ($1::bigint is null or e.id > $1) and e.id <= $2 order by e.id`,
      [before?.ids.at(-1) ?? null, link.ids.at(-1)],
    );
    return new Map(rows.map(({ id, digest }) => [id, digest]));
  }
}

function broken(link: string, reason: BrokenLink['reason']): BrokenLink {
  return { link, reason, changed: [], removed: [], added: [] };
}

function digestAt({ digests }: AuditLink, index: number): string {
  return digests.subarray(32 * index, 32 * (index + 1)).toString('hex');
}
