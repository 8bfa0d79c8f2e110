import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** `sms` signs in, `binding` proves a phone before it is bound, `slip` is printed for people without a phone. */
export type CodePurpose = 'sms' | 'binding' | 'slip';

/** A short secret that can be used once; only its hash is kept. */
@Entity({ schema: 'responsibility', name: 'sign_in_code' })
export class SignInCode {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  purpose: CodePurpose;

  @Column('uuid', { nullable: true })
  accountId: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text')
  codeHash: string;

  @Column('uuid', { nullable: true })
  issuedBy: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('smallint', { default: 0 })
  attempts: number;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;
}
