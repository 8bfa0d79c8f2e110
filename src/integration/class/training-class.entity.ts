import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Level } from '../../foundation/access/actor.js';
import type { ClassState } from './class.state.js';
import type { CompletionRule } from './completion-rule.entity.js';

export const classKinds = ['centralised', 'thematic', 'rotation', 'video', 'field'] as const;

export type ClassKind = (typeof classKinds)[number];

/** A training class (培训班): run by a division's organization at one place in time, joined from all levels. */
@Entity({ schema: 'integration', name: 'class' })
export class TrainingClass {
  @PrimaryColumn('uuid')
  id: string;

  /** Number people quote, e.g. `610000-2026-0051`: division, year, running number. */
  @Column('text')
  code: string;

  @Column('text')
  title: string;

  /** 期次 within a series; null for a class that stands alone. */
  @Column('smallint', { nullable: true })
  runNumber: number | null;

  @Column('text', { nullable: true })
  purpose: string | null;

  /** Level the class is run at; that of its division. */
  @Column('smallint')
  level: Level;

  @Column('text')
  kind: ClassKind;

  /** The organizing division: what byOrganizer statistics count it under. */
  @Column('uuid')
  divisionId: string;

  @Column('uuid', { nullable: true })
  leadOrganizationId: string | null;

  @Column('uuid', { nullable: true })
  hostOrganizationId: string | null;

  @Column('uuid', { nullable: true })
  headAccountId: string | null;

  @Column('uuid', { nullable: true })
  applicationId: string | null;

  @Column('uuid', { nullable: true })
  audienceId: string | null;

  @Column('uuid', { nullable: true })
  quotaId: string | null;

  @Column('uuid', { nullable: true })
  copiedFromId: string | null;

  @Column('date')
  startsOn: string;

  @Column('date')
  endsOn: string;

  /** Counting year: that of the last day, Asia/Shanghai. */
  @Column('smallint')
  year: number;

  /** Hours a full attendance earns, one decimal. */
  @Column('numeric', { transformer: { from: Number, to: (value: number) => value } })
  hours: number;

  @Column('integer')
  minimumPersons: number;

  @Column('jsonb')
  completionRule: CompletionRule;

  @Column('text', { nullable: true })
  notes: string | null;

  @Column('text')
  state: ClassState;

  /** Key of the rotating check-in code; never leaves the server. */
  @Column({ type: 'bytea', select: false })
  checkInSecret: Buffer;

  /** Counts changes; a form that was read at an older version is refused. */
  @Column('integer')
  version: number;

  @Column('uuid', { nullable: true })
  createdBy: string | null;

  /** Account that changed the class last; null before the first change and for jobs. */
  @Column('uuid', { nullable: true })
  changedBy: string | null;

  @Column({ type: 'timestamptz', insert: false })
  createdAt: Date;

  @Column('timestamptz')
  changedAt: Date;
}
