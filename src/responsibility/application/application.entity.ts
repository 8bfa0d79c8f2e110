import { Column, Entity, PrimaryColumn } from 'typeorm';

export const applicationStates = ['submitted', 'approved', 'returned', 'withdrawn'] as const;

export type ApplicationState = (typeof applicationStates)[number];

/** A class application (办班申报). No class without its approval number, no approval number without an approval. */
@Entity({ schema: 'responsibility', name: 'application' })
export class Application {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  title: string;

  @Column('uuid')
  divisionId: string;

  @Column('uuid', { nullable: true })
  leadOrganizationId: string | null;

  @Column('uuid', { nullable: true })
  hostOrganizationId: string | null;

  @Column('date')
  startsOn: string;

  @Column('date')
  endsOn: string;

  @Column('integer')
  persons: number;

  @Column('numeric', { transformer: { from: Number, to: (value: number) => value } })
  hours: number;

  @Column('text')
  state: ApplicationState;

  /** e.g. 陕训批〔2026〕12 号; present exactly when approved. */
  @Column('text', { nullable: true })
  approvalNo: string | null;

  @Column({ type: 'timestamptz', insert: false })
  createdAt: Date;
}
