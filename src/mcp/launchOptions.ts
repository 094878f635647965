import { type AgentPolicy, openPolicy, toolsets } from '#domain/agentPolicy.ts';
import type { Credential } from '#domain/site.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import { defaultBlockedStatuses } from '#services/blockedStatuses.ts';
import type { Profile } from './routes.ts';

/** What the command line and the environment ask the stdio server to do. */
export type Launch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wrong'; readonly reason: string }
  | { readonly kind: 'serve'; readonly options: LaunchOptions };

export interface LaunchOptions {
  readonly source:
    | { readonly kind: 'demo' }
    | { readonly kind: 'site'; readonly credential: Credential; readonly caFile?: string }
    /** The tools are listed and answer with this reason. */
    | { readonly kind: 'none'; readonly reason: string };
  readonly allowsWrites: boolean;
  readonly isReadOnly: boolean;
  /** Not through an editor window, even where one is open. */
  readonly isStandalone: boolean;
  readonly profile: Profile;
  readonly projectKey?: string;
  /** What the agent may use and reach. */
  readonly policy: AgentPolicy;
  /** In which an issue counts as blocked, by name or id. */
  readonly blockedStatuses: readonly string[];
}

export const usage = `Usage: node mcp.js [--standalone | --demo] [--project KEY] [--profile chatgpt] [--read-only | --allow-writes]
                   [--toolsets LIST] [--projects LIST] [--spaces LIST]

An MCP server over stdio for Jira and Confluence Cloud. Where an editor window with Trestle is open, it works through
that window (the one whose folder you are in, else the one last used): its account, and its questions before a change.
Otherwise, and with --standalone, it signs in by itself from the environment.

  --standalone    do not look for an editor window
  --demo          serve a made-up site that lives in this process
  --profile NAME  chatgpt: also offer search and fetch, as ChatGPT asks for them
  --project KEY   Jira project to use where a tool is given none
  --read-only     offer no tool that changes anything
  --toolsets LIST further tools, off otherwise: ${toolsets.join(',')} or all
                  (a window has its own setting, trestle.mcp.toolsets)
  --projects LIST the only Jira projects to read and write, such as NIM,OPS; works without a window
  --spaces LIST   the only Confluence spaces to read and write; works without a window
  --allow-writes  without a window: carry out changes without asking (else the client's human has to confirm each)
  --help          show this text
  --version       show the version

Environment, where no window is used:
  TRESTLE_SITE    https://your-site.atlassian.net
  TRESTLE_EMAIL   e-mail of your Atlassian account
  TRESTLE_TOKEN   API token of that account
  TRESTLE_CA_FILE certificate authority to trust in addition (optional)
  TRESTLE_TOOLSETS, TRESTLE_PROJECTS, TRESTLE_SPACES  as the options of these names, which beat them
  TRESTLE_BLOCKED_STATUSES  statuses that mean blocked, by name or id, with commas between (optional)
`;

const flags = new Set(['--demo', '--standalone', '--read-only', '--allow-writes', '--help', '--version']);

export function readLaunch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): Launch {
  const read = readArguments(args);
  if (read.kind === 'wrong') {
    return read;
  }
  const { given, values } = read;
  if (given.has('--help')) return { kind: 'text', text: usage };
  if (given.has('--version')) return { kind: 'text', text: `${version}\n` };
  if (given.has('--read-only') && given.has('--allow-writes')) {
    return wrong('--read-only and --allow-writes exclude each other');
  }
  const project = values.get('--project');
  if (project !== undefined && !projectPattern.test(project)) {
    return wrong('--project needs a project key such as NIM');
  }
  const profile = values.get('--profile') ?? 'agent';
  if (profile !== 'agent' && profile !== 'chatgpt') {
    return wrong('--profile is agent or chatgpt');
  }
  const policy = policyFrom(values, env, given.has('--read-only'));
  const source = given.has('--demo') ? ({ kind: 'demo' } as const) : siteFrom(env);
  if ('reason' in policy) {
    return wrong(policy.reason);
  }
  if (source.kind === 'wrong') {
    return source;
  }
  const { allowedProjects, allowedSpaces } = policy;
  const isBounded = allowedProjects.length > 0 || allowedSpaces.length > 0;
  return {
    kind: 'serve',
    options: {
      source,
      allowsWrites: given.has('--allow-writes'),
      isReadOnly: given.has('--read-only'),
      // A window has bounds of its own, which may be wider.
      isStandalone: given.has('--standalone') || given.has('--demo') || isBounded,
      profile,
      policy,
      ...(project !== undefined && { projectKey: project.toUpperCase() }),
      blockedStatuses: statusesIn(env['TRESTLE_BLOCKED_STATUSES']),
    },
  };
}

const projectPattern = /^[A-Za-z][A-Za-z0-9_]{1,254}$/;
const spacePattern = /^~?[A-Za-z0-9._-]{1,255}$/;
const valued = ['--project', '--profile', '--toolsets', '--projects', '--spaces'];

interface Arguments {
  readonly kind: 'read';
  readonly given: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

/** `--name value` and `--name=value` are the same. */
function readArguments(args: readonly string[]): Arguments | ReturnType<typeof wrong> {
  const given = new Set<string>();
  const values = new Map<string, string>();
  const rest = args.values();
  for (const arg of rest) {
    const name = valued.find((each) => arg === each || arg.startsWith(`${each}=`));
    if (name !== undefined) {
      const value = arg === name ? rest.next().value : arg.slice(name.length + 1);
      if (value === undefined || value === '' || value.startsWith('--')) {
        return wrong(`${name} needs a value`);
      }
      values.set(name, value);
    } else if (flags.has(arg)) {
      given.add(arg);
    } else {
      return wrong(`unknown argument ${JSON.stringify(arg.slice(0, 80))}`);
    }
  }
  return { kind: 'read', given, values };
}

/** A list that cannot be read must not mean "everything". */
function policyFrom(
  values: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
  isReadOnly: boolean,
): AgentPolicy | { readonly reason: string } {
  const listOf = (flag: string, variable: string) =>
    (values.get(flag) ?? env[variable] ?? '').split(/[\s,]+/).filter((each) => each !== '');
  const sets = listOf('--toolsets', 'TRESTLE_TOOLSETS').map((name) => name.toLowerCase());
  const unknown = sets.find((name) => name !== 'all' && !toolsets.some((each) => each === name));
  if (unknown !== undefined) {
    return { reason: `there is no toolset ${JSON.stringify(unknown.slice(0, 80))}: ${toolsets.join(', ')} or all` };
  }
  const allowedProjects = listOf('--projects', 'TRESTLE_PROJECTS').map((key) => key.toUpperCase());
  const allowedSpaces = listOf('--spaces', 'TRESTLE_SPACES');
  if (!allowedProjects.every((key) => projectPattern.test(key))) {
    return { reason: '--projects (TRESTLE_PROJECTS) needs project keys such as NIM,OPS' };
  }
  if (!allowedSpaces.every((key) => spacePattern.test(key))) {
    return { reason: '--spaces (TRESTLE_SPACES) needs keys of spaces such as ENG,OPS' };
  }
  return {
    ...openPolicy,
    isReadOnly,
    allowedProjects,
    allowedSpaces,
    toolsets: sets.includes('all') ? toolsets : sets,
  };
}

function wrong(reason: string): { readonly kind: 'wrong'; readonly reason: string } {
  return { kind: 'wrong', reason };
}

function statusesIn(list: string | undefined): readonly string[] {
  return list === undefined ? defaultBlockedStatuses : list.split(',').map((name) => name.trim());
}

function siteFrom(env: Readonly<Record<string, string | undefined>>) {
  const site = env['TRESTLE_SITE']?.trim() ?? '';
  const email = env['TRESTLE_EMAIL']?.trim() ?? '';
  const token = env['TRESTLE_TOKEN']?.trim() ?? '';
  const missing = Object.entries({ TRESTLE_SITE: site, TRESTLE_EMAIL: email, TRESTLE_TOKEN: token })
    .filter(([, value]) => value === '')
    .map(([name]) => name);
  if (missing.length > 0) {
    const reason = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set`;
    return { kind: 'none', reason } as const;
  }
  const origin = parseSiteOrigin(site);
  if (origin === undefined) {
    return wrong('TRESTLE_SITE has to be the https address of a site, such as https://your-site.atlassian.net');
  }
  const caFile = env['TRESTLE_CA_FILE']?.trim();
  return { kind: 'site', credential: { origin, email, token }, ...(caFile && { caFile }) } as const;
}
