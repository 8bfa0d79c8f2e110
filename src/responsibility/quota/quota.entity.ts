import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A tree of allocations; a plan line and a class each hold the id of theirs. */
@Entity({ schema: 'responsibility', name: 'quota' })
export class Quota {
  @PrimaryColumn('uuid') id: string;
  @Column('text') purpose: 'plan' | 'class';
  @Column('timestamptz') createdAt: Date;
}
