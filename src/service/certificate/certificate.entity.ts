import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FrozenInputs } from './frozen-inputs.rules.js';

/** `replaced`: another copy took its place; `revoked`: none did. An issued copy itself never changes. */
export type CertificateState = 'issued' | 'revoked' | 'replaced';

/** A certificate of completion (结业证书): what it says is frozen at issue, its bytes are set once from that. */
@Entity({ schema: 'service', name: 'certificate' })
export class Certificate {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') enrollmentId: string;
  @Column('uuid') classId: string;
  @Column('uuid') traineeId: string;
  @Column('uuid') divisionId: string;
  /** Of the register number: the year it is dated. */
  @Column('smallint') year: number;
  /** Runs in sequence per issuer and year; stands on the sheet. */
  @Column('text') registerNumber: string;
  /** Random; the public check and the QR code use it. */
  @Column('text') checkCode: string;
  @Column('text') personName: string;
  @Column('jsonb') inputs: FrozenInputs;
  @Column('text') templateVersion: string;
  @Column('integer', { nullable: true }) seatOrder: number | null;
  /** Null until the bytes are set. */
  /** Since when the bytes are wanted ahead of being asked for. */
  @Column('timestamptz', { nullable: true }) wantedAt: Date | null;
  @Column('text', { nullable: true }) fileSha256: string | null;
  @Column('text') state: CertificateState;
  @Column('uuid', { nullable: true }) replacesId: string | null;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endedReason: string | null;
  @Column('date') issuedOn: string;
  @Column('uuid', { nullable: true }) issuedBy: string | null;
  @Column({ type: 'timestamptz', insert: false }) issuedAt: Date;
}
