import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Division } from '../../responsibility/division/division.entity.js';
import type { Sex } from './citizen-id.rules.js';

/** Ranks of cadres, from high to low; a rank holds wherever the person works. */
export const cadreLevels = [
  'provincialDepartment',
  'countyDivision',
  'townshipSection',
  'staff',
  'villageCadre',
] as const;
export type CadreLevel = (typeof cadreLevels)[number];

export const traineeCategories = [
  'firstSecretary',
  'workTeamMember',
  'villageSecretary',
  'villageOfficial',
  'townshipOfficial',
  'countyOfficial',
  'deputyCountyHead',
  'graduateOfficial',
  'selectedGraduate',
  'businessOfficial',
  'other',
] as const;
export type TraineeCategory = (typeof traineeCategories)[number];

export type TraineeState = 'active' | 'left';

/**
 * A cadre of the register. Owned by the managing division (干部管理权限), counted where the person works: in the
 * posting village while posted. Both sides see the row.
 */
@Entity({ schema: 'targeting', name: 'trainee' })
export class Trainee {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** By which people are listed; see `pinyinKey`. */
  @Column('text', { select: false })
  pinyinKey: string;

  /** Words that find the name in pinyin, between blanks; see `pinyinWords`. */
  @Column('text', { select: false })
  pinyinInitials: string;

  @Column('text', { nullable: true })
  sex: Sex | null;

  @Column('date', { nullable: true })
  birthDate: string | null;

  /** GB/T 3304. */
  @Column('text', { nullable: true })
  ethnicity: string | null;

  /** GB/T 4762. */
  @Column('text', { nullable: true })
  politicalStatus: string | null;

  /** GB/T 4658. */
  @Column('text', { nullable: true })
  education: string | null;

  @Column('text', { select: false })
  citizenIdSealed: string;

  @Column('bytea', { select: false })
  citizenIdHash: Buffer;

  @Column('text')
  citizenIdLastFour: string;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text')
  category: TraineeCategory;

  @Column('text')
  level: CadreLevel;

  /** The unit whose contact answers for the person; the name alone when the unit isn't in the directory. */
  @Column('uuid', { nullable: true })
  organizationId: string | null;

  @Column('text', { nullable: true })
  organizationName: string | null;

  /** Title held, as on a card. */
  @Column('text', { nullable: true })
  post: string | null;

  @Column('uuid')
  managingDivisionId: string;

  @ManyToOne(() => Division)
  @JoinColumn({ name: 'managing_division_id' })
  managingDivision: Division;

  /** Where the person works and is counted today. */
  @Column('uuid')
  divisionId: string;

  @ManyToOne(() => Division)
  @JoinColumn({ name: 'division_id' })
  division: Division;

  @Column('text', { default: 'active' })
  state: TraineeState;

  /** Counts the changes; a change names the version it was made from. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  changedAt: Date;
}
