import { Injectable } from '@nestjs/common';
import { Database } from '../../foundation/database/database.js';

const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the rows are called that entries speak of by id; ids are unique over all tables. */
@Injectable()
export class SubjectNames {
  constructor(private readonly database: Database) {}

  /** Names by id; rows that are gone, and those without a name, are absent. */
  async of(values: Iterable<unknown>): Promise<Map<string, string>> {
    const ids = [...new Set([...values].flatMap(idsIn))];
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; name: string }>(
      `select id, name from responsibility.account where id = any ($1::uuid[])
       union all select id, name from responsibility.division where id = any ($1::uuid[])
       union all select id, name from responsibility.organization where id = any ($1::uuid[])
       union all select id, name from responsibility.place where id = any ($1::uuid[])
       union all select id, title from responsibility.application where id = any ($1::uuid[])
       union all select allocation.id, coalesce(organization.name, division.name)
         from responsibility.allocation
         left join responsibility.organization on organization.id = allocation.organization_id
         left join responsibility.division on division.id = allocation.division_id
        where allocation.id = any ($1::uuid[]) and coalesce(organization.name, division.name) is not null
       union all select id, name from responsibility.api_token where id = any ($1::uuid[])
       union all select s.id, a.name from responsibility.sign_in s join responsibility.account a on a.id = s.account_id
        where s.id = any ($1::uuid[])
       union all select id, name from targeting.trainee where id = any ($1::uuid[])
       union all select id, file_name from targeting.trainee_import where id = any ($1::uuid[])
       union all select id, title from integration.class where id = any ($1::uuid[])
       union all select id, title from integration.session where id = any ($1::uuid[])
       union all select u.id, concat_ws(' ', u.notice_no, c.title)
         from integration.call_up u join integration.class c on c.id = u.class_id where u.id = any ($1::uuid[])
       union all select e.id, concat_ws(' · ', t.name, c.title)
         from integration.enrollment e join targeting.trainee t on t.id = e.trainee_id
         join integration.class c on c.id = e.class_id where e.id = any ($1::uuid[])
       union all select l.id, t.name from integration.leave l
         join integration.enrollment e on e.id = l.enrollment_id
         join targeting.trainee t on t.id = e.trainee_id where l.id = any ($1::uuid[])
       union all select id, register_number from service.certificate where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

function idsIn(value: unknown): string[] {
  if (typeof value === 'string') return idForm.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(idsIn);
}
