import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Connection } from '#domain/ports.ts';
import { findDecisions } from '#services/decisions/findDecisions.ts';

let demo: RunningDemoSite;
let connection: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'Trestle/0.0.0' });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
});

it('says for which days, and in which zone, it looked', async () => {
  const query = { period: { kind: 'thisWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' } as const;
  const { period } = await findDecisions(connection, query, { now: Date.parse('2026-11-18T12:00:00Z') });
  expect(period).toMatchObject({ zone: 'Europe/Paris', firstDay: '2026-11-16', lastDay: '2026-11-22' });
});
