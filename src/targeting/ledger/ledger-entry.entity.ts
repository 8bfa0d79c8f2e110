import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Trainee } from '../trainee/trainee.entity.js';

/** Online hours stand beside concentrated training, never inside it; recognised ones come from elsewhere. */
export const ledgerKinds = ['concentrated', 'online', 'recognised'] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** Hours that a person earned by one thing, which is named by its source. */
@Entity({ schema: 'targeting', name: 'ledger_entry' })
export class LedgerEntry {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  traineeId: string;

  @ManyToOne(() => Trainee)
  @JoinColumn({ name: 'trainee_id' })
  trainee: Trainee;

  /** The year for which the hours count. */
  @Column('smallint')
  year: number;

  @Column('text')
  kind: LedgerKind;

  /** To a tenth. */
  @Column('numeric')
  hours: string;

  /** What it was for, as it is shown: a class's title. */
  @Column('text')
  title: string;

  @Column('text')
  sourceType: string;

  @Column('uuid')
  sourceId: string;

  @Column('date')
  earnedOn: string;

  @Column('timestamptz', { default: () => 'now()' })
  recordedAt: Date;
}
