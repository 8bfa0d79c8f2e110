import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { JobQueues } from '../queue/job-queues.js';

/** A part that takes longer than this to answer is down, in milliseconds. */
const patience = 2_000;

export type Condition = 'up' | 'down';

export interface Readiness {
  status: Condition;
  parts: { database: Condition; queue: Condition };
}

@Injectable()
export class Health {
  constructor(
    private readonly database: Database,
    private readonly queues: JobQueues,
  ) {}

  async readiness(): Promise<Readiness> {
    const [database, queue] = await Promise.all([
      conditionOf(this.database.query('select 1')),
      conditionOf(this.queues.ping()),
    ]);
    return { status: database === 'up' && queue === 'up' ? 'up' : 'down', parts: { database, queue } };
  }
}

async function conditionOf(question: Promise<unknown>): Promise<Condition> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Condition>((resolve) => {
    timer = setTimeout(() => resolve('down'), patience);
  });
  const answer = question.then(
    (): Condition => 'up',
    (): Condition => 'down',
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
