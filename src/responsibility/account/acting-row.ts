import type { Actor, Level, Role } from '../../foundation/access/actor.js';

/** What an actor is made of, whichever way it proved itself. */
export interface ActingRow {
  account_id: string;
  account_name: string;
  assignment_id: string;
  role: Role;
  organization_id: string | null;
  trainee_id: string | null;
  division_id: string | null;
  division_code: string | null;
  division_name: string | null;
  division_level: Level | null;
}

/** The columns of an {@link ActingRow}: account `a`, assignment `x`, division `d`. */
export const actingColumns = `a.id as account_id, a.name as account_name,
  x.id as assignment_id, x.role, x.organization_id, x.trainee_id,
  d.id as division_id, d.code as division_code, d.name as division_name, d.level as division_level`;

export function actorFrom(row: ActingRow): Actor {
  return {
    accountId: row.account_id,
    assignmentId: row.assignment_id,
    name: row.account_name,
    role: row.role,
    ...(row.organization_id === null ? {} : { organizationId: row.organization_id }),
    ...(row.trainee_id === null ? {} : { traineeId: row.trainee_id }),
    ...divisionFrom(row),
  };
}

function divisionFrom(row: ActingRow): Pick<Actor, 'division'> {
  const { division_id: id, division_code: code, division_name: name, division_level: level } = row;
  if (id === null || code === null || name === null || level === null) return {};
  return { division: { id, code, name, level } };
}
