import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResourceChange } from '#mcp/resourceDefinition.ts';
import { EventEmitter } from '#shared/event.ts';
import { callTool, openWindow, type WindowSetup } from './support/clients.ts';

const changes = new EventEmitter<ResourceChange>();
const heard: string[] = [];
let window: WindowSetup;
beforeAll(async () => {
  window = await openWindow({ dependencies: { onDidChangeResources: changes.event } });
  window.client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void heard.push(params.uri));
});
beforeEach(() => void heard.splice(0));
afterAll(() => window.close());

async function read(uri: string): Promise<Record<string, unknown>> {
  const { contents } = await window.client.readResource({ uri });
  const [content] = contents;
  expect(content).toMatchObject({ uri, mimeType: 'application/json' });
  return JSON.parse(content && 'text' in content ? String(content.text) : '');
}

describe('resources', () => {
  it('are listed, those with a variable as templates', async () => {
    const { resources } = await window.client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['trestle://sprint/current']);
    const { resourceTemplates } = await window.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'trestle://issue/{key}',
      'trestle://page/{id}',
    ]);
  });

  it('are what the tools return', async () => {
    const { data } = await callTool(window.client, 'jira_get_issue', { key: 'NIM-1' });
    expect(await read('trestle://issue/NIM-1')).toEqual(data);
    expect(await read('trestle://sprint/current')).toMatchObject({ sprint: { name: 'NIM Sprint 14' } });
    const [id = ''] = await complete('trestle://page/{id}', 'id', '');
    expect(await read(`trestle://page/${id}`)).toMatchObject({ id });
  });

  it('complete their variable', async () => {
    expect(await complete('trestle://issue/{key}', 'key', 'NIM-1')).not.toHaveLength(0);
    expect(await complete('trestle://page/{id}', 'id', 'panier')).not.toHaveLength(0);
    expect(await complete('trestle://nothing/{id}', 'id', '')).toEqual([]);
  });

  it.each(['trestle://issue/', 'trestle://issue/NIM-1/../2', 'trestle://page/abc', 'file:///etc/passwd', 'NIM-1'])(
    'are not found at %s',
    async (uri) => {
      await expect(window.client.readResource({ uri })).rejects.toMatchObject({ code: -32002 });
      await expect(window.client.subscribeResource({ uri })).rejects.toMatchObject({ code: -32002 });
    },
  );

  it('that do not exist on the site are not found', async () => {
    await expect(window.client.readResource({ uri: 'trestle://issue/NIM-99999' })).rejects.toMatchObject({
      code: -32002,
    });
  });
});

describe('subscriptions', () => {
  it('hear of what changed, and of nothing else', async () => {
    await window.client.subscribeResource({ uri: 'trestle://issue/NIM-7' });
    await window.client.subscribeResource({ uri: 'trestle://sprint/current' });
    changes.fire({ issueKeys: ['NIM-8'] });
    changes.fire({ issueKeys: ['NIM-7'] });
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual(['trestle://sprint/current', 'trestle://issue/NIM-7', 'trestle://sprint/current']);
    await window.client.unsubscribeResource({ uri: 'trestle://issue/NIM-7' });
    changes.fire({ issueKeys: ['NIM-7'] });
    changes.fire({ isSprintChanged: true });
    await vi.waitFor(() => expect(heard).toHaveLength(5));
    expect(heard.slice(3)).toEqual(['trestle://sprint/current', 'trestle://sprint/current']);
  });

  it('hear of what this server wrote', async () => {
    await window.client.subscribeResource({ uri: 'trestle://sprint/current' });
    await callTool(window.client, 'jira_create_issue', { summary: 'Heard of', type: 'Task' });
    await vi.waitFor(() => expect(heard).toContain('trestle://sprint/current'));
  });

  it('hear of pages that this server wrote to, by every tool that writes pages', async () => {
    const page = await callTool(window.client, 'confluence_write_page', {
      ...{ mode: 'create', space: 'NIM', title: 'Watched by a client', body: 'First.' },
    });
    const id = String(page.data['id']);
    const uri = `trestle://page/${id}`;
    await window.client.subscribeResource({ uri });
    const writes = [
      ['confluence_write_page', { mode: 'append', id, body: 'Second.' }],
      ['undo_change', { target: id }],
      ['confluence_comment', { id, body: 'Third.' }],
    ] as const;
    for (const [name, args] of writes) {
      heard.length = 0;
      expect(await callTool(window.client, name, args)).toMatchObject({ isError: false });
      await vi.waitFor(() => expect(heard).toContain(uri));
    }
  });
});

describe('icons', () => {
  it('come as small pictures of their own', async () => {
    const { tools } = await window.client.listTools();
    const icons = [window.client.getServerVersion()?.icons?.[0], ...tools.map((tool) => tool.icons?.[0])];
    for (const icon of icons) {
      expect(icon?.src).toMatch(/^data:image\/svg\+xml;base64,/);
      expect(icon?.src.length).toBeLessThan(260);
    }
  });
});

async function complete(uri: string, name: string, value: string) {
  const { completion } = await window.client.complete({
    ref: { type: 'ref/resource', uri },
    argument: { name, value },
  });
  return completion.values;
}
