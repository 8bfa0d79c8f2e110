import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type TraineeImportState =
  'uploaded' | 'checking' | 'checked' | 'merging' | 'merged' | 'failed' | 'cancelled';

/** Why a file could not be checked at all; the code is a catalogue key. */
export interface TraineeImportError {
  code: string;
  params: Record<string, string | number>;
}

/** A file of people on its way into the register: uploaded, checked row by row, then merged as a whole. */
@Entity({ schema: 'targeting', name: 'trainee_import' })
export class TraineeImport {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  /** Null once the file was forgotten. */
  @Column('text', { nullable: true })
  fileSha256: string | null;

  @Column('text')
  fileName: string;

  @Column('uuid')
  accountId: string;

  /** The uploader's division: people are managed in its subtree or not touched at all. */
  @Column('uuid')
  divisionId: string;

  @Column('text', { default: 'uploaded' })
  state: TraineeImportState;

  /** Rows staged so far. */
  @Column('integer', { default: 0 })
  rowsRead: number;

  /** Number of the last row staged: where a check that was interrupted goes on. */
  @Column('integer', { default: 0 })
  lastRow: number;

  @Column('integer', { default: 0 })
  rowsNew: number;

  @Column('integer', { default: 0 })
  rowsChanged: number;

  @Column('integer', { default: 0 })
  rowsUnchanged: number;

  @Column('integer', { default: 0 })
  rowsBad: number;

  @Column('jsonb', { nullable: true })
  header: { rowNumber: number; unknown: string[] } | null;

  @Column('uuid', { nullable: true })
  jobRunId: string | null;

  @Column('jsonb', { nullable: true })
  error: TraineeImportError | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  checkedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  mergedAt: Date | null;
}
