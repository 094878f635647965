import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Connection } from '#domain/ports.ts';
import type { ConnectionChange } from '#services/connectionSource.ts';
import { type SprintChange, SprintChanges } from '#services/sprintChanges.ts';
import { SprintStore } from '#services/sprintStore.ts';
import { EventEmitter } from '#shared/event.ts';

let demo: RunningDemoSite;
let connection: Connection;
beforeAll(async () => {
  const { connect } = await import('#atlassian/connect.ts');
  demo = await startDemoSite({ port: 0 });
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'trestle-test' });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
});

it('tells which issues changed between two looks at the sprint, and is silent when none did', async () => {
  const source = { current: async () => connection, onDidChange: new EventEmitter<ConnectionChange>().event };
  const store = new SprintStore(source, () => ({ projectKey: 'NIM' }));
  const changes = new SprintChanges(store);
  const heard: SprintChange[] = [];
  changes.onDidChange((change) => void heard.push(change));
  await store.refresh();
  await store.refresh();
  expect(heard).toEqual([]);
  const content = store.state.kind === 'ready' ? store.state.content : expect.fail('not loaded');
  const key = content.groups[0]?.issues[0]?.key ?? '';
  await connection.tracker.issues.update(key, { summary: 'Changed by somebody else' });
  await store.refresh();
  expect(heard).toEqual([{ issueKeys: [key], isSprintChanged: true }]);
  changes.dispose();
  store.dispose();
});
