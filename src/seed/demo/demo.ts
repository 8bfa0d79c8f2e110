import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, systemActor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { Database } from '../../foundation/database/database.js';
import { AccountService } from '../../responsibility/account/account.service.js';
import type { Division } from '../../responsibility/division/division.entity.js';
import { DivisionService } from '../../responsibility/division/division.service.js';
import { PlaceService } from '../../responsibility/place/place.service.js';
import { CertificateRenderer } from '../../service/certificate/render/certificate-renderer.js';
import { StatisticsService } from '../../service/statistics/statistics.service.js';
import type { TraineeCategory } from '../../targeting/trainee/trainee.entity.js';
import { CitizenIdVault } from '../../targeting/trainee/citizen-id.vault.js';
import { seedReference } from '../reference/reference-seed.js';
import { createDemoAccounts } from './demo-accounts.js';
import { DemoClasses } from './demo-classes.js';
import { DemoScenes } from './demo-scenes.js';

/** Share of the reference scale that the demonstration's past takes. */
const pastFactor = 0.06;

interface Ground {
  province: Division;
  city: Division;
  county: Division;
  lead: string;
  school: string;
  unit: string;
}

/**
 * Loads a small living province: three years behind it, classes in every state, one open for registration now, call-ups
 * in flight and overdue, a class that runs and one that has just ended with certificates.
 */
export async function loadDemo(
  app: INestApplicationContext,
  databaseUrl: string,
  password: string,
): Promise<void> {
  await seedReference({
    databaseUrl,
    factor: pastFactor,
    vault: app.get(CitizenIdVault, { strict: false }),
    today: app.get(Clock, { strict: false }).today(),
    templateVersion: new CertificateRenderer({}).version,
    log: () => undefined,
  });
  const ground = await readGround(app);
  const actors = await people(app, ground, password);
  await playClasses(app, ground, actors);
  await app.get(StatisticsService, { strict: false }).reconcile(systemActor);
}

async function readGround(app: INestApplicationContext): Promise<Ground> {
  const divisions = app.get(DivisionService, { strict: false });
  const organization = async (division: Division, kind: string): Promise<string> => {
    const row = await app
      .get(Database, { strict: false })
      .one<{ id: string }>(
        'select id from responsibility.organization where division_id = $1 and kind = $2 limit 1',
        [division.id, kind],
      );
    if (!row) throw new Error(`No ${kind} in ${division.name}`);
    return row.id;
  };
  const province = await divisions.byCode('610000000000');
  const city = await divisions.byCode('610700000000');
  const county = await divisions.byCode('610725000000');
  return {
    province,
    city,
    county,
    lead: await organization(province, 'organizationDepartment'),
    school: await organization(city, 'partySchool'),
    unit: await organization(county, 'revitalisationBureau'),
  };
}

async function people(
  app: INestApplicationContext,
  ground: Ground,
  password: string,
): Promise<Map<string, Actor>> {
  const { province, city, county, school, unit } = ground;
  const trainee = await app.get(Database, { strict: false }).one<{ id: string; name: string; phone: string }>(
    `select trainee.id, trainee.name, trainee.phone from targeting.trainee trainee
     join responsibility.division home on home.id = trainee.division_id
     where home.county_id = $1 and trainee.organization_id = $2 and trainee.category = 'firstSecretary'
     order by trainee.id limit 1`,
    [county.id, unit],
  );
  if (!trainee) throw new Error('The demonstration found no first secretary');
  return createDemoAccounts(app.get(AccountService, { strict: false }), password, [
    { username: 'admin', name: '系统管理员', role: 'administrator' },
    { username: 'coordinator', name: '赵晓燕', role: 'coordinator', division: province },
    { username: 'city', name: '李建国', role: 'coordinator', division: city },
    { username: 'county', name: '王秀英', role: 'coordinator', division: county },
    { username: 'host', name: '周志远', role: 'host', division: city, organizationId: school },
    { username: 'unit', name: '吴丽萍', role: 'unitContact', division: county, organizationId: unit },
    { username: 'instructor', name: '高秀兰', role: 'instructor', division: province },
    { username: 'supervisor', name: '陈立新', role: 'supervisor', division: province },
    { username: 'trainee', name: trainee.name, role: 'trainee', traineeId: trainee.id, phone: trainee.phone },
  ]);
}

async function playClasses(
  app: INestApplicationContext,
  ground: Ground,
  actors: Map<string, Actor>,
): Promise<void> {
  const coordinator = actors.get('coordinator') ?? systemActor;
  const city = actors.get('city') ?? systemActor;
  const county = actors.get('county') ?? systemActor;
  const classes = new DemoClasses(app);
  const hall = await app.get(PlaceService, { strict: false }).create(coordinator, {
    name: '汉中市委党校报告厅',
    kind: 'hall',
    divisionId: ground.city.id,
    organizationId: ground.school,
    address: '汉中市汉台区天台路',
    capacity: 200,
  });
  const base = { leadId: ground.lead, hostId: ground.school };
  const instructor = actors.get('instructor');
  const taught = instructor ? { instructorAccountId: instructor.accountId } : {};
  const firstSecretaries: TraineeCategory[] = ['firstSecretary', 'workTeamMember'];

  await classes.draft(coordinator, {
    ...base,
    title: '村级集体经济带头人专题班',
    kind: 'thematic',
    startsIn: 60,
    days: 3,
    capacity: 120,
    categories: ['villageSecretary'],
  });
  await classes.submitted(county, {
    title: '勉县驻村工作队员业务培训班',
    kind: 'centralised',
    startsIn: 45,
    days: 2,
    capacity: 80,
    categories: firstSecretaries,
  });
  await classes.returned(
    city,
    coordinator,
    { title: '汉中市农村电商实务班', kind: 'field', startsIn: 50, days: 2, capacity: 60, categories: [] },
    '请补充现场教学点安排',
  );
  await classes.approved(city, coordinator, {
    title: '汉中市防返贫监测骨干班',
    kind: 'thematic',
    startsIn: 40,
    days: 2,
    capacity: 60,
    categories: firstSecretaries,
  });
  await classes.published(coordinator, coordinator, {
    ...base,
    title: '驻村第一书记产业振兴专题培训班（第 3 期）',
    kind: 'thematic',
    purpose: '围绕特色产业选育、村集体经济运营和消费帮扶，提高谋划产业、带领群众增收的能力。',
    ...taught,
    startsIn: 21,
    days: 3,
    capacity: 40,
    categories: firstSecretaries,
    placeId: hall.id,
    window: { opensIn: -2, closesIn: 14, waitlist: 20 },
  });
  await classes.published(city, coordinator, {
    title: '汉中市村党组织书记轮训班',
    kind: 'rotation',
    ...taught,
    startsIn: 30,
    days: 2,
    capacity: 100,
    categories: ['villageSecretary'],
  });
  await classes.cancelled(
    county,
    coordinator,
    { title: '勉县茶产业现场教学班', kind: 'field', startsIn: 35, days: 1, capacity: 30, categories: [] },
    '场地维修，另行通知',
  );
  const traineeId = actors.get('trainee')?.traineeId ?? '';
  const scenes = new DemoScenes(app, {
    coordinator,
    city,
    county,
    unitId: ground.unit,
    schoolId: ground.school,
    cityId: ground.city.id,
    traineeId,
  });
  await scenes.ended();
  await scenes.running();
  await scenes.callUpInFlight();
  await scenes.callUpOverdue();
}
