import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type AccountState = 'active' | 'disabled';
export type Language = 'zh-CN' | 'en';

/** Someone who can sign in. What they may do stands in their assignments. */
@Entity({ schema: 'responsibility', name: 'account' })
export class Account {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  /** Lower case; null for people who only ever sign in by phone or slip. */
  @Column('text', { nullable: true })
  username: string | null;

  @Column('text')
  name: string;

  /** Bound by its owner or set by an administrator; a register trainee's phone stays in the register. */
  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  /** argon2id in PHC format; never selected unless asked for. */
  @Column('text', { nullable: true, select: false })
  passwordHash: string | null;

  @Column('timestamptz', { nullable: true })
  passwordChangedAt: Date | null;

  /** Set with a one-time password: nothing but a new password is allowed until then. */
  @Column('boolean', { default: false })
  mustChangePassword: boolean;

  @Column('text', { default: 'zh-CN' })
  language: Language;

  @Column('text', { default: 'active' })
  state: AccountState;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
