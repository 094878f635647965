import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { RunningDemoSite } from '#demo/main.ts';
import type { DemoOptions } from '#demo/site.ts';
import { fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import type { ServerDependencies } from '#mcp/server.ts';
import { startWindowServer, type WindowServer } from '#mcp/windowServer.ts';
import { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { lazily } from '#shared/lazily.ts';
import { build } from '../../../scripts/lib/build.mjs';
import { socketFetch } from './socketFetch.ts';

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly bytes: number;
}

/** What an answer must be, whichever tool gave it: the text is the exact JSON of the structured content, or an error. */
export async function callTool(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Answer> {
  const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
  const [content] = result.content;
  const text = content?.type === 'text' ? content.text : '';
  const isError = result.isError === true;
  if (result.content.length !== 1 || (isError ? result.structuredContent !== undefined : false)) {
    throw new Error(`${name} answered in an unexpected form`);
  }
  if (!isError && text !== JSON.stringify(result.structuredContent)) {
    throw new Error(`${name}: the text is not the JSON of the structured content`);
  }
  return { isError, text, data: result.structuredContent ?? {}, bytes: Buffer.byteLength(text) };
}

export async function demoConnection(demo: RunningDemoSite): Promise<Connection> {
  const { connect } = await import('#atlassian/connect.ts');
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  return connect({ credential, userAgent: 'trestle-test' });
}

export interface WindowSetup {
  readonly demo: RunningDemoSite;
  readonly server: WindowServer;
  readonly client: Client;
  readonly writes: Array<{ tool: string; issueKey?: string }>;
  readonly log: string[];
  close(): Promise<void>;
}

/** The window's server on a demo site, and a client as VS Code's, connected over the socket. */
export async function openWindow(options: {
  readonly demo?: Partial<DemoOptions>;
  readonly dependencies?: Partial<ServerDependencies>;
  readonly isSignedOut?: boolean;
}): Promise<WindowSetup> {
  const { startDemoSite } = await import('#demo/main.ts');
  const demo = await startDemoSite({ port: 0, ...options.demo });
  const connection = options.isSignedOut ? undefined : await demoConnection(demo);
  const writes: WindowSetup['writes'] = [];
  const log: string[] = [];
  const place = temporarySocket();
  const server = await startWindowServer({
    version: '0.0.0',
    ...place,
    dependencies: {
      connection: async () => connection ?? fail({ code: 'notSignedIn' }),
      defaults: () => ({ projectKey: 'NIM' }),
      onDidWrite: (write) => void writes.push(write),
      log: (line) => void log.push(line),
      ...temporaryWrites(),
      ...options.dependencies,
    },
  });
  const client = await connectSocket(server);
  return {
    ...{ demo, server, client, writes, log },
    close: async () => {
      await client.close();
      server.dispose();
      connection?.dispose();
      await demo.close();
      rmSync(place.socketDirectory, { recursive: true, force: true });
    },
  };
}

/** Creation at most once over a journal that nobody else sees. */
/** A journal of its own, and issues created by it. */
export function temporaryWrites(): Pick<ServerDependencies, 'issueCreation' | 'journal'> {
  const journal = lazily(() => Journal.open(join(mkdtempSync(join(tmpdir(), 'tr-')), 'journal')));
  return { journal, issueCreation: lazyIssueCreation(journal, 'agent') };
}

export function temporarySocket(): { readonly socketDirectory: string; readonly socketPath: string } {
  const socketDirectory = join(mkdtempSync(join(tmpdir(), 'tr-')), 'run');
  return { socketDirectory, socketPath: join(socketDirectory, `${process.pid}-00ff.sock`) };
}

export function socketTransport({ socketPath, token }: WindowServer): Transport {
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: socketFetch(socketPath),
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  return transport as Transport;
}

export async function connectSocket(server: WindowServer): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(socketTransport(server));
  await client.listTools(); // from now on the client checks results against the output schemas
  return client;
}

export interface StdioOptions {
  readonly args?: readonly string[];
  /** With `TRESTLE_WINDOWS` the server looks for a window there; otherwise it looks for none. */
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly name?: string;
  /** Answers elicitations; without it the client cannot be asked. */
  readonly onElicit?: (message: string) => 'accept' | 'decline' | 'cancel';
}

/** The server as it is shipped; `builtServer` makes sure that it is there. */
const serverFile = fileURLToPath(new URL('../../../dist/mcp.js', import.meta.url));

export async function builtServer(): Promise<string> {
  await build();
  return serverFile;
}

export async function connectStdio({
  args = [],
  env = {},
  cwd,
  onElicit,
  name = 'test',
}: StdioOptions): Promise<Client> {
  const client = new Client({ name, version: '1' }, { capabilities: onElicit ? { elicitation: { form: {} } } : {} });
  if (onElicit) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({ action: onElicit(params.message) }));
  }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [serverFile, ...(env['TRESTLE_WINDOWS'] === undefined ? ['--standalone'] : []), ...args],
    env: { PATH: process.env['PATH'] ?? '', ...env },
    ...(cwd !== undefined && { cwd }),
    stderr: 'pipe',
  });
  await client.connect(transport);
  await client.listTools();
  return client;
}

export function siteEnv(demo: RunningDemoSite): Record<string, string> {
  return { TRESTLE_SITE: demo.url, TRESTLE_EMAIL: demo.email, TRESTLE_TOKEN: demo.token };
}
