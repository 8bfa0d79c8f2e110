import type { FastifyInstance } from 'fastify';
import { systemActor } from '../../src/foundation/access/actor.js';
import type { Role } from '../../src/foundation/access/actor.js';
import { AccountService } from '../../src/responsibility/account/account.service.js';
import { DivisionService } from '../../src/responsibility/division/division.service.js';
import type { TestApp } from './app.js';
import { citizenIdOf } from './citizen-id.js';

const password = 'seven lamps over Wei river';

/** Divisions of Shaanxi that tests speak of. */
export const places = {
  province: '610000000000',
  xian: '610100000000',
  /** 蓝田县 */
  lantian: '610122000000',
  /** 周至县 */
  zhouzhi: '610124000000',
};

/** A signed-in account, asking over HTTP. */
export interface Asker {
  get(url: string): Promise<Answer>;
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object): Promise<Answer>;
  headers: Record<string, string>;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  text: string;
}

/** Makes an account in a role for a division or unit, and signs it in. */
export async function signedIn(
  test: TestApp,
  role: Role,
  scope: { division?: string; organizationId?: string; traineeId?: string },
): Promise<Asker> {
  const username = `${role.toLowerCase()}-${Math.random().toString(36).slice(2, 10)}`;
  const division =
    scope.division && (await test.app.get(DivisionService, { strict: false }).byCode(scope.division));
  await test.app.get(AccountService, { strict: false }).createAccount(systemActor, {
    username,
    name: username,
    password,
    assignments: [
      {
        role,
        ...(division && { divisionId: division.id }),
        ...(scope.organizationId !== undefined && { organizationId: scope.organizationId }),
        ...(scope.traineeId !== undefined && { traineeId: scope.traineeId }),
      },
    ],
  });
  const answer = await test.fastify.inject({
    method: 'POST',
    url: '/api/v1/sign-ins',
    payload: { username, password },
  });
  return asker(test.fastify, answer.json<{ token: string }>().token);
}

function asker(fastify: FastifyInstance, token: string): Asker {
  const headers = { authorization: `Bearer ${token}` };
  const answerOf = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ): Promise<Answer> => {
    const answer = await fastify.inject({ method, url, headers, ...(payload && { payload }) });
    const json = answer.headers['content-type']?.toString().includes('json') ?? false;
    return {
      status: answer.statusCode,
      body: json && answer.body !== '' ? answer.json<Record<string, unknown>>() : {},
      text: answer.body,
    };
  };
  return {
    headers,
    get: (url) => answerOf('GET', url),
    send: (method, url, payload) => answerOf(method, url, payload),
  };
}

/** The body of a registration. */
export function person(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: `张三${number}`,
    citizenId: citizenIdOf(number),
    category: 'townshipOfficial',
    level: 'staff',
    managingDivision: places.lantian,
    ...changes,
  };
}
