import { join } from 'node:path';
import { readJsonMember, removeJsonMember, setJsonMember } from './jsonText.ts';
import { readTomlTable, removeTomlTable, setTomlTable } from './tomlText.ts';

/** How a client starts our server: no secret is in it. */
export interface ServerLaunch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export type FileClientId = 'codex' | 'copilotCli' | 'claudeCode' | 'cursor';

/** A client that reads its servers from a file. */
export interface FileClient {
  readonly id: FileClientId;
  readonly name: string;
  /** Undefined where there is no place for it, such as a project's file without a project. */
  path(places: Places): string | undefined;
  /** All of these give undefined for a file that cannot be edited without loss. */
  connect(text: string, launch: ServerLaunch): string | undefined;
  disconnect(text: string): string | undefined;
  /** What the client would start now. */
  read(text: string): ServerLaunch | undefined;
}

export interface Places {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workspaceFolder: string | undefined;
}

const name = 'trestle';
const jsonPath = ['mcpServers', name];
const tomlPath = ['mcp_servers', name] as const;

/** The person at the editor may take a while to allow a write; Codex gives up after a minute otherwise. */
const toolTimeoutSeconds = 300;

export const fileClients: readonly FileClient[] = [
  {
    id: 'codex',
    name: 'Codex CLI, ChatGPT desktop',
    path: ({ home, env }) => join(env['CODEX_HOME'] || join(home, '.codex'), 'config.toml'),
    connect: (text, launch) =>
      setTomlTable(text, tomlPath, { ...entryOf(launch), tool_timeout_sec: toolTimeoutSeconds }),
    disconnect: (text) => removeTomlTable(text, tomlPath),
    read: (text) => launchOf(readTomlTable(text, tomlPath)),
  },
  jsonClient('copilotCli', 'Copilot CLI', ({ home }) => join(home, '.copilot', 'mcp-config.json'), {
    type: 'local',
    tools: ['*'],
  }),
  jsonClient(
    'claudeCode',
    'Claude Code',
    ({ workspaceFolder }) => (workspaceFolder === undefined ? undefined : join(workspaceFolder, '.mcp.json')),
    { type: 'stdio' },
  ),
  jsonClient('cursor', 'Cursor', ({ home }) => join(home, '.cursor', 'mcp.json'), {}),
];

function jsonClient(
  id: FileClientId,
  clientName: string,
  path: FileClient['path'],
  { type, ...more }: { readonly type?: string; readonly tools?: readonly string[] },
): FileClient {
  return {
    id,
    name: clientName,
    path,
    connect: (text, launch) =>
      setJsonMember(text, jsonPath, { ...(type !== undefined && { type }), ...entryOf(launch), ...more }),
    disconnect: (text) => removeJsonMember(text, jsonPath),
    read: (text) => launchOf(readJsonMember(text, jsonPath)),
  };
}

/** `claude mcp add`, for whoever would rather have it in all projects. */
export function claudeCommand({ command, args, env = {} }: ServerLaunch): string {
  const variables = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  return ['claude', 'mcp', 'add', '--scope', 'user', ...variables, name, '--', command, ...args].map(quoted).join(' ');
}

/** OpenAI's `tunnel-client`, which takes its own key from the environment: we never see it. */
export function tunnelCommands({ command, args, env = {} }: ServerLaunch): string {
  const variables = Object.entries(env).map(([key, value]) => `${key}=${quoted(value)}`);
  const prefix = variables.length > 0 ? ['env', ...variables] : [];
  const server = [...prefix, ...[command, ...args, '--profile', 'chatgpt'].map(quoted)].join(' ');
  return [
    'export CONTROL_PLANE_API_KEY=…   # a runtime API key of yours; it stays in this terminal',
    `tunnel-client init --sample sample_mcp_stdio_local --profile trestle --tunnel-id tunnel_… --mcp-command ${quoted(server)}`,
    'tunnel-client doctor --profile trestle --explain',
    'tunnel-client run --profile trestle',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text.replace(/(["$`])/g, '\\$1')}"`;
}

function entryOf({ command, args, env }: ServerLaunch) {
  return { command, args: [...args], ...(env && { env: { ...env } }) };
}

function launchOf(entry: unknown): ServerLaunch | undefined {
  const { command, args, env } = Object.fromEntries(Object.entries(entry ?? {}));
  if (typeof command !== 'string') {
    return undefined;
  }
  const variables = Object.entries(env ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
  return {
    command,
    args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
    ...(variables.length > 0 && { env: Object.fromEntries(variables) }),
  };
}
