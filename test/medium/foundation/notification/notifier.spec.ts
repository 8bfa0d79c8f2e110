import { Clock } from '../../../../src/foundation/clock/clock.js';
import { Delivery } from '../../../../src/foundation/notification/delivery.js';
import { type Message, messageColumns } from '../../../../src/foundation/notification/message.js';
import { Notifier } from '../../../../src/foundation/notification/notifier.js';
import { NotificationModule } from '../../../../src/foundation/notification/notification.module.js';
import type { Actor } from '../../../../src/foundation/access/actor.js';
import { createFoundationApp, type FoundationApp, from } from '../../../support/foundation-app.js';
import { startSmsGateway, type TestSmsGateway } from '../../../support/sms-gateway.js';
import { startSmtp, type TestSmtp } from '../../../support/smtp.js';

const template = 'notification.sample';
const hour = 3_600_000;
const actor = (number: number, role: Actor['role'] = 'trainee'): Actor => ({
  accountId: `01900000-0000-7000-8000-00000000000${number}`,
  name: '测试员',
  role,
});

describe('messages', () => {
  let product: FoundationApp;
  let smtp: TestSmtp;
  let gateway: TestSmsGateway;
  let notifier: Notifier;
  let delivery: Delivery;

  beforeAll(async () => {
    [smtp, gateway] = await Promise.all([startSmtp(), startSmsGateway()]);
    product = await createFoundationApp({
      environment: {
        DEMO: '0',
        SMTP_URL: smtp.url,
        MAIL_FROM: 'zhixing@example.org',
        SMS_GATEWAY_URL: gateway.url,
        SMS_GATEWAY_TOKEN: 'token',
        PUBLIC_URL: 'https://zhixing.example.org',
      },
      modules: [NotificationModule],
    });
    notifier = product.app.get(Notifier);
    delivery = product.app.get(Delivery);
  });
  afterAll(async () => {
    await product.close();
    await Promise.all([smtp.close(), gateway.close()]);
  });
  beforeEach(async () => {
    await product.database.execute('delete from foundation.message');
    smtp.mails.length = gateway.texts.length = smtp.answers.length = gateway.answers.length = 0;
    gateway.requests = 0;
    product.app.get(Clock).shift(0);
  });

  const rows = () =>
    product.database.query<Message>(`select ${messageColumns} from foundation.message order by channel`);
  const get = async (path: string, who: Actor, method = 'GET') => {
    const response = await fetch(`${product.url}${path}`, { method, headers: from(who) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };

  it('reaches a person by every channel with an address, in their language', async () => {
    await notifier.send(
      { accountId: actor(1).accountId, phone: '13800001111', email: 'li@example.org', language: 'en' },
      template,
      { name: '李', code: 7 },
      { link: '/classes/1' },
    );
    expect(await delivery.deliverDue()).toEqual({ sent: 2, refused: 0 });
    expect(gateway.texts).toEqual([
      {
        phone: '13800001111',
        text: 'Hello 李, this is a test message with the code 7.',
        token: 'Bearer token',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toMatchObject({ to: 'li@example.org' });
    expect(smtp.mails[0]!.data).toContain('Subject: Test message');
    const inbox = await get('/api/v1/messages', actor(1));
    expect(inbox.body).toMatchObject({ unread: 1, items: [{ link: '/classes/1', readAt: null }] });
    expect((await rows()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });

  it('leaves nothing behind when the transaction is rolled back', async () => {
    const attempt = product.database.transaction(async () => {
      await notifier.send({ phone: '13800001111' }, template, { name: '李', code: 7 });
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    await delivery.deliverDue();
    expect([await rows(), gateway.requests]).toEqual([[], 0]);
  });

  it('says the same thing to the same person once, also when two processes deliver', async () => {
    const people = [
      { accountId: actor(1).accountId, phone: '13800001111' },
      { accountId: actor(2).accountId, phone: '13800002222' },
    ];
    for (let round = 0; round < 3; round++)
      await notifier.send(people, template, { name: '李', code: 7 }, { dedupeKey: 'class/1/reminder' });
    await Promise.all([delivery.deliverDue(), delivery.deliverDue(), delivery.deliverDue()]);
    expect(gateway.texts.map(({ phone }) => phone).sort()).toEqual(['13800001111', '13800002222']);
    expect((await get('/api/v1/messages', actor(1))).body.items).toHaveLength(1);
  });

  it('tries a busy gateway again later, with the same id', async () => {
    gateway.answers.push(503);
    await notifier.send({ phone: '13800001111' }, template, { name: '李', code: 7 });
    await delivery.deliverDue();
    expect(await rows()).toMatchObject([{ state: 'due', attempts: 1, error: 'HTTP 503' }]);
    await delivery.deliverDue();
    expect(gateway.requests).toBe(1);
    product.app.get(Clock).shift(hour);
    await delivery.deliverDue();
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 2, error: null }]);
  });

  it('gives up at once what the gateway refuses, and lets an administrator send it again', async () => {
    smtp.answers.push('550 no such person');
    await notifier.send({ email: 'nobody@example.org' }, template, { name: '李', code: 7 });
    await delivery.deliverDue();
    const [message] = await rows();
    expect(message).toMatchObject({ state: 'failed', attempts: 1, error: 'SMTP 550' });
    const path = `/api/v1/messages/${message!.id}/resending`;
    expect((await get(path, actor(1), 'POST')).status).toBe(403);
    expect((await get(path, actor(9, 'administrator'), 'POST')).status).toBe(202);
    await delivery.deliverDue();
    expect(smtp.mails).toHaveLength(1);
  });

  it('gives up after the last try', async () => {
    await notifier.send({ phone: '13800001111' }, template, { name: '李', code: 7 });
    for (let round = 1; round < 10; round++) {
      gateway.answers.push(500);
      product.app.get(Clock).shift(round * hour);
      await delivery.deliverDue();
    }
    expect(await rows()).toMatchObject([{ state: 'failed', attempts: 6 }]);
    expect(gateway.requests).toBe(6);
  });

  it('does not send again what was leaving when its process died', async () => {
    await notifier.send({ phone: '13800001111' }, template, { name: '李', code: 7 });
    await product.database.execute(
      `update foundation.message set state = 'sending', attempts = 1, tried_at = now() - interval '1 hour'`,
    );
    await delivery.deliverDue();
    expect(gateway.requests).toBe(0);
    expect(await rows()).toMatchObject([{ state: 'failed', error: 'interrupted' }]);
  });

  it('holds a message until it is due, also in the inbox, and takes back those of an occasion', async () => {
    const dueAt = new Date(Date.now() + hour);
    const who = { accountId: actor(1).accountId, phone: '13800001111' };
    await notifier.send(who, template, { name: '李', code: 1 }, { dueAt, dedupeKey: 'class/1/reminder' });
    await notifier.send(who, template, { name: '李', code: 2 }, { dueAt, dedupeKey: 'class/2/reminder' });
    await delivery.deliverDue();
    expect((await get('/api/v1/messages', actor(1))).body).toMatchObject({ unread: 0, items: [] });
    expect(await notifier.cancelDue('class/1/')).toBe(2);
    product.app.get(Clock).shift(2 * hour);
    await delivery.deliverDue();
    expect(gateway.texts.map(({ text }) => text)).toEqual(['你好，李：这是一条测试消息，验证码 2。']);
    expect((await get('/api/v1/messages', actor(1))).body.items).toHaveLength(1);
  });

  it('wipes a code once it was sent, and never shows it in the log', async () => {
    const options = { secret: true };
    await notifier.send(
      { accountId: actor(1).accountId, phone: '13800001111' },
      template,
      { name: '李', code: 6 },
      options,
    );
    const before = await get('/api/v1/messages/outbox', actor(9, 'administrator'));
    expect(before.body.items).toMatchObject([{ address: '138****1111', text: '（验证码，发出后不再显示）' }]);
    await delivery.deliverDue();
    expect(gateway.texts[0]!.text).toContain('验证码 6');
    expect(await rows()).toMatchObject([{ channel: 'sms', params: {}, state: 'sent' }]);
  });

  it('shows and marks only one’s own messages', async () => {
    await notifier.send(
      [1, 2].map((number) => ({ accountId: actor(number).accountId })),
      template,
      {
        name: '李',
        code: 7,
      },
    );
    const [mine] = (await get('/api/v1/messages', actor(1))).body.items;
    expect((await get(`/api/v1/messages/${mine.id}/reading`, actor(2), 'POST')).status).toBe(404);
    expect((await get(`/api/v1/messages/${mine.id}/reading`, actor(1), 'POST')).status).toBe(200);
    expect((await get('/api/v1/messages?unread=true', actor(1))).body).toMatchObject({
      unread: 0,
      items: [],
    });
    expect((await get('/api/v1/messages/readings', actor(2), 'POST')).body).toEqual({ read: 1 });
    expect((await get('/api/v1/messages/outbox', actor(1))).status).toBe(403);
  });

  it('shows its pages', async () => {
    await notifier.send({ accountId: actor(1).accountId, phone: '13800001111' }, template, {
      name: '李',
      code: 7,
    });
    const page = async (path: string, who: Actor) =>
      (await fetch(`${product.url}${path}`, { headers: { ...from(who), accept: 'text/html' } })).text();
    expect(await page('/inbox', actor(1))).toContain('测试消息');
    expect(await page('/outbox', actor(9, 'administrator'))).toContain('138****1111');
    expect(await page('/outbox?channel=email', actor(9, 'administrator'))).toContain('没有符合条件的消息');
  });
});

describe('messages in a demonstration without gateways', () => {
  let product: FoundationApp;
  beforeAll(async () => {
    product = await createFoundationApp({ environment: { DEMO: '1' }, modules: [NotificationModule] });
  });
  afterAll(() => product.close());

  it('end in the outbox, codes included', async () => {
    await product.app
      .get(Notifier)
      .send({ phone: '13800001111' }, template, { name: '李', code: 246810 }, { secret: true });
    await product.app.get(Delivery).deliverDue();
    const response = await fetch(`${product.url}/api/v1/messages/outbox`, {
      headers: from(actor(9, 'administrator')),
    });
    const { items } = (await response.json()) as { items: { text: string; state: string }[] };
    expect(items).toMatchObject([{ state: 'sent', text: expect.stringContaining('246810') }]);
  });
});
