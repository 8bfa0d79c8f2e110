import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EnrollmentState } from './enrollment.state.js';

/** Colours of the states as badges name them. */
export const enrollmentTones = {
  pending: 'warn',
  waitlisted: 'plain',
  confirmed: 'ok',
  arrived: 'info',
  completed: 'ok',
  refused: 'danger',
  dismissed: 'danger',
  cancelled: 'danger',
} as const satisfies Record<EnrollmentState, string>;

export type EnrollmentSource = 'self' | 'callUp' | 'nomination' | 'import';

/** One person in one class. Division, level, category and year are frozen for counting, not the person's present ones. */
@Entity({ schema: 'integration', name: 'enrollment' })
export class Enrollment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') classId: string;
  @Column('uuid') traineeId: string;
  /** Order of arrival, given under the class's lock. */
  @Column('bigint') number: string;
  @Column('text') state: EnrollmentState;
  @Column('text') source: EnrollmentSource;
  @Column('uuid', { nullable: true }) allocationId: string | null;
  @Column('uuid', { nullable: true }) recipientId: string | null;
  @Column('uuid') divisionId: string;
  @Column('text') level: string;
  @Column('text') category: string;
  @Column('smallint') year: number;
  @Column('numeric', { precision: 6, scale: 1 }) hours: string;
  @Column('smallint', { nullable: true }) seatOrder: number | null;
  @Column('uuid', { nullable: true }) accountId: string | null;
  @Column('timestamptz') enrolledAt: Date;
}
