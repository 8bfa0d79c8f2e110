import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Division } from '../../responsibility/division/division.entity.js';
import { Trainee } from './trainee.entity.js';

/** A person sent to work in a village, from one day to another, both included; at any day at most one. */
@Entity({ schema: 'targeting', name: 'posting' })
export class Posting {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  traineeId: string;

  @ManyToOne(() => Trainee)
  @JoinColumn({ name: 'trainee_id' })
  trainee: Trainee;

  @Column('uuid')
  divisionId: string;

  @ManyToOne(() => Division)
  @JoinColumn({ name: 'division_id' })
  division: Division;

  @Column('uuid', { nullable: true })
  sendingOrganizationId: string | null;

  @Column('text', { nullable: true })
  sendingOrganizationName: string | null;

  @Column('date')
  startsOn: string;

  /** The last day; null while no end is set. */
  @Column('date', { nullable: true })
  endsOn: string | null;
}
