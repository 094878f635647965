import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { ConsentAnswer, ConsentPrompt, ConsentRequest } from '#domain/consent.ts';
import { startClientServer } from '#mcp/clientServer.ts';
import type { ServerDependencies } from '#mcp/server.ts';
import { ClientDoors, type DoorSettings } from '#services/doors/clientDoors.ts';
import type { SharedSecret } from '#services/doors/httpSecret.ts';
import { EventEmitter } from '#shared/event.ts';
import { english } from '#shared/l10n.ts';
import { temporarySocket } from './clients.ts';

/** The secret storage that the windows of one editor share. */
export class FakeSecret implements SharedSecret {
  private value: string | undefined;
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  async get(): Promise<string | undefined> {
    return this.value;
  }

  async set(value: string): Promise<void> {
    this.value = value;
    this.changed.fire();
  }
}

/** The person at the editor. */
export class FakePerson implements ConsentPrompt {
  readonly t = english;
  readonly asked: ConsentRequest[] = [];
  answer: ConsentAnswer = 'no';

  async ask(request: ConsentRequest): Promise<ConsentAnswer> {
    this.asked.push(request);
    return this.answer;
  }
}

export interface DoorsSetup {
  readonly doors: ClientDoors;
  readonly person: FakePerson;
  readonly settings: { -readonly [K in keyof DoorSettings]: DoorSettings[K] };
  readonly log: string[];
  startCount(): number;
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tw-'));
}

/** What an editor window does for programs outside it. */
export function openDoors(options: {
  readonly directory: string;
  readonly dependencies: ServerDependencies;
  readonly folders?: readonly string[];
  readonly secret?: SharedSecret;
  readonly settings?: Partial<DoorSettings>;
}): DoorsSetup {
  const settings = { isOpen: true, isHttpOpen: false, port: 0, ...options.settings };
  const person = new FakePerson();
  const log: string[] = [];
  let startCount = 0;
  const doors = new ClientDoors({
    version: '0.0.0',
    windowsDirectory: options.directory,
    settings: () => settings,
    folders: () => options.folders ?? [],
    httpSecret: options.secret ?? new FakeSecret(),
    retryMs: 50,
    log: (line) => void log.push(line),
    start: async (start) => {
      startCount += 1;
      const place = temporarySocket();
      const { dependencies } = options;
      const server = await startClientServer({ ...place, ...start, dependencies, version: '0.0.0', prompt: person });
      return {
        ...server,
        dispose: () => {
          server.dispose();
          rmSync(place.socketDirectory, { recursive: true, force: true });
        },
      };
    },
  });
  return { doors, person, settings, log, startCount: () => startCount };
}

export async function addressOf(doors: ClientDoors): Promise<{ readonly origin: string; readonly token: string }> {
  const address = await doors.httpAddress();
  if (!address) throw new Error('no HTTP address');
  return address;
}

/** Many clients open no stream for what the server says by itself. */
const withoutStream: typeof fetch = async (input, init) =>
  init?.method === 'GET' ? new Response(null, { status: 405 }) : fetch(input, init);

export async function httpTransport(
  doors: ClientDoors,
  { path = '/mcp', withStream = true } = {},
): Promise<StreamableHTTPClientTransport> {
  const { origin, token } = await addressOf(doors);
  return new StreamableHTTPClientTransport(new URL(path, origin), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
    ...(withStream ? {} : { fetch: withoutStream }),
  });
}

export async function connectHttp(
  doors: ClientDoors,
  { path = '/mcp', name = 'test', withStream = true } = {},
): Promise<Client> {
  const client = new Client({ name, version: '1' });
  await client.connect((await httpTransport(doors, { path, withStream })) as Transport);
  await client.listTools();
  return client;
}
