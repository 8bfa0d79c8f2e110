import { setTimeout as sleep } from 'node:timers/promises';
import { Completions } from './completions.js';
import { LagProbe } from './lag-probe.js';
import { percentile, Report, rounded } from './report.js';
import { withAndWithoutRollUp } from './roll-up-copies.js';

const seconds = 3;
const rounds = 5;

/**
 * The same completions with the roll-up (triggers, persons, the folding worker) and without it, in turns, so that
 * a busy machine slows them alike. The first turn of each only warms up.
 */
export async function raceRollUp(report: Report, connections: number, perTransaction: number): Promise<void> {
  await withAndWithoutRollUp(async ({ url, statistics, loop }, bareUrl) => {
    const probe = await LagProbe.prepare(url);
    const rolled = new Completions(url, connections, perTransaction, rounds + 1);
    const bare = new Completions(bareUrl, connections, perTransaction, rounds + 1);
    try {
      await Promise.all([rolled.open(), bare.open()]);
      const spent = { rolled: 0, bare: 0, rows: 0, untilFolded: 0 };
      loop.start();
      for (let round = 0; round <= rounds; round++) {
        const limit = await bare.slice(seconds);
        probe.start();
        const begun = performance.now();
        const ours = await rolled.slice(seconds);
        await probe.stop();
        while ((await statistics.foldOnce()) > 0) await sleep(10);
        const untilFolded = (performance.now() - begun) / 1000;
        if (round === 0) {
          probe.milliseconds.length = 0;
          continue;
        }
        spent.bare += limit.perSecond / rounds;
        spent.rolled += ours.perSecond / rounds;
        spent.rows += ours.rows;
        spent.untilFolded += ours.rows / untilFolded / rounds;
      }
      await loop.stop();
      report({
        metric: 'throughput',
        unit: perTransaction === 1 ? '/s' : 'rows/s',
        value: rounded(spent.rolled),
        limit: rounded(spent.bare),
        ratio: rounded(spent.rolled / spent.bare),
        n: spent.rows,
        connections,
        perTransaction,
        // The same rows over the time until the last of them stood in the statistics: a short slice hides the folding.
        ratioUntilFolded: rounded(spent.untilFolded / spent.bare),
      });
      const lags = probe.milliseconds;
      for (const [detail, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
        ['max', 1],
      ] as const)
        report({
          metric: 'lag',
          unit: 'ms',
          value: rounded(percentile(lags, share)),
          limit: 1000,
          n: lags.length,
          detail,
        });
      report({ metric: 'difference', unit: 'rows', value: (await statistics.differences()).total, limit: 0 });
    } finally {
      await Promise.all([rolled.close(), bare.close(), probe.close()]);
    }
  });
}
