import { MigrationInterface, QueryRunner } from 'typeorm';

/** Former names of divisions, each with the day the next one began. */
export class ResponsibilityDivisionName1795400080000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table responsibility.division_change
        drop constraint division_change_kind_check,
        drop constraint division_change_check,
        alter column parent_after drop not null,
        add column name_before text,
        add column name_after text,
        add constraint division_change_kind_check check (kind in ('raise', 'move', 'add', 'rename')),
        -- A rename leaves the place, every other change leaves the name; only a province has no parent.
        add constraint division_change_changes check (case kind
          when 'rename' then parent_before is not distinct from parent_after
            and name_before is not null and name_after is not null and name_before <> name_after
          else parent_after is not null and parent_before is distinct from parent_after
            and name_before is null and name_after is null end);
      create index division_change_name on responsibility.division_change using gin (name_before gin_trgm_ops);
      alter table responsibility.division drop column predecessor_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from responsibility.division_change where kind = 'rename';
      alter table responsibility.division add column predecessor_id uuid references responsibility.division;
      drop index responsibility.division_change_name;
      alter table responsibility.division_change
        drop constraint division_change_changes,
        drop constraint division_change_kind_check,
        drop column name_before,
        drop column name_after,
        alter column parent_after set not null,
        add constraint division_change_kind_check check (kind in ('raise', 'move', 'add')),
        add constraint division_change_check check (parent_before is distinct from parent_after);
    `);
  }
}
