import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fetch } from '#atlassian/http/trustedFetch.ts';
import { committedThen } from './support/acts.ts';
import { type Audit, isCreate } from './support/ledger.ts';
import { World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** One create whose first answer is lost, by a client that speaks HTTP in its own way. */
async function auditOf(ownFetch: Fetch): Promise<Audit> {
  const run = await world.begin('F0', 1, { connect: { fetch: ownFetch } });
  let left = 1;
  const lose = committedThen('reset', (exchange) => exchange.reset()).act;
  run.server.plan = (request) => (isCreate(request) && left-- > 0 ? lose : undefined);
  await run.create(run.request());
  return run.end();
}

describe('the ledger', () => {
  it('finds nothing wrong with our client', async () => {
    expect(await auditOf(fetch)).toEqual({ creates: 1, writes: 0, duplicates: [], lost: [], resent: [] });
  });

  it('sees a client that sends a write again', async () => {
    const audit = await auditOf((url, init) => fetch(url, init).catch(() => fetch(url, init)));
    expect(audit).toMatchObject({ creates: 2, duplicates: [expect.stringContaining('2 issues')] });
    expect(audit.resent).not.toEqual([]);
    expect(audit.lost).not.toEqual([]);
  });

  it('sees a client that takes a lost answer for a refusal', async () => {
    const audit = await auditOf((url, init) => fetch(url, init).catch(() => new Response('{}', { status: 400 })));
    expect(audit.lost).toEqual([
      expect.stringContaining('the journal says failed'),
      expect.stringContaining('the caller was told invalidFields'),
    ]);
  });

  it('sees an issue that was reported and is not there', async () => {
    const audit = await auditOf((url, init) =>
      fetch(url, init).catch(() => Response.json({ id: '1', key: 'NIM-99999' }, { status: 201 })),
    );
    expect(audit.lost.join()).toContain('NIM-99999');
  });
});
