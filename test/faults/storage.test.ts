import { rename } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from './support/again.ts';
import { isCreate } from './support/ledger.ts';
import { World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('a journal that cannot be written any more', () => {
  it('hides neither that the issue exists, nor makes it twice', async () => {
    const run = await world.begin('F15', 1);
    run.server.plan = (request) =>
      isCreate(request)
        ? async (exchange) => {
            const answer = await exchange.commit();
            await rename(run.folder, `${run.folder}-gone`);
            await exchange.answer(answer);
          }
        : undefined;
    const request = run.request();
    const told = await run.create(request);
    expect(codeOf(told)).toBe('created');
    await rename(`${run.folder}-gone`, run.folder);
    expect((await run.journal.list()).map(({ outcome }) => outcome)).toEqual(['pending']);
    expect((await run.restart()).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(await run.create(request)).toMatchObject({ kind: 'created', result: { isRepeated: true } });
    expect(await run.end()).toEqual({ creates: 1, writes: 0, duplicates: [], lost: [], resent: [] });
  });

  it('is told before anything is sent', async () => {
    const run = await world.begin('F15', 2);
    await rename(run.folder, `${run.folder}-gone`);
    const told = await run.create(run.request());
    expect(codeOf(told)).toBe('storageUnavailable');
    expect(run.server.received.some(isCreate)).toBe(false);
    await rename(`${run.folder}-gone`, run.folder);
    expect(await run.end()).toEqual({ creates: 0, writes: 0, duplicates: [], lost: [], resent: [] });
  });
});
