/** The roles of the product; an account acts in one of its assignments at a time. */
export const roles = [
  'administrator',
  'coordinator',
  'host',
  'classHead',
  'unitContact',
  'trainee',
  'instructor',
  'supervisor',
] as const;

export type Role = (typeof roles)[number];

/** Level on the management tree: 1 province, 2 city, 3 county, 4 township, 5 village. */
export type Level = 1 | 2 | 3 | 4 | 5;

/** Who asks: an account in one of its assignments. The first argument of every verb. */
export interface Actor {
  readonly accountId: string;
  /** Undefined for an account that holds no assignment yet. */
  readonly assignmentId?: string;
  readonly signInId?: string;
  readonly name: string;
  readonly role: Role;
  readonly division?: {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly level: Level;
  };
  readonly organizationId?: string;
  readonly traineeId?: string;
}

/** The product itself, when a job or a sweep acts; written in the audit log as no account. */
export const systemActor: Actor = {
  accountId: '00000000-0000-0000-0000-000000000000',
  name: '系统',
  role: 'administrator',
};

/** Whether the asker is a job or sweep, not a person. */
export function isSystem(actor: Actor): boolean {
  return actor.accountId === systemActor.accountId;
}
