import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from '../../foundation/access/actor.js';
import { Account } from './account.entity.js';

/** A role that an account holds for a division, a unit or a trainee, from one day until before another. */
@Entity({ schema: 'responsibility', name: 'assignment' })
export class Assignment {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  accountId: string;

  @ManyToOne(() => Account)
  @JoinColumn({ name: 'account_id' })
  account: Account;

  @Column('text')
  role: Role;

  @Column('uuid', { nullable: true })
  divisionId: string | null;

  @Column('uuid', { nullable: true })
  organizationId: string | null;

  @Column('uuid', { nullable: true })
  traineeId: string | null;

  @Column('date')
  validFrom: string;

  /** The first day on which the role no longer holds; null while no end is set. */
  @Column('date', { nullable: true })
  validTo: string | null;
}
