import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { CallUpState } from './call-up.state.js';

/** A call-up (调训): one numbered notice that asks units for names for one class by a deadline. */
@Entity({ schema: 'integration', name: 'call_up' })
export class CallUp {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  classId: string;

  /** e.g. 陕训调〔2026〕3 号; given when the notice is issued. */
  @Column('text', { nullable: true })
  noticeNo: string | null;

  @Column('timestamptz')
  deadline: Date;

  /** What the notice says beside its table. */
  @Column('text', { nullable: true })
  text: string | null;

  @Column('text')
  state: CallUpState;

  @Column('timestamptz', { nullable: true })
  issuedAt: Date | null;

  @Column('uuid', { nullable: true })
  issuedBy: string | null;

  /** When the deadline passed and what was unused was reported. */
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('uuid', { nullable: true })
  createdBy: string | null;
}
