import type { Client } from 'pg';
import { nameIndexOf } from '../../targeting/trainee/name-index.rules.js';
import type { CitizenIdVault } from '../../targeting/trainee/citizen-id.vault.js';
import type { CadreLevel, TraineeCategory } from '../../targeting/trainee/trainee.entity.js';
import { copyInto } from './copy.js';
import type { Random } from './random.js';
import type { Scale } from './scale.js';
import { syntheticPerson } from './synthetic-person.js';

interface Place {
  id: string;
  code: string;
  level: number;
  urban: boolean;
  province_id: string;
  city_id: string | null;
  county_id: string | null;
  township_id: string | null;
  organization_id: string | null;
}

interface Role {
  category: TraineeCategory;
  level: CadreLevel;
  post: string;
  place: Place;
  managing: string;
  sender: string | null;
}

/** Fills the register: village secretaries, first secretaries and work teams on posting, township and county cadres. */
export async function seedPeople(
  client: Client,
  vault: CitizenIdVault,
  scale: Scale,
  random: Random,
): Promise<number> {
  await vault.prepare();
  const people = [...rolesOf(await places(client), scale, random)];
  const ids = await client.query<{ id: string }>('select uuidv7() as id from generate_series(1, $1)', [
    people.length,
  ]);
  const idOf = (index: number): string => ids.rows[index]?.id ?? '';
  await copyInto(client, 'targeting.trainee', traineeColumns, traineeRows(people, idOf, vault, random));
  await copyInto(
    client,
    'targeting.posting',
    ['trainee_id', 'division_id', 'sending_organization_id', 'starts_on'],
    postingRows(people, idOf),
  );
  await client.query('analyze targeting.trainee');
  return people.length;
}

const traineeColumns = [
  'id',
  'name',
  'pinyin_key',
  'pinyin_initials',
  'sex',
  'birth_date',
  'ethnicity',
  'political_status',
  'education',
  'citizen_id_sealed',
  'citizen_id_hash',
  'citizen_id_last_four',
  'phone',
  'category',
  'level',
  'organization_id',
  'post',
  'managing_division_id',
  'division_id',
] as const;

function* traineeRows(
  people: Role[],
  idOf: (index: number) => string,
  vault: CitizenIdVault,
  random: Random,
) {
  const taken = new Set<string>();
  for (const [index, role] of people.entries()) {
    let person = syntheticPerson(random, index, role.place.code);
    while (taken.has(person.citizenId)) person = syntheticPerson(random, index, role.place.code);
    taken.add(person.citizenId);
    const kept = vault.keep(person.citizenId);
    const { pinyinKey, pinyinInitials } = nameIndexOf(person.name);
    yield [
      idOf(index),
      person.name,
      pinyinKey,
      pinyinInitials,
      person.sex,
      person.birthDate,
      '01',
      random.chance(0.9) ? '01' : '13',
      random.pick(['20', '30', '60']),
      kept.citizenIdSealed,
      kept.citizenIdHash,
      kept.citizenIdLastFour,
      person.phone,
      role.category,
      role.level,
      role.sender ?? role.place.organization_id,
      role.post,
      role.managing,
      role.place.id,
    ];
  }
}

function* postingRows(people: Role[], idOf: (index: number) => string) {
  for (const [index, role] of people.entries())
    if (role.sender !== null || isPosted(role))
      yield [idOf(index), role.place.id, role.sender, index % 3 === 0 ? '2025-03-01' : '2023-05-01'];
}

function isPosted(role: Role): boolean {
  return role.category === 'firstSecretary' || role.category === 'workTeamMember';
}

async function places(client: Client): Promise<Place[]> {
  const result = await client.query<Place>(`
    select division.id, division.code, division.level, division.urban, division.province_id, division.city_id,
           division.county_id, division.township_id, organization.id as organization_id
    from responsibility.division division
    left join lateral (
      select id from responsibility.organization
      where division_id = coalesce(division.township_id, division.county_id, division.city_id, division.province_id)
      order by kind desc limit 1
    ) organization on true
    where division.valid_to is null order by division.code`);
  return result.rows;
}

function* rolesOf(all: Place[], scale: Scale, random: Random): Generator<Role> {
  const villages = all.filter((place) => place.level === 5 && !place.urban);
  const townships = all.filter((place) => place.level === 4);
  const counties = all.filter((place) => place.county_id === place.id);
  const senders = all.filter((place) => place.level <= 3 && place.organization_id !== null);
  const posted = random.shuffle([...villages]);

  for (let turn = 0; turn < scale.villages; turn++)
    for (const place of random
      .shuffle([...villages])
      .slice(0, Math.ceil(villages.length * Math.min(1, scale.villages - turn))))
      yield {
        ...own('villageSecretary', 'villageCadre', '村党组织书记', place),
        managing: place.township_id ?? place.id,
      };
  for (let index = 0; index < scale.firstSecretaries; index++)
    yield sent(
      'firstSecretary',
      random.chance(0.15) ? 'countyDivision' : 'townshipSection',
      '驻村第一书记',
      at(posted, index),
      senders,
      random,
    );
  for (let index = 0; index < scale.workTeamMembers; index++)
    yield sent(
      'workTeamMember',
      random.chance(0.3) ? 'townshipSection' : 'staff',
      '驻村工作队员',
      at(posted, Math.floor(index / 3)),
      senders,
      random,
    );
  for (let index = 0; index < scale.deputyCountyHeads; index++)
    yield own('deputyCountyHead', 'countyDivision', '挂职副县长', at(counties, index));
  for (let index = 0; index < scale.graduateOfficials; index++)
    yield own('graduateOfficial', 'staff', '大学生村官', at(posted, index * 7));
  for (let index = 0; index < scale.selectedGraduates; index++)
    yield own('selectedGraduate', 'staff', '选调生', at(townships, index));
  for (let index = 0; index < scale.townshipOfficials; index++)
    yield own('townshipOfficial', 'staff', '乡镇干部', at(townships, index * 3));
}

function own(category: TraineeCategory, level: CadreLevel, post: string, place: Place): Role {
  return {
    category,
    level,
    post,
    place,
    managing: place.county_id ?? place.city_id ?? place.province_id,
    sender: null,
  };
}

/** Sent by the province (one in ten), the city (two) or the county (seven); the sender's division owns the person. */
function sent(
  category: TraineeCategory,
  level: CadreLevel,
  post: string,
  place: Place,
  senders: Place[],
  random: Random,
): Role {
  const turn = random.between(1, 10);
  const managing =
    turn === 1
      ? place.province_id
      : turn <= 3
        ? (place.city_id ?? place.province_id)
        : (place.county_id ?? place.province_id);
  const sender = senders.find((candidate) => candidate.id === managing)?.organization_id ?? null;
  return { category, level, post, place, managing, sender };
}

function at(places: Place[], index: number): Place {
  const place = places[index % places.length];
  if (!place) throw new Error('The divisions must be loaded before the people');
  return place;
}
