import assert from 'node:assert/strict';
import { ConfigurationTarget, commands, type MarkdownString, TreeItemCollapsibleState, workspace } from 'vscode';
import { rowsOf, signInToDemo, signOut, trestle, until } from './support/trestle.ts';

describe('the sprint view', () => {
  before(signInToDemo);
  after(signOut);

  it('shows the active sprint of the demo project, with its progress', async () => {
    const api = await trestle();
    const [header, ...rest] = await rowsOf(api);
    assert.match(header ?? '', /^NIM Sprint 14 · \d+\/\d+ · \d+ days? left · \S/);
    const { state } = api.sprint;
    assert.ok(state.kind === 'ready');
    const { groups, totalCount } = state.content;
    assert.ok(totalCount >= 10);
    assert.equal(rest.filter((row) => row.startsWith('  ')).length, totalCount);
    assert.deepEqual(
      rest.filter((row) => !row.startsWith('  ')),
      groups.map(({ status, issues }) => `${status.name} · ${issues.length}`),
    );
  });

  it('orders the groups as the board does, and folds what is done', async () => {
    const { sprint, sprintProvider } = await trestle();
    const groups = (await sprintProvider.getChildren()).filter((node) => node.kind === 'group');
    const order = ['new', 'indeterminate', 'done'];
    const categories = groups.map(({ group }) => order.indexOf(group.status.category));
    assert.deepEqual(categories, [...categories].sort());
    const done = groups.find(({ group }) => group.status.category === 'done');
    assert.equal(done?.item.collapsibleState, TreeItemCollapsibleState.Collapsed);
    assert.equal(sprint.state.kind, 'ready');
  });

  it('gives every row a stable id, an icon and words for screen readers', async () => {
    const api = await trestle();
    const first = await allItems();
    assert.equal(new Set(first.map(({ id }) => id)).size, first.length);
    for (const { id, iconPath, accessibilityInformation } of first) {
      assert.ok(iconPath, id);
      assert.ok(accessibilityInformation?.label, id);
    }
    await commands.executeCommand('trestle.refreshSprint');
    assert.equal(api.sprint.state.kind, 'ready');
    assert.deepEqual(
      (await allItems()).map(({ id }) => id),
      first.map(({ id }) => id),
    );
  });

  it('says what blocks an issue', async () => {
    const items = await allItems();
    const blocked = items.filter(({ label }) => String(label).startsWith('⊘'));
    assert.ok(blocked.length > 0);
    for (const { accessibilityInformation } of blocked) {
      assert.match(accessibilityInformation?.label ?? '', /Blocked/);
    }
  });

  it('counts the statuses that the team calls blocked, and only those', async () => {
    const api = await trestle();
    const blockedRows = async () => (await rowsOf(api)).filter((row) => row.startsWith('  ⊘')).length;
    assert.ok(api.sprint.state.kind === 'ready');
    const blocked = api.sprint.state.content.groups.find(({ status }) => status.name === 'Blocked')?.status;
    assert.ok(blocked);
    const before = await blockedRows();
    await setBlockedStatuses([]);
    const without = await blockedRows();
    assert.ok(without < before, `${without} of ${before}`);
    await setBlockedStatuses([blocked.id]);
    assert.equal(await blockedRows(), before);
    await setBlockedStatuses(undefined);
  });

  it('writes text of the site into tooltips as text', async () => {
    const { sprintProvider } = await trestle();
    const [group] = (await sprintProvider.getChildren()).filter((node) => node.kind === 'group');
    assert.ok(group);
    const [node] = await sprintProvider.getChildren(group);
    assert.ok(node?.kind === 'issue');
    const hostile = { ...node.issue, summary: '[x](command:evil) ![i](https://evil.example/i.png) <b>' };
    const item = sprintProvider.resolveTreeItem(node.item, { ...node, issue: hostile });
    const tooltip = item.tooltip;
    assert.ok(typeof tooltip === 'object');
    assert.notEqual((tooltip as MarkdownString).isTrusted, true);
    assert.ok(!tooltip.value.includes('](command:'));
    assert.ok(!tooltip.value.includes('![i]('));
  });

  it('signs in again to the same site after a reload, because the setting stays', () => {
    assert.equal(workspace.getConfiguration('trestle').get('site'), 'demo');
  });

  it('keeps the rows while a refresh runs', async () => {
    const api = await trestle();
    const before = await rowsOf(api);
    const refreshed = commands.executeCommand('trestle.refreshSprint');
    await until('a refresh is running', () => api.sprint.state.kind === 'loading');
    assert.equal((await rowsOf(api)).length, before.length);
    await refreshed;
  });

  async function setBlockedStatuses(names: readonly string[] | undefined): Promise<void> {
    await workspace.getConfiguration('trestle').update('blockedStatuses', names, ConfigurationTarget.Workspace);
  }

  async function allItems() {
    const { sprintProvider } = await trestle();
    const nodes = await sprintProvider.getChildren();
    const nested = await Promise.all(nodes.map((node) => sprintProvider.getChildren(node)));
    return [...nodes, ...nested.flat()].map((node) => sprintProvider.getTreeItem(node));
  }
});
