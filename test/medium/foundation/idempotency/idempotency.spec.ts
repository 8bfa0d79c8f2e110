import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { buffer } from 'node:stream/consumers';
import type { Actor } from '../../../../src/foundation/access/actor.js';
import { Allow } from '../../../../src/foundation/access/policy.decorator.js';
import { OwnIdempotency } from '../../../../src/foundation/idempotency/own-idempotency.decorator.js';
import { JobRegister } from '../../../../src/foundation/queue/job-register.js';
import { createFoundationApp, type FoundationApp, from } from '../../../support/foundation-app.js';

let works = 0;

@Controller('api/v1')
@Allow(['coordinator', 'trainee'], 'subtree')
class Workshop {
  @Post('works')
  @HttpCode(202)
  work(@Body() body: { name?: string }): object {
    works++;
    if (body.name === 'broken') throw new Error('broken');
    return { number: works, name: body.name };
  }

  @Post('others')
  other(): object {
    return { number: ++works };
  }

  @Post('own')
  @OwnIdempotency(['trainee'])
  own(): object {
    return { number: ++works };
  }

  @Post('files')
  async file(@Req() request: FastifyRequest): Promise<object> {
    const part = await request.file();
    return { number: ++works, bytes: part ? (await buffer(part.file)).length : 0 };
  }

  @Post('unread-files')
  unread(): object {
    return { number: ++works };
  }
}

const actor = (number: number, role: Actor['role'] = 'coordinator'): Actor => ({
  accountId: `01900000-0000-7000-8000-00000000000${number}`,
  name: `测试员${number}`,
  role,
});

describe('A repeated request', () => {
  let product: FoundationApp;
  beforeAll(async () => {
    product = await createFoundationApp({ controllers: [Workshop] });
  });
  afterAll(() => product.close());

  async function send(path: string, key: string, body: object | FormData, asker = actor(1)) {
    const form = body instanceof FormData;
    const response = await fetch(`${product.url}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        ...from(asker),
        'idempotency-key': key,
        ...(!form && { 'content-type': 'application/json' }),
      },
      body: form ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      replay: response.headers.get('idempotent-replay'),
      body: (await response.json()) as { number: number; code?: string; bytes?: number },
    };
  }

  function formOf(content: Buffer, name = 'people.csv'): FormData {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)]), name);
    return form;
  }

  it('gets the first answer again, marked as such, and does nothing', async () => {
    const first = await send('works', 'again', { name: 'one' });
    expect(first).toMatchObject({ status: 202, replay: null });
    const before = works;
    expect(await send('works', 'again', { name: 'one' })).toEqual({ ...first, replay: 'true' });
    expect(works).toBe(before);
  });

  it('does the work once when both arrive together', async () => {
    const before = works;
    const answers = await Promise.all([1, 2, 3].map(() => send('works', 'together', { name: 'one' })));
    expect(answers.map(({ replay }) => replay).sort()).toEqual([null, 'true', 'true'].sort());
    expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
    expect(works).toBe(before + 1);
  });

  it.each([
    ['another body', 'works', { name: 'two' }],
    ['another address', 'others', { name: 'one' }],
  ])('is a conflict with %s', async (_, path, body) => {
    const key = `conflict-${path}`;
    await send('works', key, { name: 'one' });
    const before = works;
    const answer = await send(path, key, body);
    expect([answer.status, answer.body.code]).toEqual([409, 'error.idempotencyReuse']);
    expect(works).toBe(before);
  });

  it('is a first one for somebody else, and after a failure', async () => {
    const first = await send('works', 'shared', { name: 'one' });
    const theirs = await send('works', 'shared', { name: 'one' }, actor(2));
    expect(theirs.replay).toBeNull();
    expect(theirs.body.number).toBe(first.body.number + 1);
    expect((await send('works', 'failed', { name: 'broken' })).status).toBe(500);
    expect(await send('works', 'failed', { name: 'one' })).toMatchObject({ status: 202, replay: null });
  });

  it('is judged by its file, not by its boundary', async () => {
    const content = Buffer.alloc(300_000, 'a');
    const first = await send('files', 'file', formOf(content));
    expect(first).toMatchObject({ status: 201, replay: null, body: { bytes: 300_000 } });
    expect(await send('files', 'file', formOf(content))).toEqual({ ...first, replay: 'true' });
    const other = Buffer.from(content);
    other[299_999] = 98;
    for (const form of [formOf(other), formOf(content, 'others.csv')])
      expect(await send('files', 'file', form)).toMatchObject({ status: 409, replay: null });
  });

  it('is judged by a file that nobody read', async () => {
    const first = await send('unread-files', 'unread', formOf(Buffer.from('一')));
    expect(await send('unread-files', 'unread', formOf(Buffer.from('一')))).toEqual({
      ...first,
      replay: 'true',
    });
    expect((await send('unread-files', 'unread', formOf(Buffer.from('二')))).status).toBe(409);
  });

  it('is left to a handler that answers for it, in the roles it names', async () => {
    const twice = async (key: string, asker: Actor) => [
      (await send('own', key, {}, asker)).replay,
      (await send('own', key, {}, asker)).replay,
    ];
    expect(await twice('own-1', actor(3, 'trainee'))).toEqual([null, null]);
    expect(await twice('own-2', actor(3))).toEqual([null, 'true']);
  });

  it('is forgotten with its answer after 48 hours', async () => {
    await send('works', 'old', { name: 'one' });
    await send('works', 'young', { name: 'one' });
    const age = (key: string, hours: number) =>
      product.database.execute(
        `update foundation.idempotency_key set created_at = now() - make_interval(mins => $2::integer)
         where key = $1`,
        [key, hours * 60],
      );
    await age('old', 48.1);
    await age('young', 47.9);
    const purge = product.app.get(JobRegister).handlerOf('idempotency.purge');
    expect(await purge?.run({}, undefined as never)).toEqual({ removed: 1 });
    expect(await send('works', 'young', { name: 'one' })).toMatchObject({ replay: 'true' });
    expect(await send('works', 'old', { name: 'other' })).toMatchObject({ status: 202, replay: null });
  });
});
