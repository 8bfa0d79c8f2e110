import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyRequest } from 'fastify';
import { attempt } from '../../../../src/foundation/view/attempt.js';
import { serveAssets } from '../../../../src/foundation/view/asset-route.js';
import { fragment } from '../../../../src/foundation/view/fragment.js';
import { Page } from '../../../../src/foundation/view/page.decorator.js';
import { redirect } from '../../../../src/foundation/view/redirect.js';
import { ViewContext } from '../../../../src/foundation/view/view-context.js';
import { ViewModule } from '../../../../src/foundation/view/view.module.js';

class Refusal extends Error {
  readonly code = 'error.request';
  readonly fields = [{ field: 'name', code: 'error.request' }];
  constructor(readonly status: number) {
    super('refused');
  }
}

@Controller()
class SamplePage {
  @Get('sample')
  @Page('foundation/view/sample')
  show() {
    return { name: `<b>${ViewContext.current()?.language ?? 'no context'}</b>` };
  }

  @Get('rows')
  @Page('foundation/view/sample')
  rows() {
    return fragment('foundation/view/sample', { name: 'alone' });
  }

  @Get('incomplete')
  @Page('foundation/view/sample')
  incomplete() {
    return {};
  }

  @Post('saved')
  @Page('foundation/view/sample')
  save() {
    return redirect('/sample', {
      notice: 'partials.copy.copied',
      undo: { action: '/unsave', fields: { id: '7' } },
    });
  }

  @Post('refused')
  @Page('foundation/view/sample')
  refuse(@Req() request: FastifyRequest) {
    const status = Number((request.query as { status: string }).status);
    return attempt(
      () => Promise.reject(new Refusal(status)),
      () => ({ name: 'typed' }),
    );
  }
}

@Module({ imports: [ViewModule], controllers: [SamplePage] })
class SampleModule {}

describe('a page', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [SampleModule] }).compile();
    testing.useLogger(false);
    app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await serveAssets(app.getHttpAdapter().getInstance());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it('is a document in its layout, with what the model says escaped', async () => {
    const { statusCode, headers, body } = await app.inject({ url: '/sample' });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toContain('<title>&lt;b&gt;zh-CN&lt;/b&gt; · 知行</title>');
  });

  it('follows the browser to English', async () => {
    const { body } = await app.inject({ url: '/sample', headers: { 'accept-language': 'en-GB' } });
    expect(body).toContain('<html lang="en"');
    expect(body).toContain('· Zhixing</title>');
  });

  it('comes without its layout when htmx swaps a part, and with it when htmx wants all', async () => {
    const part = await app.inject({
      url: '/sample',
      headers: { 'hx-request': 'true', 'hx-request-type': 'partial' },
    });
    expect(part.body).toMatch(/^<title>/);
    expect(part.body).not.toContain('<body');
    expect(part.headers.vary).toContain('HX-Request-Type');
    const full = await app.inject({
      url: '/sample',
      headers: { 'hx-request': 'true', 'hx-request-type': 'full' },
    });
    expect(full.body).toContain('<body');
  });

  it('answers a fragment alone', async () => {
    expect((await app.inject({ url: '/rows' })).body.trim()).toMatch(/^<h1>alone<\/h1>/);
  });

  it('fails loudly when the model lacks what the template prints', async () => {
    expect((await app.inject({ url: '/incomplete' })).statusCode).toBe(500);
  });

  it('shows the notice of a redirect once, with its undo form', async () => {
    const saved = await app.inject({ method: 'POST', url: '/saved' });
    expect([saved.statusCode, saved.headers.location]).toEqual([303, '/sample']);
    const cookie = String(saved.headers['set-cookie']).split(';', 1)[0] ?? '';
    const next = await app.inject({ url: '/sample', headers: { cookie } });
    expect(next.body).toContain('<span>已复制</span>');
    expect(next.body).toMatch(/action="\/unsave"[^]*name="id" value="7"/);
    expect(next.headers['set-cookie']).toMatch(/^notice=; .*Max-Age=0/);
  });

  it('ignores a forged notice that would send the browser to another site', async () => {
    const forged = { text: 'partials.copy.copied', undo: { action: '//evil.example/' } };
    const cookie = `notice=${Buffer.from(JSON.stringify(forged)).toString('base64url')}`;
    const { statusCode, body } = await app.inject({ url: '/sample', headers: { cookie } });
    expect(statusCode).toBe(200);
    expect(body).not.toContain('evil.example');
  });

  it('shows a refused form again, with the status and the problem', async () => {
    const refused = await app.inject({ method: 'POST', url: '/refused?status=422' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('typed');
    expect(refused.body).toContain('请求有误');
  });

  it.each([403, 404, 500])('leaves an error with status %i to the error page', async (status) => {
    const { body } = await app.inject({ method: 'POST', url: `/refused?status=${status}` });
    expect(body).not.toContain('typed');
  });

  it('finds its assets, compressed and kept for a year', async () => {
    const { body } = await app.inject({ url: '/sample' });
    const address = /href="(\/assets\/app\.[^"]+\.css)"/.exec(body)?.[1] ?? '';
    const { statusCode, headers } = await app.inject({ url: address, headers: { 'accept-encoding': 'br' } });
    expect(statusCode).toBe(200);
    expect(headers['content-encoding']).toBe('br');
    expect(headers['cache-control']).toContain('immutable');
  });
});
