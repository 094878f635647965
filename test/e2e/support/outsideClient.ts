import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect } from 'vitest';
import * as z from 'zod';
import { childEnv } from '../../../scripts/lib/process.mjs';
import type { Scene } from './scene.ts';

/** A program outside the editor that speaks MCP. */
export interface OutsideClient {
  readonly client: Client;
  /** What the tool said; `isError` where it was refused or failed. */
  call(tool: string, args: object): Promise<{ readonly text: string; readonly isError: boolean }>;
  close(): Promise<void>;
}

const configSchema = z.object({
  mcpServers: z.object({
    trestle: z.object({
      command: z.string().optional(),
      args: z.array(z.string()).optional(),
      url: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
  }),
});

/** Starts or reaches the server exactly as the client's own file says. */
export async function startClient(scene: Scene, name: string, config: string): Promise<OutsideClient> {
  const { trestle } = configSchema.parse(JSON.parse(config)).mcpServers;
  const client = new Client({ name, version: '1' });
  if (trestle.url !== undefined) {
    const requestInit = { headers: trestle.headers ?? {} };
    await client.connect(new StreamableHTTPClientTransport(new URL(trestle.url), { requestInit }) as Transport);
  } else {
    const { command = '', args = [] } = trestle;
    const env = { PATH: childEnv()['PATH'] ?? '', HOME: scene.home };
    await client.connect(new StdioClientTransport({ command, args, env, cwd: scene.project.folder, stderr: 'pipe' }));
  }
  return {
    client,
    async call(tool, args) {
      const options = { timeout: 120_000 }; // somebody has to read a dialog
      const answer = await client.callTool({ name: tool, arguments: { ...args } }, undefined, options);
      const { content, isError = false } = CallToolResultSchema.parse(answer);
      return { isError, text: content.map((part) => (part.type === 'text' ? part.text : '')).join('') };
    },
    close: () => client.close(),
  };
}

/** The configuration for HTTP clients, once it is in the clipboard. */
export async function copiedConfiguration({ workbench }: Scene): Promise<string> {
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');
  await expect.poll(clipboard).toContain('Bearer ');
  return clipboard();
}

/** Waits for the dialog that asks, and returns what a person reads in it, line breaks included. */
export async function consentDialog({ workbench }: Scene): Promise<string> {
  const { dialog, page } = workbench;
  await dialog.waitFor();
  return page.evaluate<string>(`document.querySelector('.monaco-dialog-box .dialog-message-container').innerText`);
}
