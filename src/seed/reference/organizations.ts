import type { Client } from 'pg';

/**
 * Units of every level, set-based: organization departments, revitalisation bureaus and Party schools from province to
 * county, governments of townships. Safe to run on a database that has some of them already.
 */
export async function seedOrganizations(client: Client): Promise<void> {
  await client.query(`
    insert into responsibility.organization (name, short_name, kind, division_id)
    select case when division.level = 1 then kind.province else division.name || kind.name end, kind.short, kind.kind, division.id
    from responsibility.division division
    join (values
      (1, 3, 'organizationDepartment', '中共陕西省委组织部', '委组织部', '组织部'),
      (1, 3, 'revitalisationBureau', '陕西省乡村振兴局', '乡村振兴局', '乡村振兴局'),
      (1, 3, 'partySchool', '中共陕西省委党校', '委党校', '党校'),
      (1, 3, 'businessDepartment', '陕西省农业农村厅', '农业农村局', '农业农村'),
      (4, 4, 'government', '', '人民政府', '政府')
    ) as kind (least, most, kind, province, name, short) on division.level between kind.least and kind.most
    where division.valid_to is null
      and not exists (select from responsibility.organization present
                      where present.division_id = division.id and present.kind = kind.kind)`);
}
