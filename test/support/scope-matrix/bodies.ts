import { citizenIdOf } from '../citizen-id.js';
import type { Rows } from './county.js';
import { day, moment } from './days.js';

/** What a write sends: fields, or a picture or a table in a field of a multipart form. */
export type Body = Record<string, unknown> | { upload: string; file: 'picture' | 'table' };

type BodyOf = (rows: Rows) => Body;

const none: BodyOf = () => ({});
const reason: BodyOf = () => ({ reason: '范围核对', confirmation: 'on' });
const division: BodyOf = () => ({ effectiveOn: day(0), parentCode: '610700000000' });
const organization: BodyOf = (rows) => ({
  name: `新设单位${rows.digit}`,
  kind: 'revitalisationBureau',
  divisionId: rows.division,
  divisionCode: rows.divisionCode,
  division: rows.divisionCode,
});
const organizationEnd: BodyOf = () => ({ validTo: day(1) });
const place: BodyOf = (rows) => ({ ...organization(rows), name: '新礼堂', kind: 'hall' });
const account: BodyOf = (rows) => ({
  username: 'scope.matrix',
  name: '新账号',
  assignments: [{ role: 'supervisor', divisionId: rows.division }],
  role: 'supervisor',
  divisionId: rows.division,
  divisionCode: rows.divisionCode,
  division: rows.divisionCode,
});
const ownToken: BodyOf = (rows) => ({
  name: '新令牌',
  assignmentId: rows.ownAssignment,
  scopes: ['classes:read'],
  expiresOn: day(30),
});
const token: BodyOf = (rows) => ({ ...ownToken(rows), assignmentId: rows.assignmentId, name: '新令牌' });
const password: BodyOf = () => ({
  password: 'seven lamps over Wei river',
  repeated: 'seven lamps over Wei river',
  username: 'matrix.person',
});
const phone: BodyOf = () => ({ phone: '13700000009', code: '123456' });
const language: BodyOf = () => ({ language: 'en' });
const sixDigits: BodyOf = () => ({ code: '123456' });
const assignment: BodyOf = (rows) => ({ assignmentId: rows.ownAssignment });
const slips: BodyOf = (rows) => ({ traineeIds: [rows.trainees] });
const newTrainee: BodyOf = (rows) => ({
  name: '新学员',
  citizenId: citizenIdOf(910_000),
  category: 'firstSecretary',
  level: 'staff',
  managingDivision: rows.divisionCode,
});
const traineeChange: BodyOf = (rows) => ({ version: 1, post: '干事', organizationId: rows.organizations });
const posting: BodyOf = (rows) => ({ village: rows.village, startsOn: day(-3) });
const postingEnd: BodyOf = () => ({ endsOn: day(-1) });
const table: BodyOf = () => ({ upload: 'file', file: 'table' });
const photo: BodyOf = () => ({ upload: 'photo', file: 'picture' });
const seal: BodyOf = () => ({ upload: 'sealPicture', file: 'picture' });
const audience: BodyOf = (rows) => ({
  categories: ['firstSecretary'],
  divisionCodes: [rows.divisionCode],
  within: rows.divisionCode,
  way: 'callUp',
});
const basics: BodyOf = (rows) => ({
  headAccountId: rows.classHead,
  title: '范围核对培训班',
  kind: 'thematic',
  startsOn: day(9),
  endsOn: day(10),
  hours: 8,
  capacity: 10,
  version: 1,
});
const newClass: BodyOf = (rows) => ({
  ...basics(rows),
  headAccountId: undefined,
  divisionCode: rows.divisionCode,
});
const completionRule: BodyOf = () => ({ leastAttendance: 0.8, mostUnexcusedAbsences: 3, mostLeave: 0.14 });
const registration: BodyOf = () => ({ opensAt: moment(1), closesAt: moment(5), waitlistCapacity: 2 });
const session: BodyOf = (rows) => ({
  title: '范围核对课',
  instructorAccountId: rows.instructor,
  mode: 'lecture',
  startsAt: moment(10),
  endsAt: moment(10, '11:00'),
  hours: 2,
});
const copy: BodyOf = () => ({ startsOn: day(40) });
const quota: BodyOf = () => ({ rows: [{ divisionCode: '610723100000', amount: 1 }] });
const enroll: BodyOf = (rows) => ({ traineeIds: [rows.candidate] });
const capacity: BodyOf = () => ({ capacity: 12 });
const substitution: BodyOf = (rows) => ({
  outEnrollmentId: rows.enrollments,
  inTraineeId: rows.candidate,
  traineeId: rows.candidate,
  recipient: rows.recipientId,
  reason: '范围核对',
});
const decision: BodyOf = () => ({ decision: 'refuse', answer: '范围核对' });
const leaveDecision: BodyOf = () => ({ state: 'approved' });
const leave: BodyOf = () => ({ startsAt: moment(9), endsAt: moment(9, '10:00'), reason: '范围核对' });
const dismissal: BodyOf = (rows) => ({ enrollmentId: rows.enrollments, reason: '范围核对' });
const callUp: BodyOf = (rows) => ({
  deadline: moment(6),
  text: '范围核对',
  recipients: [{ organizationId: rows.organizations, amount: 1 }],
});
const deadline: BodyOf = () => ({ deadline: moment(7) });
const recipient: BodyOf = (rows) => ({ recipient: rows.recipientId });
const names: BodyOf = (rows) => ({ recipient: rows.recipientId, traineeIds: [rows.candidate] });
const pasted: BodyOf = (rows) => ({ recipient: rows.recipientId, text: '张三' });
const newPerson: BodyOf = (rows) => ({ ...newTrainee(rows), recipient: rows.recipientId });
const rosterBatch: BodyOf = (rows) => ({
  verb: 'unconfirm',
  enrollmentIds: [rows.enrollments],
  ids: [rows.enrollments],
});
const rosterConfirmation: BodyOf = (rows) => ({ enrollmentIds: [rows.enrollments] });
const arrivals: BodyOf = (rows) => ({ ids: [rows.enrollments] });
const roll: BodyOf = (rows) => ({ marks: [{ enrollmentId: rows.enrollments, state: 'present' }] });
const rollForm: BodyOf = (rows) => ({ marks: { [rows.enrollments!]: 'present' } });
const spotCheck: BodyOf = () => ({ count: 1 });
const spotJudgement: BodyOf = () => ({ seen: 'yes' });
const checkIn: BodyOf = (rows) => ({ sessionId: rows.sessions, code: '12345678' });
const certificates: BodyOf = (rows) => ({ enrollmentIds: [rows.enrollments] });
const print: BodyOf = () => ({ order: 'seat' });
const issuer: BodyOf = () => ({ word: '洋培', seal: 'none', printedName: '洋县县委组织部' });

/** A body that every write's shape check lets through, so that reach is what answers; a new write needs a line. */
export const bodies: Record<string, BodyOf> = {
  'POST /api/v1/jobs/:id/retry': none,
  'DELETE /api/v1/jobs/:id': none,
  'POST /jobs/:id/retry': none,
  'POST /jobs/:id/cancellation': none,
  'POST /api/v1/messages/readings': none,
  'POST /api/v1/messages/:id/reading': none,
  'POST /api/v1/messages/:id/resending': none,
  'POST /inbox/readings': none,
  'POST /outbox/:id/resending': none,
  'POST /api/v1/divisions': () => ({
    code: '610798000000',
    name: '范围核对区',
    parentCode: '610700000000',
  }),
  'POST /api/v1/divisions/:code/city-level': division,
  'PUT /api/v1/divisions/:code/parent': division,
  'PUT /api/v1/divisions/:code/name': () => ({ name: '范围核对县' }),
  'POST /divisions/:code/name': () => ({ name: '范围核对县' }),
  'POST /divisions/:code/city-level': division,
  'POST /divisions/:code/parent': division,
  'POST /divisions/:code/parts': () => ({ code: '610723999000', name: '范围核对镇' }),
  'POST /api/v1/organizations': organization,
  'PATCH /api/v1/organizations/:id': organization,
  'POST /api/v1/organizations/:id/end': organizationEnd,
  'POST /organizations': organization,
  'POST /organizations/:id': organization,
  'POST /organizations/:id/end': organizationEnd,
  'POST /api/v1/places': place,
  'PATCH /api/v1/places/:id': place,
  'POST /places': place,
  'POST /places/:id': place,
  'POST /api/v1/accounts/me/tokens': ownToken,
  'DELETE /api/v1/accounts/me/tokens/:tokenId': none,
  'POST /api/v1/accounts/:id/tokens': token,
  'DELETE /api/v1/accounts/:id/tokens/:tokenId': none,
  'POST /account/tokens': ownToken,
  'POST /account/tokens/:tokenId/revocation': none,
  'POST /accounts/:id/tokens': token,
  'POST /accounts/:id/tokens/:tokenId/revocation': none,
  'PUT /api/v1/accounts/me/password': password,
  'PUT /api/v1/accounts/me/language': language,
  'POST /api/v1/accounts/me/phone-codes': phone,
  'PUT /api/v1/accounts/me/phone': phone,
  'POST /api/v1/accounts': account,
  'PATCH /api/v1/accounts/:id': () => ({ name: '改名' }),
  'PUT /api/v1/accounts/:id/disablement': none,
  'DELETE /api/v1/accounts/:id/disablement': none,
  'DELETE /api/v1/accounts/:id/lock': none,
  'POST /api/v1/accounts/:id/one-time-passwords': none,
  'DELETE /api/v1/accounts/:id/second-factor': none,
  'POST /api/v1/accounts/:id/assignments': account,
  'DELETE /api/v1/accounts/:id/assignments/:assignmentId': none,
  'POST /api/v1/sign-ins/current/assignment': assignment,
  'DELETE /api/v1/sign-ins/current': none,
  'DELETE /api/v1/sign-ins/:id': none,
  'DELETE /api/v1/sign-ins': none,
  'POST /api/v1/slips': slips,
  'POST /slips': slips,
  'POST /api/v1/accounts/me/second-factor': none,
  'PUT /api/v1/accounts/me/second-factor': sixDigits,
  'DELETE /api/v1/accounts/me/second-factor': sixDigits,
  'POST /api/v1/accounts/me/second-factor/recovery-codes': sixDigits,
  'POST /account/second-factor/secret': none,
  'POST /account/second-factor': sixDigits,
  'POST /account/second-factor/recovery-codes': sixDigits,
  'POST /account/second-factor/removal': sixDigits,
  'POST /account/assignment': assignment,
  'POST /account/language': language,
  'POST /account/sign-ins/end': none,
  'POST /account/sign-ins/:id/end': none,
  'POST /account/password': password,
  'POST /account/phone/code': phone,
  'POST /account/phone': phone,
  'POST /accounts': account,
  'POST /accounts/:id/assignments': account,
  'POST /accounts/:id/assignments/:assignmentId/end': none,
  'POST /accounts/:id/disablement': none,
  'POST /accounts/:id/enablement': none,
  'POST /accounts/:id/unlock': none,
  'POST /accounts/:id/second-factor/removal': none,
  'POST /accounts/:id/one-time-password': none,
  'POST /api/v1/trainees': newTrainee,
  'PATCH /api/v1/trainees/:id': traineeChange,
  'DELETE /api/v1/trainees/:id': none,
  'POST /api/v1/trainees/:id/postings': posting,
  'PATCH /api/v1/trainees/:id/postings/:postingId': postingEnd,
  'POST /trainees': newTrainee,
  'POST /trainees/:id/citizen-id': none,
  'POST /trainees/:id/edit': traineeChange,
  'POST /trainees/:id/departure': none,
  'POST /trainees/:id/return': none,
  'POST /trainees/:id/postings': posting,
  'POST /trainees/:id/postings/:postingId': postingEnd,
  'PATCH /api/v1/trainees/:id/ledger/:entryId': () => ({ hours: 7.5, reason: '范围核对' }),
  'POST /api/v1/trainees/imports': table,
  'POST /api/v1/trainees/imports/:id/merge': none,
  'DELETE /api/v1/trainees/imports/:id': none,
  'POST /trainees/imports': table,
  'POST /trainees/imports/:id/merge': none,
  'POST /trainees/imports/:id/discard': none,
  'PUT /api/v1/trainees/:id/photo': photo,
  'DELETE /api/v1/trainees/:id/photo': none,
  'POST /trainees/:id/photo': photo,
  'POST /trainees/:id/photo/removal': none,
  'POST /m/photo': photo,
  'POST /m/photo/removal': none,
  'POST /api/v1/audiences/preview': audience,
  'POST /api/v1/classes': newClass,
  'PATCH /api/v1/classes/:id': basics,
  'PUT /api/v1/classes/:id/audience': audience,
  'PUT /api/v1/classes/:id/completion-rule': completionRule,
  'PUT /api/v1/classes/:id/registration': registration,
  'POST /classes/new': newClass,
  'POST /classes/:id/plan/basics': basics,
  'POST /classes/:id/plan/basics/draft': basics,
  'POST /classes/:id/plan/audience': audience,
  'POST /classes/:id/plan/audience/draft': audience,
  'POST /classes/:id/plan/audience/reach': audience,
  'POST /api/v1/classes/:id/sessions': session,
  'PATCH /api/v1/classes/:id/sessions/:sessionId': session,
  'DELETE /api/v1/classes/:id/sessions/:sessionId': none,
  'POST /classes/:id/plan/sessions': session,
  'POST /classes/:id/plan/sessions/:sessionId': session,
  'POST /classes/:id/plan/sessions/:sessionId/removal': none,
  'POST /api/v1/classes/:id/copies': copy,
  'POST /classes/:id/copies': copy,
  'PUT /api/v1/classes/:id/quota': quota,
  'POST /classes/:id/plan/quota': quota,
  'POST /classes/:id/plan/quota/sum': quota,
  'POST /api/v1/classes/:id/application': none,
  'POST /api/v1/classes/:id/publication': none,
  'POST /classes/:id/plan/check/application': none,
  'POST /classes/:id/plan/check/publication': none,
  'POST /api/v1/classes/:id/cancellation': reason,
  'POST /classes/:id/cancellation': reason,
  'POST /api/v1/applications/:id/approval': none,
  'POST /api/v1/applications/:id/return': reason,
  'POST /applications/:id/approval': none,
  'POST /applications/:id/return': reason,
  'POST /api/v1/classes/:id/enrollments': enroll,
  'POST /m/classes/:id/enrollment': none,
  'POST /m/classes/:id/cancellation': reason,
  'POST /api/v1/classes/:id/promotions': none,
  'POST /api/v1/classes/:id/capacity-previews': capacity,
  'PUT /api/v1/classes/:id/capacity': capacity,
  'DELETE /api/v1/enrollments/:id': reason,
  'POST /api/v1/enrollments/:id/confirmation': none,
  'DELETE /api/v1/enrollments/:id/confirmation': none,
  'POST /api/v1/enrollments/:id/arrival': none,
  'DELETE /api/v1/enrollments/:id/arrival': none,
  'POST /api/v1/enrollments/:id/substitution': substitution,
  'POST /api/v1/substitution-requests/:id/decision': decision,
  'DELETE /api/v1/substitution-requests/:id': none,
  'POST /classes/:id/roster/substitutions/:requestId': (rows) => ({
    decision: 'refuse',
    [`answer-${rows['substitution-requests']}`]: '范围核对',
  }),
  'POST /api/v1/classes/:id/completions': none,
  'DELETE /api/v1/classes/:id/completions': reason,
  'POST /classes/:id/completion': reason,
  'POST /classes/:id/completion/reconsideration': reason,
  'POST /api/v1/classes/:id/dismissals': dismissal,
  'DELETE /api/v1/classes/:id/dismissals/:enrollmentId': none,
  'POST /classes/:id/completion/dismissals/:enrollmentId': reason,
  'POST /classes/:id/completion/dismissals/:enrollmentId/undo': none,
  'PATCH /api/v1/call-ups/:id': deadline,
  'POST /api/v1/call-ups/:id/issue': none,
  'POST /api/v1/call-ups/:id/withdrawal': reason,
  'POST /api/v1/call-ups/:id/reminders': none,
  'POST /api/v1/call-ups/:id/releases': none,
  'POST /api/v1/classes/:id/call-ups': callUp,
  'POST /classes/:id/call-ups': callUp,
  'POST /classes/:id/call-ups/:callUpId/issue': none,
  'POST /classes/:id/call-ups/:callUpId/deadline': deadline,
  'POST /classes/:id/call-ups/:callUpId/reminders': none,
  'POST /classes/:id/call-ups/:callUpId/releases': none,
  'POST /classes/:id/call-ups/:callUpId/withdrawal': reason,
  'POST /api/v1/call-ups/:id/recipients/:recipientId/acknowledgement': none,
  'POST /api/v1/call-ups/:id/recipients/:recipientId/matches': pasted,
  'POST /api/v1/call-ups/:id/recipients/:recipientId/names': names,
  'POST /api/v1/call-ups/:id/recipients/:recipientId/people': newPerson,
  'DELETE /api/v1/call-ups/:id/recipients/:recipientId/names/:enrollmentId': none,
  'POST /api/v1/call-ups/:id/recipients/:recipientId/substitutions': substitution,
  'POST /call-ups/:id/acknowledgement': recipient,
  'POST /call-ups/:id/matches': pasted,
  'POST /call-ups/:id/names': names,
  'POST /call-ups/:id/names/:enrollmentId/removal': recipient,
  'POST /call-ups/:id/names/:enrollmentId/substitution': substitution,
  'POST /call-ups/:id/names/:enrollmentId/substitution/withdrawal': recipient,
  'POST /call-ups/:id/people': newPerson,
  'POST /api/v1/classes/:id/roster-confirmation': rosterConfirmation,
  'POST /classes/:id/roster': rosterBatch,
  'POST /classes/:id/roster/confirmation': none,
  'POST /api/v1/sessions/:id/check-ins': checkIn,
  'POST /m/check-in': checkIn,
  'POST /c/:sessionId/:code': none,
  'PUT /api/v1/classes/:id/attendance/:sessionId': roll,
  'POST /classes/:id/attendance/:sessionId': rollForm,
  'POST /api/v1/classes/:id/attendance/:sessionId/spot-checks': spotCheck,
  'PUT /api/v1/classes/:id/attendance/:sessionId/spot-checks/:enrollmentId': spotJudgement,
  'POST /classes/:id/attendance/:sessionId/spot-checks': spotCheck,
  'POST /classes/:id/attendance/:sessionId/spot-checks/:enrollmentId': spotJudgement,
  'POST /api/v1/classes/:id/leaves': leave,
  'POST /m/classes/:id/leave': leave,
  'POST /m/classes/:id/leave/:leaveId/withdrawal': none,
  'DELETE /api/v1/classes/:id/leaves/:leaveId': none,
  'POST /api/v1/classes/:id/leaves/:leaveId/decision': leaveDecision,
  'POST /api/v1/classes/:id/leaves/:leaveId/return': none,
  'POST /classes/:id/attendance/leaves/:leaveId': leaveDecision,
  'POST /classes/:id/attendance/leaves/:leaveId/return': none,
  'POST /classes/:id/attendance/arrivals': arrivals,
  'POST /classes/:id/attendance/arrivals/undo': arrivals,
  'POST /api/v1/classes/:id/certificates': certificates,
  'POST /api/v1/classes/:id/certificates/rendering': none,
  'POST /api/v1/classes/:id/certificates/print': print,
  'POST /classes/:id/certificates': certificates,
  'POST /classes/:id/certificates/rendering': none,
  'POST /classes/:id/certificates/print': print,
  'POST /api/v1/certificates/:id/revocation': reason,
  'POST /api/v1/certificates/:id/replacement': reason,
  'POST /certificates/:id/revocation': reason,
  'POST /certificates/:id/replacement': reason,
  'PATCH /api/v1/certificate-issuers/:id': issuer,
  'PUT /api/v1/certificate-issuers/:id/seal': seal,
  'POST /certificate-issuers/:id': issuer,
  'POST /certificate-issuers/:id/seal': seal,
  'POST /api/v1/statistics/:divisionCode/recounts': none,
};
