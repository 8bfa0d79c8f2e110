import { Column, Entity, PrimaryColumn } from 'typeorm';

export const sessionModes = [
  'lecture',
  'operationalPractice',
  'caseTeaching',
  'fieldTeaching',
  'fieldVisit',
  'discussion',
  'ceremony',
  'exam',
  'online',
] as const;

export type SessionMode = (typeof sessionModes)[number];

/** One sitting of a class. Places and instructors cannot clash once the class is published (`firm`). */
@Entity({ schema: 'integration', name: 'session' })
export class ClassSession {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  classId: string;

  @Column('text')
  title: string;

  @Column('text')
  mode: SessionMode;

  @Column('timestamptz')
  startsAt: Date;

  @Column('timestamptz')
  endsAt: Date;

  /** Hours it counts for, one decimal. */
  @Column('numeric', { transformer: { from: Number, to: (value: number) => value } })
  hours: number;

  @Column('uuid', { nullable: true })
  placeId: string | null;

  @Column('uuid', { nullable: true })
  instructorAccountId: string | null;

  @Column('text', { nullable: true })
  instructorName: string | null;

  /** The closing ceremony is not asked for when completion is decided before it. */
  @Column('boolean')
  closingCeremony: boolean;

  /** True from publication on: from then the database refuses clashes. */
  @Column('boolean')
  firm: boolean;
}
