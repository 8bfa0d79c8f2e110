import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many places a class has, how many are taken, and when one may register. Every path to a seat locks this row. */
@Entity({ schema: 'integration', name: 'seat' })
export class Seat {
  @PrimaryColumn('uuid') classId: string;
  @Column('integer') capacity: number;
  @Column('integer') taken: number;
  @Column('integer') waitlisted: number;
  /** How many may wait; 0 means there is no waitlist. */
  @Column('integer') waitlistCapacity: number;
  @Column('bigint') lastNumber: string;
  @Column('timestamptz', { nullable: true }) opensAt: Date | null;
  @Column('timestamptz', { nullable: true }) closesAt: Date | null;
  @Column('boolean') selfRegistration: boolean;
  /** Switched by the jobs that announce the window, or by a coordinator who closes early. */
  @Column('boolean') open: boolean;
  @Column('boolean') approvalRequired: boolean;
  /** Until when people cancel for themselves; null means until the class begins. */
  @Column('timestamptz', { nullable: true }) cancellableUntil: Date | null;
}
