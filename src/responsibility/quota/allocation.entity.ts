import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A part of a quota. The row itself keeps what it has handed down (`allocated`) and what seats hold of it (`held`);
 * the database refuses more than `amount`. What is neither is its free pool.
 */
@Entity({ schema: 'responsibility', name: 'allocation' })
export class Allocation {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') quotaId: string;
  /** Null at the root. */
  @Column('uuid', { nullable: true }) parentId: string | null;
  @Column('uuid', { nullable: true }) divisionId: string | null;
  @Column('uuid', { nullable: true }) organizationId: string | null;
  @Column('integer') amount: number;
  @Column('integer') allocated: number;
  @Column('integer') held: number;
}
