import { maskPhone } from '../../foundation/text/phone.rules.js';
import type { TraineeRow } from './trainee-list.repository.js';

/** A person as lists show them: nothing that identifies beyond what is needed to tell people apart. */
export interface TraineeListView {
  id: string;
  name: string;
  sex: string | null;
  category: string;
  level: string;
  organization: { id: string | null; name: string } | null;
  post: string | null;
  /** 138****1439 */
  phone: string | null;
  /** The last four characters behind stars. */
  citizenId: string;
  managingDivision: { code: string; name: string };
  /** Where the person works; the posting village while posted. */
  division: { code: string; name: string; path: string };
  posted: boolean;
  state: string;
  version: number;
}

export interface TraineeView extends TraineeListView {
  birthDate: string | null;
  ethnicity: string | null;
  politicalStatus: string | null;
  education: string | null;
  postings: PostingView[];
  changedAt: string;
}

export interface PostingView {
  id: string;
  village: { code: string; name: string; path: string };
  sendingOrganization: { id: string | null; name: string } | null;
  startsOn: string;
  endsOn: string | null;
}

export function traineeListView(row: TraineeRow): TraineeListView {
  return {
    id: row.id,
    name: row.name,
    sex: row.sex,
    category: row.category,
    level: row.level,
    organization: unitView(row.organizationId, row.organizationName),
    post: row.post,
    phone: row.phone && maskPhone(row.phone),
    citizenId: maskedCitizenId(row.citizenIdLastFour),
    managingDivision: { code: row.managingCode, name: row.managingName },
    division: { code: row.divisionCode, name: row.divisionName, path: row.divisionPath },
    posted: row.posted,
    state: row.state,
    version: row.version,
  };
}

/** The record of one person; the phone in full, because whoever may open it may call. */
export function traineeView(row: TraineeRow, postings: PostingView[]): TraineeView {
  return {
    ...traineeListView(row),
    phone: row.phone,
    birthDate: row.birthDate,
    ethnicity: row.ethnicity,
    politicalStatus: row.politicalStatus,
    education: row.education,
    postings,
    changedAt: row.changedAt.toISOString(),
  };
}

export function maskedCitizenId(lastFour: string): string {
  return `${'*'.repeat(14)}${lastFour}`;
}

export function unitView(id: string | null, name: string | null): { id: string | null; name: string } | null {
  return name === null ? null : { id, name };
}
