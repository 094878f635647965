import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { callTool } from './support/clients.ts';
import { openWorkbench, type Workbench } from './support/toolsets.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ demo: { issues: 1000 } });
}, 60_000);
afterAll(() => bench.close());

const call = (name: string, args?: Record<string, unknown>) => bench.call(name, args);
const refused = (name: string, args: Record<string, unknown>) => bench.refused(name, args);
const list = (value: unknown) => z.array(z.looseObject({})).parse(value);

function stored(name: string) {
  return bench.demo.site.jira.projects.flatMap(({ versions }) => versions).find((version) => version.name === name);
}

function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

describe('jira_versions', () => {
  it('lists what is unreleased, newest first, with dates and progress', async () => {
    const data = await call('jira_versions');
    expect(list(data['versions']).map(({ name }) => name)).toEqual(['5.0', '4.8']);
    const [, next] = list(data['versions']);
    const issues = [...bench.demo.site.jira.issues.values()].filter(({ fixVersionIds }) =>
      fixVersionIds.includes('10002'),
    );
    expect(next).toMatchObject({
      ...{ id: '10002', state: 'unreleased', issues: issues.length, releaseDate: expect.stringMatching(/^\d{4}-/) },
      url: `${bench.demo.url}/projects/NIM/versions/10002`,
    });
    expect(Number(next?.['done'])).toBeGreaterThan(0);
    expect(next?.['overdue']).toBeUndefined();
    expect(list((await call('jira_versions', { project: 'PAY' }))['versions'])[0]).toMatchObject({ overdue: true });
  });

  it('lists by state', async () => {
    const released = await call('jira_versions', { state: 'released' });
    expect(list(released['versions']).map(({ name }) => name)).toEqual(['4.7', '4.6']);
    expect(list((await call('jira_versions', { state: 'all' }))['versions'])).toHaveLength(4);
    expect(list((await call('jira_versions', { project: 'OPS' }))['versions'])).toEqual([]);
  });

  it('stays within the limit with many versions and long texts, page by page', async () => {
    const { projects } = bench.demo.site.jira;
    const versions = projects.find(({ key }) => key === 'OPS')?.versions ?? [];
    for (let number = 0; number < 120; number++) {
      const dates = { startDate: '2026-01-01', releaseDate: '2026-12-31' };
      const texts = { name: `${number}.0 ${'é'.repeat(80)}`, description: 'Ünïcode "quoted" '.repeat(40) };
      versions.push({ id: String(20_000 + number), released: false, archived: false, ...dates, ...texts });
    }
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const page = await call('jira_versions', { project: 'OPS', ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...list(page['versions']).map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(seen).toEqual(versions.map(({ id }) => id).reverse());
    versions.length = 0;
  });
});

describe('a version’s life', () => {
  it('is created, given to an issue, released with a date, and all of it is undone', async () => {
    const created = await call('jira_create_version', {
      name: '4.9',
      description: 'Winter',
      releaseDate: '2027-01-31',
    });
    expect(created['version']).toMatchObject({ name: '4.9', state: 'unreleased', releaseDate: '2027-01-31' });
    expect(z.looseObject({ description: z.string() }).parse(created['version']).description).toMatch(
      /^<<[\s\S]*Winter/,
    );
    await call('jira_update_issue', { key: 'NIM-70', add: [{ field: 'fixVersions', values: ['4.9'] }] });
    const inUse = (await operations('createVersion'))[0];
    expect(await refused('undo_change', { operation: inUse })).toMatch(/changedSince.*issues/);

    const released = await call('jira_update_version', { version: '4.9', released: true });
    expect(released).toMatchObject({ unresolved: 1, version: { state: 'released', releaseDate: today() } });
    expect(released['changes']).toEqual([
      { field: 'releaseDate', before: '2027-01-31', after: today() },
      { field: 'released', before: 'false', after: 'true' },
    ]);
    const found = await call('jira_search', { jql: released['unresolvedJql'] });
    expect(list(found['issues']).map(({ key }) => key)).toEqual(['NIM-70']);

    await call('undo_change', {});
    expect(stored('4.9')).toMatchObject({ released: false, releaseDate: '2027-01-31' });
    await call('undo_change', { target: 'NIM-70' });
    await call('undo_change', { operation: inUse });
    expect(stored('4.9')).toBeUndefined();
  });

  it('tells when a date could not be emptied again', async () => {
    await call('jira_update_version', { version: '5.0', released: true });
    const undone = await call('undo_change', {});
    expect(undone).toMatchObject({ kind: 'updateVersion', notRestored: ['releaseDate'] });
    expect(stored('5.0')).toMatchObject({ released: false, releaseDate: today() });
  });

  it('refuses to undo what somebody changed since', async () => {
    await call('jira_update_version', { version: '4.8', name: '4.8 LTS' });
    Object.assign(stored('4.8 LTS') ?? {}, { name: '4.8.0' });
    expect(await refused('undo_change', {})).toMatch(/changedSince.*4\.8 LTS.*4\.8\.0/);
    Object.assign(stored('4.8.0') ?? {}, { name: '4.8' });
  });

  it('refuses what cannot be, saying why', async () => {
    expect(await refused('jira_update_version', { version: '9.9', released: true })).toMatch(/unknownName.*4\.8/);
    expect(await refused('jira_update_version', { version: '4.6', released: true })).toMatch(/is so already/);
    expect(await refused('jira_update_version', { version: '4.8' })).toMatch(/nothing would change/);
    expect((await callTool(bench.client, 'jira_create_version', { name: '4.8' })).text).toMatch(/already exists/);
    const order = { version: '4.8', start: '2027-02-01', releaseDate: '2027-01-01' };
    expect((await callTool(bench.client, 'jira_update_version', order)).text).toMatch(/start date must be before/);
  });

  it('looks a lost answer up, and never sends it again', async () => {
    const path = /\/rest\/api\/3\/version$/;
    const sent = () =>
      bench.demo.requests.filter((request) => request.method === 'POST' && path.test(request.path)).length;
    const before = sent();
    bench.demo.faults.add({ method: 'POST', path, effect: { kind: 'disconnect', when: 'after' } });
    const created = await call('jira_create_version', { name: 'lost and found' });
    expect(created['version']).toMatchObject({ id: stored('lost and found')?.id });
    expect(sent()).toBe(before + 1);
    expect(await refused('jira_create_version', { name: 'Lost and found' })).toMatch(/already exists in NIM/);
  });
});

it('reaches no version of a project outside the allow-list', async () => {
  await bench.withPolicy({ allowedProjects: ['NIM'] }, async () => {
    expect(await refused('jira_versions', { project: 'PAY' })).toMatch(/outsideAllowList/);
    expect(await refused('jira_create_version', { project: 'PAY', name: 'x' })).toMatch(/outsideAllowList/);
    expect(await refused('jira_update_version', { project: 'PAY', version: '2026.2', released: true })).toMatch(
      /outsideAllowList/,
    );
    // An id of another project is no version of this one.
    expect(await refused('jira_update_version', { version: '10010', released: true })).toMatch(/unknownName/);
  });
});

async function operations(kind: string): Promise<string[]> {
  return (await (await bench.journal()).list()).filter((record) => record.kind === kind).map(({ id }) => id);
}
