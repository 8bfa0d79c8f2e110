import type { JobState } from '../../../foundation/queue/job-run.js';
import { maskedCitizenId } from '../trainee.view.js';
import type { StagedRowError } from './staged-row.js';
import { TraineeImport, type TraineeImportError } from './trainee-import.entity.js';

/** An import as its page and the API show it. */
export interface TraineeImportView {
  id: string;
  fileName: string;
  state: TraineeImport['state'];
  rows: { read: number; new: number; changed: number; unchanged: number; bad: number };
  /** Headings of the file that nobody knows; their columns are left out. */
  unknownColumns: string[];
  jobId: string | null;
  jobState: JobState | null;
  /** Of the job: rows done, of how many once they are counted, and a catalogue key of what is being done. */
  progress: { done: number; total: number | null; phaseKey: string | null };
  error: TraineeImportError | null;
  /** Whether the bad rows can still be downloaded. */
  errorsKept: boolean;
  uploadedBy: string;
  createdAt: string;
  mergedAt: string | null;
}

/** What is read of an import beside its own row. */
export interface TraineeImportRow extends TraineeImport {
  uploadedBy: string;
  jobState: JobState | null;
  jobDone: number | null;
  jobTotal: number | null;
  jobPhaseKey: string | null;
}

export interface StagedRowView {
  rowNumber: number;
  state: 'new' | 'changed' | 'unchanged' | 'bad';
  name: string | null;
  citizenId: string | null;
  category: string | null;
  level: string | null;
  organization: string | null;
  managingDivision: string | null;
  village: string | null;
  errors: StagedRowError[];
}

export interface StagedRow extends Omit<StagedRowView, 'citizenId' | 'errors'> {
  lastFour: string | null;
  errors: StagedRowError[] | null;
}

export function traineeImportView(row: TraineeImportRow): TraineeImportView {
  return {
    id: row.id,
    fileName: row.fileName,
    state: row.state,
    rows: {
      read: row.rowsRead,
      new: row.rowsNew,
      changed: row.rowsChanged,
      unchanged: row.rowsUnchanged,
      bad: row.rowsBad,
    },
    unknownColumns: row.header?.unknown ?? [],
    jobId: row.jobRunId,
    jobState: row.jobState,
    progress: { done: row.jobDone ?? 0, total: row.jobTotal, phaseKey: row.jobPhaseKey },
    error: row.error,
    errorsKept: row.rowsBad > 0 && row.fileSha256 !== null,
    uploadedBy: row.uploadedBy,
    createdAt: row.createdAt.toISOString(),
    mergedAt: row.mergedAt?.toISOString() ?? null,
  };
}

export function stagedRowView({ lastFour, errors, ...row }: StagedRow): StagedRowView {
  return { ...row, citizenId: lastFour && maskedCitizenId(lastFour), errors: errors ?? [] };
}
