import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Division } from '../division/division.entity.js';

export const organizationKinds = [
  'organizationDepartment',
  'revitalisationBureau',
  'partySchool',
  'trainingInstitution',
  'businessDepartment',
  'government',
  'villageOrganization',
  'enterprise',
  'other',
] as const;

export type OrganizationKind = (typeof organizationKinds)[number];

/** A unit: who leads, hosts or takes part, and where cadres work. Dated, because departments are renamed and merged. */
@Entity({ schema: 'responsibility', name: 'organization' })
export class Organization {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  shortName: string | null;

  @Column('text')
  kind: OrganizationKind;

  @Column('uuid')
  divisionId: string;

  @ManyToOne(() => Division)
  @JoinColumn({ name: 'division_id' })
  division: Division;

  @Column('text', { nullable: true })
  contactName: string | null;

  @Column('text', { nullable: true })
  contactPhone: string | null;

  @Column('date')
  validFrom: string;

  /** The first day on which it no longer exists. */
  @Column('date', { nullable: true })
  validTo: string | null;

  /** Who took over its tasks when it ended. */
  @Column('uuid', { nullable: true })
  successorId: string | null;
}
