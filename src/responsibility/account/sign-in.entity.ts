import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Account } from './account.entity.js';
import { Assignment } from './assignment.entity.js';
import type { SignInKind } from './lifetime.rules.js';

/** A live or ended sign-in of one browser, own device or program; the token itself is nowhere but there. */
@Entity({ schema: 'responsibility', name: 'sign_in' })
export class SignIn {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('bytea', { select: false })
  tokenHash: Buffer;

  @Column('uuid')
  accountId: string;

  @ManyToOne(() => Account)
  @JoinColumn({ name: 'account_id' })
  account: Account;

  /** The assignment it acts in. */
  @Column('uuid', { nullable: true })
  assignmentId: string | null;

  @ManyToOne(() => Assignment)
  @JoinColumn({ name: 'assignment_id' })
  assignment: Assignment | null;

  @Column('text')
  kind: SignInKind;

  @Column('text', { nullable: true })
  device: string | null;

  @Column('timestamptz')
  createdAt: Date;

  /** At most a minute old while in use. */
  @Column('timestamptz')
  lastSeenAt: Date;

  /** Moves with use, up to the absolute lifetime of its kind. */
  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
