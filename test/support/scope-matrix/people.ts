import { Role, roles } from '../../../src/foundation/access/actor.js';
import type { TestApp } from '../app.js';
import { query } from '../postgres-query.js';
import { signIn, TestPerson } from '../sign-in.js';
import type { Rows } from './county.js';

/** One signed-in person of every role, at home in the county. */
export async function peopleOf(test: TestApp, county: Rows): Promise<Map<Role, TestPerson>> {
  const result = new Map<Role, TestPerson>();
  for (const role of roles)
    result.set(
      role,
      await signIn(test, {
        role,
        ...(role !== 'administrator' && { division: county.divisionCode! }),
        ...(['host', 'unitContact'].includes(role) && { organizationId: county.organizations! }),
        ...(role === 'trainee' && { traineeId: county.trainees! }),
      }),
    );
  return result;
}

/** Makes the county's class head and instructor those of its class. */
export async function involve(
  test: TestApp,
  { classes, sessions, classHead, instructor }: Rows,
): Promise<void> {
  await query(
    test.database.url,
    `with headed as (update integration.class set head_account_id = '${classHead}' where id = '${classes}')
     update integration.session set instructor_account_id = '${instructor}' where id = '${sessions}'`,
  );
}
