import pg from 'pg';
import type { CitizenIdVault } from '../../targeting/trainee/citizen-id.vault.js';
import { Organizer, planClasses } from './class-plan.js';
import { seedClasses } from './classes.js';
import { RegisterPerson, seedEnrollments } from './enrollments.js';
import { seedFacts } from './facts.js';
import { seedOrganizations } from './organizations.js';
import { seedPeople } from './people.js';
import { Random } from './random.js';
import { scaleOf } from './scale.js';

export interface ReferenceSeed {
  databaseUrl: string;
  vault: CitizenIdVault;
  /** 1 is the reference scale: 1,554 classes and 263,300 person-times over three years. */
  factor: number;
  /** Business date; every seeded class is over by then. */
  today: string;
  templateVersion: string;
  log: (line: string) => void;
}

export interface SeededFigures {
  people: number;
  classes: number;
  personTimes: number;
}

/**
 * Loads three years of a province in one transaction over the divisions that are there. Nothing else may be seeded
 * yet: a database that holds people or classes is refused.
 */
export async function seedReference(seed: ReferenceSeed): Promise<SeededFigures> {
  const client = new pg.Client({ connectionString: seed.databaseUrl, options: '-c timezone=Asia/Shanghai' });
  await client.connect();
  const random = new Random(61);
  const scale = scaleOf(seed.factor);
  try {
    await client.query('begin');
    await client.query("set local synchronous_commit = off; set local work_mem = '256MB'");
    await refuseFilledDatabase(client);
    await seedOrganizations(client);
    const people = await seedPeople(client, seed.vault, scale, random);
    seed.log(`${people} people in the register`);
    const { organizers, register } = await readGround(client, random);
    const classes = await seedClasses(client, planClasses(organizers, scale, seed.today, random));
    seed.log(`${classes.length} classes`);
    await seedEnrollments(client, classes, register, random);
    const personTimes = classes.reduce((sum, { arrived }) => sum + arrived, 0);
    seed.log(`${personTimes} person-times`);
    await seedFacts(client, seed.templateVersion);
    await client.query('commit');
    await client.query('analyze');
    return { people, classes: classes.length, personTimes };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

/** One in sixteen is never called: coverage of a real province is not full. */
function trainable(people: number[]): number[] {
  return people.filter((person) => person % 16 !== 0);
}

async function refuseFilledDatabase(client: pg.Client): Promise<void> {
  const filled = await client.query(
    'select 1 where exists (select from targeting.trainee) or exists (select from integration.class)',
  );
  if (filled.rowCount)
    throw new Error(
      'The database holds people or classes already; seed an empty one (DATA_DIR or DATABASE_URL).',
    );
}

interface GroundPerson {
  id: string;
  division_id: string;
  level: string;
  category: string;
  province_id: string;
  city_id: string | null;
  county_id: string | null;
}

async function readGround(
  client: pg.Client,
  random: Random,
): Promise<{ organizers: Organizer[]; register: RegisterPerson[] }> {
  const people = await client.query<GroundPerson>(`
    select trainee.id, trainee.division_id, trainee.level, trainee.category, division.province_id, division.city_id,
           division.county_id
    from targeting.trainee trainee join responsibility.division division on division.id = trainee.division_id
    order by trainee.id`);
  const found = await client.query<
    Omit<Organizer, 'people' | 'leadId' | 'hostId'> & { lead_id: string; host_id: string }
  >(`
    select division.id, division.code, division.name, division.level, lead.id as lead_id, host.id as host_id
    from responsibility.division division
    left join responsibility.organization lead on lead.division_id = division.id and lead.kind = 'organizationDepartment'
    left join responsibility.organization host on host.division_id = division.id and host.kind = 'partySchool'
    where division.level <= 3 and division.valid_to is null order by division.code`);
  const pools = new Map<string, number[]>(found.rows.map(({ id }) => [id, []]));
  people.rows.forEach((person, index) => {
    for (const id of new Set([person.province_id, person.city_id, person.county_id]))
      if (id) pools.get(id)?.push(index);
  });
  const organizers = found.rows
    .map(({ lead_id, host_id, ...division }) => ({
      ...division,
      leadId: lead_id,
      hostId: host_id,
      people: trainable(random.shuffle(pools.get(division.id) ?? [])),
    }))
    .filter(({ people: pool }) => pool.length >= 10);
  const register = people.rows.map(({ id, division_id: divisionId, level, category }) => ({
    id,
    divisionId,
    level,
    category,
  }));
  return { organizers, register };
}
