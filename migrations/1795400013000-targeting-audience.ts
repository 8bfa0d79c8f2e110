import { MigrationInterface, QueryRunner } from 'typeorm';

/** Judges a simple audience rule in one place, for pages, seats and counts alike. */
export class TargetingAudience1795400013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A rule is {categories?: [], levels?: [], divisionIds?: []}; an absent or empty list asks for nothing.
      create function targeting.audience_holds(rule jsonb, trainee targeting.trainee, own responsibility.division)
      returns boolean language sql immutable parallel safe as $$
        select rule is null or (
          (coalesce(jsonb_array_length(rule -> 'categories'), 0) = 0 or rule -> 'categories' ? trainee.category::text)
          and (coalesce(jsonb_array_length(rule -> 'levels'), 0) = 0 or rule -> 'levels' ? trainee.level::text)
          and (coalesce(jsonb_array_length(rule -> 'divisionIds'), 0) = 0
            or rule -> 'divisionIds' ?| array[own.province_id::text, coalesce(own.city_id::text, ''),
              coalesce(own.county_id::text, ''), coalesce(own.township_id::text, ''), coalesce(own.village_id::text, '')])
        )
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function targeting.audience_holds');
  }
}
