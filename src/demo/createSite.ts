import { seedWiki } from './confluence/seed.ts';
import { seedUsers } from './jira/seed/people.ts';
import { seedJira } from './jira/seed/seedJira.ts';
import { Random } from './random.ts';
import type { DemoOptions, DemoSite } from './site.ts';

export const defaultOptions: DemoOptions = { port: 0, seed: 14, issues: 0, latencyMs: 0, indexLagMs: 0 };

/** The demo site's data as it is at the start. `url` is where it will be served: bodies and answers link to it. */
export function createSite(options: Partial<DemoOptions> = {}, url = 'http://127.0.0.1'): DemoSite {
  const merged = { ...defaultOptions, ...options };
  const start = merged.now?.getTime() ?? Date.now();
  const started = performance.now();
  const random = new Random(merged.seed);
  const people = seedUsers();
  const counters = new Map<string, number>();
  return {
    options: merged,
    url,
    cloudId: uuid(random),
    users: people.all,
    owner: people.lea,
    token: `ATATT3xFfGF0-demo-${hex(random, 24)}`,
    scopedToken: `ATATT3xFfGF0-scoped-${hex(random, 24)}`,
    serviceAccount: { user: people.robot, token: `ATSTT3xFfGF0-service-${hex(new Random(merged.seed + 3), 24)}` },
    jira: seedJira({ people, now: start, random: new Random(merged.seed + 1), issues: merged.issues, url }),
    wiki: seedWiki({ users: people.all, now: start, random: new Random(merged.seed + 2), url }),
    now: () => start + Math.round(performance.now() - started),
    nextId: (kind) => {
      const id = (counters.get(kind) ?? firstFreeId) + 1;
      counters.set(kind, id);
      return id;
    },
  };
}

/** Ids made at run time start above every id in the seed. */
const firstFreeId = 500_000;

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
}

function uuid(random: Random): string {
  return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
}
