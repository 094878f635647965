import type { Credential } from '#domain/site.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
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
}

export const usage = `Usage: node mcp.js [--standalone | --demo] [--project KEY] [--profile chatgpt] [--read-only | --allow-writes]

An MCP server over stdio for Jira and Confluence Cloud. Where an editor window with Trestle is open, it works through
that window (the one whose folder you are in, else the one last used): its account, and its questions before a change.
Otherwise, and with --standalone, it signs in by itself from the environment.

  --standalone    do not look for an editor window
  --demo          serve a made-up site that lives in this process
  --profile NAME  chatgpt: also offer search and fetch, as ChatGPT asks for them
  --project KEY   Jira project to use where a tool is given none
  --read-only     offer no tool that changes anything
  --allow-writes  without a window: carry out changes without asking (else the client's human has to confirm each)
  --help          show this text
  --version       show the version

Environment, where no window is used:
  TRESTLE_SITE    https://your-site.atlassian.net
  TRESTLE_EMAIL   e-mail of your Atlassian account
  TRESTLE_TOKEN   API token of that account
  TRESTLE_CA_FILE certificate authority to trust in addition (optional)
`;

const flags = new Set(['--demo', '--standalone', '--read-only', '--allow-writes', '--help', '--version']);

export function readLaunch(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): Launch {
  const given = new Set<string>();
  let projectKey: string | undefined;
  let profile: Profile = 'agent';
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--project' || arg.startsWith('--project=')) {
      const value = arg === '--project' ? args[++index] : arg.slice('--project='.length);
      if (value === undefined || !/^[A-Za-z][A-Za-z0-9_]{1,254}$/.test(value)) {
        return wrong('--project needs a project key such as NIM');
      }
      projectKey = value.toUpperCase();
    } else if (arg === '--profile' || arg.startsWith('--profile=')) {
      const value = arg === '--profile' ? args[++index] : arg.slice('--profile='.length);
      if (value !== 'agent' && value !== 'chatgpt') {
        return wrong('--profile is agent or chatgpt');
      }
      profile = value;
    } else if (flags.has(arg)) {
      given.add(arg);
    } else {
      return wrong(`unknown argument ${JSON.stringify(arg.slice(0, 80))}`);
    }
  }
  if (given.has('--help')) return { kind: 'text', text: usage };
  if (given.has('--version')) return { kind: 'text', text: `${version}\n` };
  if (given.has('--read-only') && given.has('--allow-writes')) {
    return wrong('--read-only and --allow-writes exclude each other');
  }
  const source = given.has('--demo') ? ({ kind: 'demo' } as const) : siteFrom(env);
  if (source.kind === 'wrong') {
    return source;
  }
  return {
    kind: 'serve',
    options: {
      source,
      allowsWrites: given.has('--allow-writes'),
      isReadOnly: given.has('--read-only'),
      isStandalone: given.has('--standalone') || given.has('--demo'),
      profile,
      ...(projectKey !== undefined && { projectKey }),
    },
  };
}

function wrong(reason: string): { readonly kind: 'wrong'; readonly reason: string } {
  return { kind: 'wrong', reason };
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
