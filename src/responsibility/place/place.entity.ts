import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Division } from '../division/division.entity.js';
import { Organization } from '../organization/organization.entity.js';

export const placeKinds = ['hall', 'classroom', 'base', 'online', 'other'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Where a session can be held: a hall, a classroom, a practice base, or an online room. */
@Entity({ schema: 'responsibility', name: 'place' })
export class Place {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  kind: PlaceKind;

  @Column('uuid')
  divisionId: string;

  @ManyToOne(() => Division)
  @JoinColumn({ name: 'division_id' })
  division: Division;

  /** The unit that keeps it; its own staff may then change it. */
  @Column('uuid', { nullable: true })
  organizationId: string | null;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organization_id' })
  organization: Organization | null;

  @Column('text', { nullable: true })
  address: string | null;

  /** Persons it seats; null when nobody counted. */
  @Column('integer', { nullable: true })
  capacity: number | null;

  @Column('date')
  validFrom: string;

  /** The first day on which it can't be used any more. */
  @Column('date', { nullable: true })
  validTo: string | null;
}
