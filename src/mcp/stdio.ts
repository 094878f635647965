import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { fail } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { isAnswering } from '#services/doors/front.ts';
import { chooseWindow, listWindows, type OpenWindow, windowsDirectory } from '#services/doors/openWindows.ts';
import { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { lazily } from '#shared/lazily.ts';
import { allowedByFlag, askThroughClient } from './consent.ts';
import { type LaunchOptions, readLaunch, usage } from './launchOptions.ts';
import { WindowProxy } from './proxy.ts';
import { pathOf } from './routes.ts';
import { serveStreams } from './sdk.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { toolsFor } from './tools/index.ts';
import { version } from './version.ts';

/** Calls that have begun may finish after the client closed its end, but not for ever. */
const drainTimeoutMs = 15_000;

/** Agents think between calls; sites keep idle connections for a minute at least. */
const keepAliveMs = 30_000;
/** Calls of several agents at a time; what the site finds too much it says, and is heeded. */
const concurrency = 32;

/** Runs the server on this process's streams until the client closes stdin. Nothing but MCP goes to stdout. */
export async function runStdio(args: readonly string[]): Promise<void> {
  const launch = readLaunch(args, process.env, version);
  switch (launch.kind) {
    case 'text':
      process.stdout.write(launch.text);
      return;
    case 'wrong':
      process.stderr.write(`trestle-mcp: ${launch.reason}\n\n${usage}`);
      process.exitCode = 2;
      return;
    case 'serve': {
      const { options } = launch;
      const choice = options.isStandalone ? ({ kind: 'none' } as const) : await findWindow();
      await (choice.kind === 'one' ? serveThroughWindow(options) : serve(withReason(options, choice.kind)));
    }
  }
}

/** The window for the folder that the client was started in, among those that answer. */
async function findWindow() {
  const windows = listWindows(windowsDirectory());
  const answers = await Promise.all(windows.map(({ socketPath }) => isAnswering(socketPath)));
  return chooseWindow(
    windows.filter((_window, index) => answers[index]),
    process.cwd(),
  );
}

async function serveThroughWindow({
  profile,
  isReadOnly,
  allowsWrites,
  projectKey,
  policy,
}: LaunchOptions): Promise<void> {
  const proxy = new WindowProxy({
    input: process.stdin,
    output: process.stdout,
    path: pathOf(profile, isReadOnly),
    find: async (): Promise<OpenWindow | undefined> => {
      const choice = await findWindow();
      return choice.kind === 'one' ? choice.window : undefined;
    },
    log,
  });
  log('working through the editor window; --standalone would not');
  if (allowsWrites || projectKey !== undefined) {
    log('--allow-writes and --project do not apply: the window asks before each change and knows its project');
  }
  if (policy.toolsets.length > 0) {
    log("--toolsets does not apply: which tools there are is the window's setting trestle.mcp.toolsets");
  }
  const stopped = stopRequested();
  const outputClosed = new Promise<void>((resolve) => void process.stdout.on('error', () => resolve()));
  await Promise.race([proxy.run(), stopped, outputClosed]);
  await flushed(process.stdout);
  await Promise.race([proxy.close(), delay(1000)]);
  process.exit();
}

/** Where nothing says which site to use, the agent's user learns why no window was. */
function withReason(options: LaunchOptions, why: 'none' | 'several'): LaunchOptions {
  if (options.source.kind !== 'none' || options.isStandalone) {
    return options;
  }
  const reason =
    why === 'none'
      ? `no editor window with Trestle is open, and ${options.source.reason}`
      : `several editor windows are open and none holds ${process.cwd()}, and ${options.source.reason}`;
  return { ...options, source: { kind: 'none', reason } };
}

/** Clients keep what comes here, and writing to them takes time: what went well is for who looks for something. */
function logTrouble(line: string): void {
  if (process.env['TRESTLE_LOG'] === 'debug' || !/: ok, \d+ ms$/.test(line)) {
    log(line);
  }
}

function log(line: string): void {
  process.stderr.write(`trestle-mcp: ${line}\n`);
}

async function serve(options: LaunchOptions): Promise<void> {
  const source = lazyConnection(options.source, logTrouble);
  const journal = temporaryJournal();
  const { projectKey, blockedStatuses } = options;
  const dependencies: ServerDependencies = {
    connection: source.get,
    defaults: () => ({ ...(projectKey !== undefined && { projectKey }) }),
    policy: () => options.policy,
    blockedStatuses: () => blockedStatuses,
    issueCreation: lazyIssueCreation(journal.open, 'agent'),
    journal: journal.open,
    log: logTrouble,
  };
  const toolServer = new ToolServer(toolsFor(options.profile), dependencies, doorOf(options));
  const closed = inputClosed();
  const stopped = stopRequested();
  const session = await serveStreams(toolServer, version, { input: process.stdin, output: process.stdout });
  if (options.source.kind === 'none') {
    log(`not connected: ${options.source.reason}. The tools are listed but cannot work.`);
  }
  await Promise.race([closed, stopped]);
  // `echo … | node mcp.js` closes stdin at once and still wants its answers.
  await Promise.race([toolServer.idle(), stopped, delay(drainTimeoutMs)]);
  await flushed(process.stdout);
  await session.close(); // cancels calls that only read; a write that has begun is finished
  await Promise.race([toolServer.idle(), delay(drainTimeoutMs)]);
  await source.dispose();
  await journal.dispose();
  process.exit();
}

/** A journal for the life of this process: a repeated call finds its first result, a broken one its issue. */
function temporaryJournal() {
  const folder = lazily(() => mkdtemp(join(tmpdir(), 'trestle-journal-')));
  let isUsed = false;
  const open = lazily(async () => Journal.open(await folder()));
  return {
    open: () => {
      isUsed = true;
      return open();
    },
    async dispose(): Promise<void> {
      if (isUsed) {
        await rm(await folder(), { recursive: true, force: true });
      }
    },
  };
}

function doorOf({ source, allowsWrites, isReadOnly }: LaunchOptions): Door {
  const reason = source.kind === 'none' ? source.reason : 'the site is not signed in';
  return {
    surface: { isReadOnly },
    consent: allowsWrites ? allowedByFlag : askThroughClient,
    howToConnect: `${reason}. The user has to open an editor window with Trestle before starting this server, or set TRESTLE_SITE, TRESTLE_EMAIL and TRESTLE_TOKEN for it.`,
    howToAllowWrites:
      'This client cannot ask its user (no MCP elicitation). The user can start this server with --allow-writes.',
  };
}

/** After the answers of finished calls were handed over, which takes a turn of the event loop. */
async function flushed(output: NodeJS.WriteStream): Promise<void> {
  await nextTurn();
  await new Promise<void>((resolve) => {
    output.write('', () => resolve());
  });
}

/** Ends with stdin, and also when nobody reads stdout any more. */
function inputClosed(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    process.stdout.on('error', () => resolve());
  });
}

function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

/** Connects on first use, once for all calls; a failed attempt is forgotten so that the next call tries again. */
function lazyConnection(source: LaunchOptions['source'], log: (line: string) => void) {
  const disposals: Array<() => void | Promise<void>> = [];
  let pending: Promise<Connection> | undefined;
  // Not bound to the first call's signal: the others wait for the same connection.
  const open = async (): Promise<Connection> => {
    if (source.kind === 'none') {
      fail({ code: 'notSignedIn' });
    }
    const { connect } = await import('#atlassian/connect.ts');
    const ways = { userAgent: `trestle/${version}`, log, keepAliveMs, limits: { concurrency } };
    if (source.kind === 'site') {
      const { credential, caFile } = source;
      return connect({ credential, ...ways, ...(caFile !== undefined && { caFile }) });
    }
    const { startDemoSite } = await import('#demo/main.ts');
    const demo = await startDemoSite({ port: 0 });
    disposals.push(() => demo.close());
    log(`demo site at ${demo.url}`);
    return connect({ credential: { origin: demo.url, email: demo.email, token: demo.token }, ...ways });
  };
  return {
    async get(_call?: Call): Promise<Connection> {
      if (!pending) {
        const attempt = open();
        pending = attempt;
        attempt.then(
          (connection) => disposals.push(() => connection.dispose()),
          () => {
            pending = undefined;
          },
        );
      }
      return pending;
    },
    async dispose(): Promise<void> {
      for (const dispose of disposals.reverse()) {
        await dispose();
      }
    },
  };
}
