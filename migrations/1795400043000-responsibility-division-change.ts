import { MigrationInterface, QueryRunner } from 'typeorm';

/** Dated changes of the management tree, so that it can be read as of a day before one. */
export class ResponsibilityDivisionChange1795400043000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table responsibility.division_change (
        id uuid primary key default uuidv7(),
        division_id uuid not null references responsibility.division,
        kind text not null check (kind in ('raise', 'move', 'add')),
        effective_on date not null,
        -- Null for a unit that wasn't there before.
        parent_before uuid references responsibility.division,
        parent_after uuid not null references responsibility.division,
        level_before smallint not null check (level_before between 1 and 5),
        made_by uuid references responsibility.account,
        made_at timestamptz not null default now(),
        check (parent_before is distinct from parent_after)
      );
      create index division_change_division on responsibility.division_change (division_id, effective_on);
      create index division_change_before on responsibility.division_change (parent_before);
      create index division_change_after on responsibility.division_change (parent_after);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table responsibility.division_change');
  }
}
