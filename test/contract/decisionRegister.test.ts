import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as adf from '#demo/adf.ts';
import type { DemoPage } from '#demo/confluence/model.ts';
import type { AdfNode } from '#demo/jira/model.ts';
import { failureOf } from '#domain/errors.ts';
import { DecisionRegister } from '#services/decisions/register.ts';
import { byWeek } from '#services/decisions/registerSearch.ts';
import { before, type CorpusPage, now, page, week } from '../fixtures/decisions/corpus.ts';
import { type CorpusSite, startCorpusSite } from '../fixtures/decisions/site.ts';

const { bulletList, doc, heading, decisionList } = adf;
const body = (...items: string[]) => doc(heading(2, 'Decisions'), bulletList(...items));
const pages: readonly CorpusPage[] = [
  page(
    'log',
    'Register test log',
    [
      before(body('Kettles are red.')),
      week(body('Kettles are red.', 'Teapots hold two litres.', 'Spoons are made of wood.')),
    ],
    [],
  ),
  page(
    'minutes',
    'Register test minutes',
    [week(doc(heading(2, 'Decisions'), decisionList(['UNDECIDED', 'Cups have two handles.'])))],
    [],
  ),
  page('twin', 'Register test twin', [week(body('Teapots hold two litres'))], []),
  page('secret', 'Register test secret', [week(body('Sugar is kept in the safe.'))], []),
];
const query = { zone: 'Europe/Paris', locale: 'fr-FR', spaceKeys: ['NIM', 'OPS'] };

let site: CorpusSite;
let folder: string;
let register: DecisionRegister;
let clock: number;

beforeAll(async () => {
  site = await startCorpusSite(pages);
}, 60_000);
afterAll(() => site.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'register-'));
  clock = now.getTime();
  register = await open();
});
afterEach(async () => {
  for (const undo of undos.splice(0)) undo();
  register.dispose();
  await rm(folder, { recursive: true, force: true });
});

const key = () => ({ origin: site.demo.url, accountId: site.demo.site.owner.accountId });
const open = () => DecisionRegister.open(folder, key());
const update = async (window = register) => {
  clock = site.demo.site.now();
  await window.update(site.connection, query, { now: clock });
};
const texts = (filter?: Parameters<DecisionRegister['search']>[0], window = register) =>
  window.search(filter).map(({ text }) => text);
const one = (text: string) => register.search({ text, standings: ['current', 'removed', 'unreachable'] })[0];

function demoPage(name: string): DemoPage {
  const found = site.demo.site.wiki.pages.get(site.ids.get(name) ?? '');
  if (!found) throw new Error(`no page ${name}`);
  return found;
}

const undos: (() => void)[] = [];

/** As if somebody had edited the page just now. */
function edit(name: string, content: AdfNode): void {
  const { versions, authorId } = demoPage(name);
  const last = versions.at(-1);
  versions.push({
    number: versions.length + 1,
    title: last?.title ?? '',
    body: content,
    authorId,
    created: site.demo.site.now(),
    message: '',
    minorEdit: false,
  });
  undos.push(() => void versions.pop());
}

function requestsFor(name: string): number {
  return site.demo.requests.filter(({ path }) => path.includes(`/pages/${site.ids.get(name)}`)).length;
}

describe('the register of decisions', () => {
  it('is filled from the site, searchable without it, and tells its age', async () => {
    expect(register.ageMs()).toBeUndefined();
    await update();
    expect(texts({ text: 'teapots' })).toEqual(['Teapots hold two litres.']);
    expect(
      one('teapots')
        ?.sources.map(({ title }) => title)
        .sort(),
    ).toEqual(['Register test log', 'Register test twin']);
    const later = await open();
    expect(texts({}, later)).toEqual(texts());
    expect(texts({}, later).length).toBeGreaterThan(20);
    expect(later.ageMs(clock + 5000)).toBe(5000);
    expect(texts({ states: ['proposed'], text: 'handles' }, later)).toEqual(['Cups have two handles.']);
    expect(texts({ spaceKeys: ['OPS'] }, later).join()).toContain('astreinte');
    expect(texts({ spaceKeys: ['OPS'] }, later).join()).not.toContain('Teapots');
    expect(
      texts({ text: 'lea gel', firstDay: '2026-11-16', lastDay: '2026-11-22', zone: 'Europe/Paris' }, later).length,
    ).toBeLessThan(5);
    const weeks = byWeek(later.search(), query);
    expect(weeks[0]?.week).toMatchObject({ firstDay: '2026-11-16', week: { number: 47 } });
    expect(weeks.flatMap(({ decisions }) => decisions).length).toBe(later.search().length);
    later.dispose();
  });

  it('asks only for what changed', async () => {
    await update();
    const known = texts();
    const [log, twin, all] = [requestsFor('log'), requestsFor('twin'), site.demo.requests.length];
    await update();
    expect(texts()).toEqual(known);
    expect([requestsFor('log'), requestsFor('twin')]).toEqual([log, twin]);
    expect(site.demo.requests.length - all).toBeLessThan(8);
    edit('log', body('Kettles are red.', 'Teapots hold two litres.', 'Spoons are made of wood.', 'Trays are square.'));
    await update();
    expect(texts({ text: 'trays' })).toEqual(['Trays are square.']);
    expect(requestsFor('log')).toBeGreaterThan(log);
    expect(requestsFor('twin')).toBe(twin);
  });

  it('follows rewording, other states, removal and return', async () => {
    await update();
    const teapots = one('teapots');
    edit('log', body('Kettles are red.', 'Teapots hold three litres.'));
    edit('minutes', doc(heading(2, 'Decisions'), decisionList(['DECIDED', 'Cups have two handles.'])));
    await update();
    expect(one('handles')).toMatchObject({ state: 'decided', earlier: [{ state: 'proposed' }] });
    expect(one('three litres')).toMatchObject({ standing: 'current', earlier: [{ text: teapots?.text }] });
    expect(one('spoons')).toMatchObject({ standing: 'removed', standingSince: new Date(clock).toISOString() });
    expect(texts({ text: 'spoons' })).toEqual([]);
    edit('log', body('Kettles are red.', 'Teapots hold three litres.', 'Spoons are made of wood.'));
    await update();
    expect(texts({ text: 'spoons' })).toEqual(['Spoons are made of wood.']);
  });

  it('keeps what the account may not see any more, and says so', async () => {
    await update();
    Object.assign(demoPage('secret'), { visibleTo: [] });
    await update();
    expect(one('sugar')).toMatchObject({ standing: 'unreachable', text: 'Sugar is kept in the safe.' });
    expect(texts({ text: 'sugar' })).toEqual([]);
    await update();
    expect(one('sugar')?.standing).toBe('unreachable');
    Reflect.deleteProperty(demoPage('secret'), 'visibleTo');
    await update();
    expect(one('sugar')?.standing).toBe('current');
    expect(one('sugar')).not.toHaveProperty('standingSince');
    demoPage('secret').status = 'trashed';
    await update();
    expect(one('sugar')?.standing).toBe('unreachable');
    demoPage('secret').status = 'current';
  });

  it('stays as it is, with its age, when the site does not answer', async () => {
    await update();
    const known = texts();
    const updatedAt = register.content.updatedAt;
    site.demo.faults.add({ path: /rest\/api\/search/, effect: { kind: 'disconnect', when: 'before' }, times: 20 });
    const error: unknown = await update().catch((caught: unknown) => caught);
    site.demo.faults.clear();
    expect(failureOf(error)?.code).toBeDefined();
    expect(texts()).toEqual(known);
    expect(register.content.updatedAt).toBe(updatedAt);
    const cancelled = new AbortController();
    cancelled.abort();
    const stopped: unknown = await register
      .update(site.connection, query, { signal: cancelled.signal })
      .catch((caught: unknown) => caught);
    expect(failureOf(stopped)?.code).toBe('cancelled');
    expect(texts()).toEqual(known);
  });

  it('is shared by two windows', async () => {
    const other = await open();
    const told: string[] = [];
    other.onDidChange(() => told.push('changed'));
    await Promise.all([update(), update(other)]);
    expect(texts({}, other)).toEqual(texts());
    edit('log', body('Kettles are red.', 'Teapots hold two litres.', 'Spoons are made of wood.', 'Jars are green.'));
    await update();
    told.length = 0;
    expect(await other.reload()).toBe(true);
    expect(told).toEqual(['changed']);
    expect(texts({ text: 'jars' }, other)).toEqual(['Jars are green.']);
    expect(await other.reload()).toBe(false);
    edit('twin', body('Teapots hold two litres', 'Lids are round.'));
    // The other window does not look first: what this one stored must not be lost.
    await Promise.all([update(other), register.update(site.connection, query, { now: clock })]);
    const stored = await open();
    expect(texts({ text: 'lids' }, stored)).toEqual(['Lids are round.']);
    expect(texts({ text: 'jars' }, stored)).toEqual(['Jars are green.']);
    for (const each of [other, stored]) each.dispose();
  });

  it('keeps what another window stored while it was reading', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'register-'));
    const other = await DecisionRegister.open(elsewhere, key());
    await update(other);
    const [name = ''] = (await readdir(elsewhere)).filter((each) => each.endsWith('.json'));
    // Between the look at the file and the first answer of the site.
    const onProgress = ({ step }: { readonly step: string }) => {
      if (step === 'searching') copyFileSync(join(elsewhere, name), join(folder, name));
    };
    const since = '2026-11-15T00:00:00Z';
    await register.update(site.connection, { ...query, since }, { now: site.demo.site.now(), onProgress });
    expect(texts({ text: 'kettles' })).toEqual(['Kettles are red.']);
    expect(register.content.coveredSince).toBe(other.content.coveredSince);
    other.dispose();
    await rm(elsewhere, { recursive: true });
  });

  it('survives being killed at any moment', { timeout: 60_000 }, async () => {
    const writer = join(import.meta.dirname, '../fixtures/registerWriter.ts');
    for (let round = 0; round < 4; round++) {
      const { origin, accountId } = key();
      const child = spawn(process.execPath, [writer, folder, origin, accountId], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (data) => {
        printed += String(data);
        if (printed.split('\n').length > 3 + round * 2) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const after = await open();
      expect(Object.keys(after.content.known).length).toBe(2000);
      expect(Date.parse(after.content.updatedAt ?? '')).toBeGreaterThanOrEqual(printed.trim().split('\n').length - 1);
      after.dispose();
    }
    expect(await readdir(folder)).not.toContain('unreadable');
    // The killed one may have left its lock.
    await update();
    expect(texts({ text: 'teapots' })).toEqual(['Teapots hold two litres.']);
  });

  it('sets aside a file it cannot read, and leaves one of a later version alone', async () => {
    await update();
    const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
    const path = join(folder, name);
    const good = await readFile(path, 'utf8');
    await writeFile(path, good.slice(0, good.length / 2));
    const empty = await open();
    expect(empty.search()).toEqual([]);
    expect((await readdir(join(folder, 'unreadable'))).length).toBe(1);
    const future = JSON.stringify({ schemaVersion: 99, body: '{}' });
    await writeFile(path, future);
    const newer = await open();
    await update(newer);
    expect(texts({ text: 'teapots' }, newer)).toEqual(['Teapots hold two litres.']);
    expect(await readFile(path, 'utf8')).toBe(future);
    for (const each of [empty, newer]) each.dispose();
  });

  it('does not show one account what another may see', async () => {
    await update();
    const stranger = await DecisionRegister.open(folder, { ...key(), accountId: 'somebody else' });
    expect(stranger.search()).toEqual([]);
    stranger.dispose();
  });
});
