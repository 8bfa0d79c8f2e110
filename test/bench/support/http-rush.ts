import { randomUUID } from 'node:crypto';
import { byClients, HttpClient } from './http-client.js';
import { signInPeople } from './people-signed-in.js';
import type { Province } from './province.js';
import type { Acknowledgement, RushShare } from './rush-process.js';
import { ProductProcess, startWeb } from './web-process.js';

/** The rush through two web processes over HTTP: every claim, nomination, promotion and change is a request. */
export class HttpRush {
  private constructor(
    private readonly client: HttpClient,
    private readonly webs: ProductProcess[],
    private readonly tokens: Map<string, string>,
    private readonly coordinator: string,
  ) {}

  static async open(
    url: string,
    { province, provinceId, clients }: { province: Province; provinceId: string; clients: number },
  ): Promise<HttpRush> {
    const people = [
      ...province.people.map((person) => ({ ...person, role: 'trainee' as const })),
      { accountId: randomUUID(), role: 'coordinator' as const, divisionId: provinceId },
    ];
    const tokens = await signInPeople(url, people);
    return new HttpRush(
      new HttpClient(clients),
      await Promise.all([startWeb(url), startWeb(url)]),
      new Map(people.map(({ accountId }, index) => [accountId, tokens[index] ?? ''])),
      tokens.at(-1) ?? '',
    );
  }

  /** Runs one process's share; times are the client's, from sending to the whole answer. */
  async run(half: number, share: RushShare): Promise<Acknowledgement[]> {
    const port = this.webs[half]?.port ?? 0;
    const acknowledgements: Acknowledgement[] = [];
    const ask = async (method: 'POST' | 'PUT', verb: string, body: object, token = this.coordinator) => {
      const received = performance.now();
      const path = `/api/v1/classes/${share.classId}/${verb}`;
      const { status, text } = await this.client.send({ port, method, path, token, body });
      if (status >= 500) throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`);
      if (status >= 300 || verb !== 'enrollments') return;
      const answer = JSON.parse(text) as Partial<Answer> & { items?: Answer[] };
      for (const { outcome, enrollmentId, number } of answer.items ?? [answer])
        if (outcome !== 'refused' && enrollmentId !== undefined && number !== undefined)
          acknowledgements.push({ enrollmentId, number, received, acknowledged: performance.now() });
    };
    await Promise.all([
      byClients(share.clients, share.people, ({ accountId }) =>
        ask('POST', 'enrollments', {}, this.tokens.get(accountId)),
      ),
      ask('POST', 'enrollments', { traineeIds: [...share.nominated, ...share.imported] }),
      ...share.capacities.map((capacity) => ask('PUT', 'capacity', { capacity })),
      ...Array.from({ length: share.promotions }, () => ask('POST', 'promotions', {})),
    ]);
    return acknowledgements;
  }

  async close(): Promise<void> {
    this.client.close();
    await Promise.all(this.webs.map((web) => web.stop()));
  }
}

interface Answer {
  outcome: string;
  enrollmentId: string;
  number: number;
}
