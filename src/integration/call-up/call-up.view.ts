import { shanghaiMinute } from '../../foundation/clock/clock.js';
import type { Contact } from '../enrollment/recipient-contact.service.js';
import type { CallUpRow, RecipientRow } from './call-up.repository.js';
import { Light, lightOf } from './call-up.rules.js';

export interface ContactView {
  name: string;
  phone: string | null;
}

/** A line of the notice with its state. */
export interface RecipientView {
  id: string;
  name: string;
  division: { code: string; name: string };
  organizationId: string | null;
  /** What the notice says, and what is left of it. */
  called: number;
  amount: number;
  named: number;
  pending: number;
  confirmed: number;
  missing: number;
  acknowledged: { at: string; by: string | null } | null;
  replied: { at: string; by: string | null } | null;
  light: Light;
  contacts: ContactView[];
}

export interface CallUpView {
  id: string;
  class: { id: string; title: string; code: string; startsOn: string; endsOn: string; host: string | null };
  agency: string;
  noticeNo: string | null;
  deadline: string;
  text: string | null;
  state: string;
  issued: { at: string; by: string | null } | null;
  totals: {
    called: number;
    named: number;
    confirmed: number;
    missing: number;
    units: number;
    acknowledged: number;
    replied: number;
  };
  recipients: RecipientView[];
}

export function callUpView(
  row: CallUpRow,
  recipients: RecipientRow[],
  contacts: Contact[],
  now: Date,
): CallUpView {
  const lines = recipients.map((recipient) => recipientView(row, recipient, contacts, now));
  const sum = (of: (line: RecipientView) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    id: row.id,
    class: {
      id: row.classId,
      title: row.classTitle,
      code: row.classCode,
      startsOn: row.startsOn,
      endsOn: row.endsOn,
      host: row.hostName,
    },
    agency: row.agencyName,
    noticeNo: row.noticeNo,
    deadline: row.deadline.toISOString(),
    text: row.text,
    state: row.state,
    issued: row.issuedAt && { at: row.issuedAt.toISOString(), by: row.issuerName },
    totals: {
      called: sum(({ called }) => called),
      named: sum(({ named }) => named),
      confirmed: sum(({ confirmed }) => confirmed),
      missing: sum(({ missing }) => missing),
      units: lines.length,
      acknowledged: sum(({ acknowledged }) => (acknowledged ? 1 : 0)),
      replied: sum(({ replied }) => (replied ? 1 : 0)),
    },
    recipients: lines,
  };
}

function recipientView(callUp: CallUpRow, row: RecipientRow, contacts: Contact[], now: Date): RecipientView {
  return {
    id: row.id,
    name: row.name,
    division: { code: row.divisionCode, name: row.divisionName },
    organizationId: row.organizationId,
    called: row.called,
    amount: row.amount,
    named: row.named,
    pending: row.pending,
    confirmed: row.confirmed,
    missing: Math.max(row.amount - row.named, 0),
    acknowledged: row.acknowledgedAt && { at: row.acknowledgedAt.toISOString(), by: row.acknowledgedByName },
    replied: row.repliedAt && { at: row.repliedAt.toISOString(), by: row.repliedByName },
    light: lightOf(row, callUp, now),
    contacts: contacts
      .filter(({ recipientId }) => recipientId === row.id)
      .map(({ name, phone }) => ({ name, phone })),
  };
}

/** Values of the text to paste into a WeChat group: who still owes how many names until when. */
export function chatParams(view: CallUpView): {
  title: string;
  notice: string;
  deadline: string;
  units: string;
} {
  const owing = view.recipients.filter(({ missing }) => missing > 0);
  return {
    title: view.class.title,
    notice: view.noticeNo ?? '',
    deadline: shanghaiMinute(new Date(view.deadline)),
    units: owing.map(({ name, missing, amount }) => `${name} ${amount - missing}/${amount}`).join('、'),
  };
}
