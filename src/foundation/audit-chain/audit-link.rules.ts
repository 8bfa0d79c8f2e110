import type { Keyring } from '../crypto/keyring.js';

/** A row of `foundation.audit_seal`: one link of the chain. Ids and numbers are decimal text. */
export interface AuditLink {
  number: string;
  /** The entries it seals, ascending. */
  ids: string[];
  /** 32 bytes an entry, in the order of `ids`. */
  digests: Buffer;
  /** The hash of the link before; null for the first. */
  previous: Buffer | null;
  sealedAt: Date;
}

/**
 * The hash of a link: it covers the link before, so none can be changed or taken out without all that follow. It is
 * keyed by the installation's keys, which the database doesn't hold: who writes the database can't forge a chain.
 */
export function linkHash(link: AuditLink, keyring: Keyring): Buffer {
  const parts = [
    link.number,
    link.previous?.toString('hex') ?? '',
    link.sealedAt.toISOString(),
    link.ids.join(' '),
    link.digests.toString('hex'),
  ];
  return keyring.lookup(parts.join('\n'), 'audit.seal');
}

/**
 * SQL for the digest of an audit entry: SHA-256 of all that was written, in a form that depends neither on the
 * session's time zone nor on how dates are shown.
 * @param entry alias of the entry's row
 */
export function entryDigest(entry: string): string {
  const columns = ['account_id', 'role', 'division_id', 'action', 'subject_type', 'subject_id'];
  return `sha256(convert_to(jsonb_build_array(${entry}.id, extract(epoch from ${entry}.at),
    ${columns.map((column) => `${entry}.${column}`).join(', ')},
    ${entry}.before, ${entry}.after, host(${entry}.address))::text, 'UTF8'))`;
}
