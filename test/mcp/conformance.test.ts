import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { askThroughClient } from '#mcp/consent.ts';
import { McpHttpServer } from '#mcp/http.ts';
import { ToolServer } from '#mcp/server.ts';
import { readTool, type Tool, writeTool } from '#mcp/toolDefinition.ts';
import { demoConnection, temporaryWrites } from './support/clients.ts';
import { type ConformanceRun, conformanceScenarios, runConformance, withBearer } from './support/conformance.ts';
import { openDoors, temporaryDirectory } from './support/doors.ts';

declare module 'vitest' {
  interface TaskMeta {
    conformance?: 'passed' | 'failed as listed';
  }
}

const listFile = join(import.meta.dirname, 'conformance/expectedFailures.yml');
const expectedFailures = new Map(
  [...readFileSync(listFile, 'utf8').matchAll(/^ {2}- ([\w-]+)(?: # (.+))?$/gm)].map(([, name = '', reason]) => [
    name,
    reason,
  ]),
);
const scenarios = await conformanceScenarios();
const opened: Array<() => unknown> = [];
afterAll(async () => {
  for (const close of opened.reverse()) await close();
});

describe('the official conformance suite, at the HTTP door of a window', () => {
  let demo: RunningDemoSite;
  let connection: Connection;
  let conformance: ConformanceRun;

  beforeAll(async () => {
    demo = await startDemoSite({ port: 0 });
    connection = await demoConnection(demo);
    const dependencies = {
      connection: async () => connection,
      defaults: () => ({ projectKey: 'NIM' }),
      ...temporaryWrites(),
      log: () => {},
    };
    const { doors } = openDoors({ directory: temporaryDirectory(), settings: { isHttpOpen: true }, dependencies });
    await doors.update();
    const { origin, token } = (await doors.httpAddress()) ?? expect.fail('no HTTP address');
    const forwarder = await withBearer(origin, token);
    opened.push(
      () => demo.close(),
      () => connection.dispose(),
      () => doors.dispose(),
      () => forwarder.close(),
    );
    conformance = await runConformance(`${forwarder.origin}/mcp`, ['--suite', 'all', '--expected-failures', listFile]);
  }, 90_000);

  it.for(scenarios)('%s', (scenario, { task }) => {
    const isExpected = !expectedFailures.has(scenario);
    expect(conformance.passes.get(scenario), conformance.output).toBe(isExpected);
    task.meta.conformance = isExpected ? 'passed' : 'failed as listed';
  });

  it('agrees that all failures are expected, each for a reason', () => {
    expect(conformance.exitCode, conformance.output).toBe(0);
    expect(conformance.passes.size).toBe(scenarios.length);
    expect(scenarios.length).toBeGreaterThanOrEqual(32);
    for (const [scenario, reason] of expectedFailures) expect(reason, scenario).toMatch(/\w{4}/);
  });
});

// What the suite wants servers to have so that it can see more of the protocol; by our call path and our HTTP server.
const none = z.strictObject({});
const hints = { destructiveHint: false, idempotentHint: true, openWorldHint: false };
const sentence = z.object({ sentence: z.string() });
const fixtures: readonly Tool[] = [
  readTool({
    ...{ name: 'test_simple_text', title: 'Text', description: 'Says a text.', input: none, output: sentence, hints },
    handler: async () => ({ sentence: 'This is a simple text response for testing.' }),
  }),
  readTool({
    ...{ name: 'test_error_handling', title: 'Error', description: 'Fails.', input: none, output: sentence, hints },
    handler: async () => fail({ code: 'notSignedIn' }),
  }),
  readTool({
    ...{ name: 'test_tool_with_progress', title: 'Slow', description: 'Is slow.', input: none, hints },
    output: sentence,
    handler: async (_input, { progress }) => {
      progress('Waiting');
      await delay(3500);
      return { sentence: 'Done.' };
    },
  }),
  writeTool({
    ...{ name: 'test_elicitation', title: 'Asks', description: 'Asks first.', output: sentence, hints },
    input: z.strictObject({ message: z.string() }),
    prepare: async ({ message }) => ({
      propose: async () => ({ action: message, fields: [] }),
      carryOut: async () => ({ output: { sentence: 'Allowed.' } }),
    }),
  }),
];

describe('the official conformance suite, with its fixtures', () => {
  const calls: string[] = [];
  let url: string;

  beforeAll(async () => {
    const dependencies = {
      connection: async () => fail({ code: 'notSignedIn' }),
      defaults: () => ({}),
      ...temporaryWrites(),
      log: (line: string) => void calls.push(line.replace(/, \d+ ms$/, '')),
    };
    const door = { surface: { isReadOnly: false }, consent: askThroughClient, howToConnect: '', howToAllowWrites: '' };
    const http = new McpHttpServer({
      version: '0.0.0',
      routes: new Map([['/mcp', new ToolServer(fixtures, dependencies, door)]]),
      tokens: () => ['token'],
      allowedHosts: ['localhost'],
      log: () => {},
    });
    await new Promise<void>((resolve) => http.server.listen(0, '127.0.0.1', resolve));
    const address = http.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const forwarder = await withBearer(`http://127.0.0.1:${port}`, 'token');
    opened.push(
      () => http.dispose(),
      () => forwarder.close(),
    );
    url = `${forwarder.origin}/mcp`;
  });

  it.each([
    ['tools-call-simple-text', 'test_simple_text: ok'],
    ['tools-call-error', 'test_error_handling: notSignedIn'],
    ['tools-call-with-progress', 'test_tool_with_progress: ok'],
    ['tools-call-elicitation', 'test_elicitation: ok'],
  ])(
    '%s',
    async (scenario, call) => {
      const { exitCode, output } = await runConformance(url, ['--scenario', scenario]);
      expect(exitCode, output).toBe(0);
      expect(output).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/);
      expect(calls).toContain(call); // it was our tool that answered, and not an error that looks like an answer
    },
    60_000,
  );
});
