import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EventEmitter, lm, McpHttpServerDefinition, Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '#shared/disposable.ts';
import { mcpProviderId, settingIds } from './ids.ts';
import { agentPolicySettings, isMcpEnabled, onDidChangeAgentPolicy, onDidChangeSettings } from './settings.ts';

/** The server once it listens. */
export interface ListeningServer {
  readonly token: string;
  dispose(): void;
}

export interface SocketPlace {
  readonly socketPath: string;
  /** Holds nothing but sockets. */
  readonly socketDirectory: string;
}

export interface McpServerOptions {
  readonly version: string;
  /** Private to the user. */
  readonly storageDirectory: string;
  start(place: SocketPlace): Promise<ListeningServer>;
}

const label = 'Trestle';

/**
 * Offers the tools to agents in this window, over a socket only this user can open. VS Code wants the address early and
 * starts servers late: the address is set aside at once, the server is loaded when an agent first wants it.
 */
export function registerMcpServer({ version, storageDirectory, start }: McpServerOptions): Disposable {
  const subscriptions = new DisposableStore();
  const changed = subscriptions.add(new EventEmitter<void>());
  const place = reserveSocket(storageDirectory);
  let listening: Promise<ListeningServer> | undefined;

  const isOffered = () => workspace.isTrusted && isMcpEnabled();
  const stop = () => {
    listening?.then(
      (server) => server.dispose(),
      () => undefined,
    );
    listening = undefined;
  };
  const listen = () => {
    const attempt = start(place);
    attempt.catch(() => {
      listening = listening === attempt ? undefined : listening; // the next start tries again
    });
    return attempt;
  };
  const update = () => {
    if (!isOffered()) {
      stop();
    }
    changed.fire();
  };

  subscriptions.add(toDisposable(stop));
  subscriptions.add(onDidChangeSettings([settingIds.mcpEnabled], update));
  subscriptions.add(workspace.onDidGrantWorkspaceTrust(update));
  // A server that listens tells by itself that its list has changed.
  subscriptions.add(
    onDidChangeAgentPolicy(() => {
      if (listening === undefined) changed.fire();
    }),
  );
  subscriptions.add(
    lm.registerMcpServerDefinitionProvider(mcpProviderId, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () =>
        isOffered() ? [new McpHttpServerDefinition(label, addressOf(place), {}, cacheKey(version))] : [],
      resolveMcpServerDefinition: async () => {
        listening ??= listen();
        const { token } = await listening;
        return new McpHttpServerDefinition(
          label,
          addressOf(place),
          { Authorization: `Bearer ${token}` },
          cacheKey(version),
        );
      },
    }),
  );
  return subscriptions;
}

/** Of the tool list: with another one VS Code asks for the tools again, without it it shows those of the last start. */
function cacheKey(version: string): string {
  const { isReadOnly, disabledTools, toolsets } = agentPolicySettings();
  const offer = JSON.stringify([isReadOnly, [...disabledTools].sort(), [...toolsets].sort()]);
  return `${version}+${createHash('sha256').update(offer).digest('hex').slice(0, 12)}`;
}

/** The socket in the path, the request's path in the fragment: how VS Code writes HTTP over sockets. */
function addressOf({ socketPath }: SocketPlace): Uri {
  return Uri.from({ scheme: process.platform === 'win32' ? 'pipe' : 'unix', path: socketPath, fragment: '/mcp' });
}

/** Longer paths are cut off silently on macOS (104) and Linux (108). */
const maxSocketPathLength = 100;

export function reserveSocket(storageDirectory: string): SocketPlace {
  const random = randomBytes(8).toString('hex');
  const socketDirectory = join(storageDirectory, 'run');
  if (process.platform === 'win32') {
    return { socketDirectory, socketPath: `\\\\.\\pipe\\trestle-${process.pid}-${random}` };
  }
  const socketPath = join(socketDirectory, `${process.pid}-${random}.sock`);
  if (Buffer.byteLength(socketPath) <= maxSocketPathLength) {
    return { socketDirectory, socketPath };
  }
  const short = join(mkdtempSync(join(tmpdir(), 'trestle-')), `${process.pid}-${random}.sock`);
  return { socketDirectory: dirname(short), socketPath: short };
}
