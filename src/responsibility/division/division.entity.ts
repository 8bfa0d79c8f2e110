import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Level } from '../../foundation/access/actor.js';

/**
 * An administrative division on the management tree. `level` is the management level: a city-level county such as
 * Yangling has level 2 and is its own city and county. The code is the statistical one (GB/T 2260 and below).
 */
@Entity({ schema: 'responsibility', name: 'division' })
export class Division {
  @PrimaryColumn('uuid')
  id: string;

  /** 12 digits; unique at any one date. */
  @Column('text')
  code: string;

  @Column('text')
  name: string;

  /** Name without its kind (西安市 → 西安), for tiles and narrow columns. */
  @Column('text')
  shortName: string;

  @Column('smallint')
  level: Level;

  @Column('uuid', { nullable: true })
  parentId: string | null;

  @Column('uuid')
  provinceId: string;

  @Column('uuid', { nullable: true })
  cityId: string | null;

  @Column('uuid', { nullable: true })
  countyId: string | null;

  @Column('uuid', { nullable: true })
  townshipId: string | null;

  @Column('uuid', { nullable: true })
  villageId: string | null;

  /** True for a unit that has no statistical code of its own, such as Xixian. */
  @Column('boolean')
  localCode: boolean;

  /** True for a residents' committee (third code segment 001 to 199) and for what lies in a city street. */
  @Column('boolean')
  urban: boolean;

  @Column('numeric', { nullable: true })
  longitude: string | null;

  @Column('numeric', { nullable: true })
  latitude: string | null;

  @Column('date')
  validFrom: string;

  @Column('date', { nullable: true })
  validTo: string | null;
}
