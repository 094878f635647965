import { expect, type TestContext } from 'vitest';
import type { Run, RunOptions, World } from './world.ts';

export interface FaultTotals {
  readonly fault: string;
  readonly runs: number;
  readonly creates: number;
  readonly writes: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly resent: number;
}

declare module 'vitest' {
  interface TaskMeta {
    faults?: FaultTotals;
  }
}

/** `FAULT_SEEDS=1000` runs more, `FAULT_SEED=37` that one alone. */
const seeds = process.env['FAULT_SEED']
  ? [Number(process.env['FAULT_SEED'])]
  : Array.from({ length: Number(process.env['FAULT_SEEDS'] ?? 200) }, (_, index) => index + 1);

/** Runs a fault with every seed, leaves the totals in the test's meta for the report, and fails with what went wrong. */
export async function everySeed(
  context: TestContext,
  world: World,
  fault: string,
  body: (run: Run, seed: number) => Promise<void>,
  optionsFor: (seed: number) => RunOptions = () => ({}),
): Promise<void> {
  const problems: string[] = [];
  let totals: FaultTotals = { fault, runs: 0, creates: 0, writes: 0, duplicates: 0, lost: 0, resent: 0 };
  for (const seed of seeds) {
    const run = await world.begin(fault, seed, optionsFor(seed));
    await body(run, seed).catch((error: unknown) => {
      run.expect(false, String(error instanceof Error ? error.stack : error));
    });
    const { creates, writes, duplicates, lost, resent } = await run.end();
    const named = { problem: run.problems, duplicate: duplicates, lost, resent };
    for (const [kind, each] of Object.entries(named)) {
      problems.push(...each.map((what) => `${fault} seed ${seed}: ${kind}: ${what}`));
    }
    totals = {
      fault,
      runs: totals.runs + 1,
      creates: totals.creates + creates,
      writes: totals.writes + writes,
      duplicates: totals.duplicates + duplicates.length,
      lost: totals.lost + lost.length,
      resent: totals.resent + resent.length,
    };
  }
  context.task.meta.faults = totals;
  expect(problems.slice(0, 20)).toEqual([]);
}
