import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openPolicy } from '#domain/agentPolicy.ts';
import { callTool } from './support/clients.ts';
import { openWorkbench, type Workbench } from './support/toolsets.ts';

const tool = 'jira_update_issues';

let bench: Workbench;
let client: Client;
beforeAll(async () => {
  bench = await openWorkbench({ demo: { issues: 1000 } });
  ({ client } = bench);
}, 60_000);
afterAll(() => bench.close());
beforeEach(() => bench.demo.faults.clear());

const update = (...changes: Record<string, unknown>[]) => bench.call(tool, { changes });
const refused = (...changes: Record<string, unknown>[]) => bench.refused(tool, { changes });
const results = (data: Record<string, unknown>) => z.array(z.looseObject({ key: z.string() })).parse(data['issues']);

function issue(key: string) {
  return [...bench.demo.site.jira.issues.values()].find((each) => each.key === key) ?? expect.unreachable(key);
}

function openKeys(count: number, project = 'NIM'): string[] {
  const { statuses, issueTypes, issues } = bench.demo.site.jira;
  const done = new Set(statuses.filter(({ category }) => category === 'done').map(({ id }) => id));
  const plain = new Set(issueTypes.filter(({ name }) => name === 'Task' || name === 'Story').map(({ id }) => id));
  return [...issues.values()]
    .filter(({ key, statusId, typeId }) => key.startsWith(`${project}-`) && !done.has(statusId) && plain.has(typeId))
    .map(({ key }) => key)
    .slice(0, count);
}

describe('jira_update_issues', () => {
  it('changes many issues as told, each by itself, and each is undone by itself', async () => {
    const [a = '', b = '', c = ''] = openKeys(3);
    const before = [a, b, c].map((key) => structuredClone(issue(key)));
    const data = await update(
      { keys: [a, b], assignee: 'Paul', add: [{ field: 'labels', values: ['bulk'] }], due: '2027-03-31' },
      { keys: [c], summary: 'Renamed by many', to: 'Done', fields: [{ field: 'Story Points', values: ['8'] }] },
    );
    expect(data).toMatchObject({ counts: { changed: 3, failed: 0 }, truncated: false });
    expect(results(data).map(({ key, outcome }) => [key, outcome])).toEqual([a, b, c].map((key) => [key, 'changed']));
    expect(results(data)[0]?.['changes']).toMatch(/duedate: – → 2027-03-31; labels: .* → .*bulk/);
    expect(results(data)[0]?.['changes']).not.toMatch(/customfield|Story Points/);
    expect(results(data)[2]?.['changes']).toMatch(
      /Story Points: .* → 8; summary: .* → Renamed by many; status: .* → Done/,
    );
    expect([a, b].map((key) => issue(key).labels.includes('bulk'))).toEqual([true, true]);
    const paul = bench.demo.site.users.find(({ displayName }) => displayName === 'Paul Martin');
    expect([a, b].map((key) => issue(key).assigneeId)).toEqual([paul?.accountId, paul?.accountId]);
    expect(issue(c).summary).toBe('Renamed by many');

    const records = (await (await bench.journal()).list()).filter((record) => record.tool === tool);
    expect(records.map(({ kind, target }) => `${kind} ${target?.id}`).sort()).toEqual(
      [`updateIssue ${a}`, `updateIssue ${b}`, `updateIssue ${c}`, `transitionIssue ${c}`].sort(),
    );
    for (const { id } of records) await bench.call('undo_change', { operation: id });
    for (const [index, key] of [a, b, c].entries()) {
      const { summary, assigneeId, due, labels, statusId, custom } = before[index] ?? expect.unreachable();
      expect(issue(key)).toMatchObject({ summary, assigneeId, due, statusId, labels });
      expect(JSON.stringify(issue(key).custom)).toBe(JSON.stringify(custom));
    }
  });

  it('takes 50 at a time within the limit of a result, asking the site the same thing once', async () => {
    const keys = openKeys(50);
    const from = bench.demo.requests.length;
    const data = await update({ keys, assignee: 'Paul Martin', summary: `Long ${'é'.repeat(200)}`, priority: 'High' });
    expect(results(data)).toHaveLength(50);
    expect(data['counts']).toMatchObject({ changed: 50 });
    expect(data['truncated']).toBe(true);
    const asked = bench.demo.requests.slice(from).map(({ method, path }) => `${method} ${path.split('?')[0]}`);
    expect(asked.filter((request) => request.includes('/user/assignable'))).toHaveLength(1);
    expect(asked.filter((request) => request.endsWith('/editmeta')).length).toBeLessThan(20);
    expect(asked.filter((request) => request.startsWith('PUT '))).toHaveLength(50);
  });

  it('refuses more than 50 and what it cannot make sense of, before anything is written', async () => {
    const keys = openKeys(51);
    expect(await refused({ keys, due: '2027-01-01' })).toMatch(/at most 50.*call for each 50/);
    expect(
      await refused({ keys: keys.slice(0, 40), due: '2027-01-01' }, { keys: keys.slice(40), due: '2027-01-02' }),
    ).toMatch(/51 issues, at most 50.*one call for each 50/);
    expect(await refused({ keys: ['NIM-1'] })).toMatch(/change nothing of NIM-1/);
    expect(await refused({ keys: ['NIM-1'], due: '2027-01-01' }, { keys: ['NIM-1'], to: 'Done' })).toMatch(
      /NIM-1 twice/,
    );
    expect(await refused({ keys: ['NIM-1', 'NIM-2'], description: 'x' })).toMatch(/one description/);
    expect(await refused({ keys: ['NIM-1', 'NIM-2'], to: 'Nowhere' })).toMatch(/NIM-1: .*Nowhere.*NIM-2: .*Nowhere/);
    expect(await refused({ keys: ['NIM-99999'], to: 'Done' })).toMatch(/notFound.*NIM-99999/);
    expect(await refused({ keys: ['PAY-1', 'PAY-2'], assignee: 'Martin' })).toMatch(
      /PAY-1: Nobody named "Martin".*PAY-2/,
    );
  });

  it('reports what failed, for each issue, and leaves the others as they were told', async () => {
    const [a = '', b = '', c = ''] = openKeys(3);
    const answer = JSON.stringify({ errorMessages: [], errors: { duedate: 'Not today.' } });
    bench.demo.faults.add({
      ...{ method: 'PUT', path: new RegExp(`/issue/${b}$`) },
      effect: { kind: 'respond', status: 400, headers: { 'content-type': 'application/json' }, body: answer },
    });
    const data = await update({ keys: [a, b, c], due: '2027-05-01' });
    expect(data['counts']).toMatchObject({ changed: 2, failed: 1 });
    expect(results(data)[1]).toMatchObject({ key: b, outcome: 'failed', error: expect.stringContaining('Not today.') });
    expect([issue(a).due, issue(c).due]).toEqual(['2027-05-01', '2027-05-01']);
    const failed = (await (await bench.journal()).list()).find(({ target }) => target?.id === b);
    expect(failed).toMatchObject({ outcome: 'failed' });
  });

  it('says when part of an issue was stored, and when it is unknown; nothing is sent twice', {
    timeout: 40_000,
  }, async () => {
    const [a = '', b = ''] = openKeys(2);
    const refusal = { kind: 'respond', status: 400, body: '{"errorMessages":["No way."],"errors":{}}' } as const;
    bench.demo.faults.add({ method: 'POST', path: new RegExp(`/issue/${a}/transitions$`), effect: refusal });
    bench.demo.faults.add({
      method: 'PUT',
      path: new RegExp(`/issue/${b}$`),
      effect: { kind: 'disconnect', when: 'before' },
    });
    const from = bench.demo.requests.length;
    const data = await update({ keys: [a, b], due: '2027-06-01', to: 'Done' });
    expect(data['counts']).toMatchObject({ partly: 1, unknown: 1 });
    expect(results(data)[0]).toMatchObject({ outcome: 'partly', changes: 'duedate: 2027-05-01 → 2027-06-01' });
    const puts = bench.demo.requests.slice(from).filter(({ method }) => method === 'PUT');
    expect(puts).toHaveLength(2);
  });

  it('stops where no other issue would fare better', async () => {
    const keys = openKeys(20);
    const unauthorized = { kind: 'respond', status: 401, body: '{}' } as const;
    bench.demo.faults.add({ method: 'PUT', path: /\/issue\/NIM-/, times: 50, effect: unauthorized });
    const data = await update({ keys, due: '2027-07-01' });
    bench.demo.faults.clear();
    const counts = z.record(z.string(), z.number()).parse(data['counts']);
    expect((counts['failed'] ?? 0) + (counts['notSent'] ?? 0)).toBe(20);
    expect(counts['notSent']).toBeGreaterThan(10);
  });

  it('keeps within the allow-list', async () => {
    await bench.withPolicy({ allowedProjects: ['NIM'] }, async () => {
      expect(await refused({ keys: ['NIM-1', 'PAY-1'], due: '2027-01-01' })).toMatch(/outsideAllowList.*PAY-1/);
      expect(await refused({ keys: ['NIM-1'], sprint: '68' })).toMatch(/outsideAllowList/);
    });
  });

  it('is not there unless its toolset is switched on', async () => {
    await bench.withPolicy(openPolicy, async () => {
      expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain(tool);
      expect((await callTool(client, tool, { changes: [] })).text).toMatch(/toolOff.*toolsets/);
    });
  });
});
