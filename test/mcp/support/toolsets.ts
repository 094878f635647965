import { expect } from 'vitest';
import { type AgentPolicy, openPolicy, toolsets } from '#domain/agentPolicy.ts';
import { resultLimitBytes } from '#mcp/output.ts';
import { tools } from '#mcp/tools/index.ts';
import type { Journal } from '#services/journal/journal.ts';
import { callTool, openWindow, temporaryWrites, type WindowSetup } from './clients.ts';

export interface Workbench extends WindowSetup {
  readonly journal: () => Promise<Journal>;
  /** The data of an answer that is no error, within the limit of size and true to the tool's own schema. */
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The text of a refusal, of which nothing was written. */
  refused(name: string, args: Record<string, unknown>): Promise<string>;
  withPolicy<T>(change: Partial<AgentPolicy>, run: () => Promise<T>): Promise<T>;
}

/** A window on a demo site of its own, with every toolset switched on. */
export async function openWorkbench(options: Parameters<typeof openWindow>[0] = {}): Promise<Workbench> {
  const everything: AgentPolicy = { ...openPolicy, toolsets };
  let policy = everything;
  const writes = temporaryWrites();
  const window = await openWindow({
    ...options,
    dependencies: { policy: () => policy, ...writes, ...options.dependencies },
  });
  const { client, demo } = window;
  const sent = () =>
    demo.requests.filter(({ method, path }) => method !== 'GET' && !/\/(search|bulkfetch)/.test(path)).length;
  return {
    ...window,
    journal: writes.journal,
    async call(name, args = {}) {
      const answer = await callTool(client, name, args);
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.bytes).toBeLessThanOrEqual(resultLimitBytes);
      tools.find((tool) => tool.name === name)?.output.parse(answer.data);
      return answer.data;
    },
    async refused(name, args) {
      const before = sent();
      const answer = await callTool(client, name, args);
      expect(answer.isError, answer.text).toBe(true);
      expect(sent()).toBe(before);
      return answer.text;
    },
    async withPolicy(change, run) {
      policy = { ...everything, ...change };
      try {
        return await run();
      } finally {
        policy = everything;
      }
    },
  };
}
