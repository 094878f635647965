import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { fail } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { type IssueCreation, IssueCreator } from '#services/issueCreator.ts';
import { Journal } from '#services/journal/journal.ts';
import { askThroughClient, consentGiven } from './consent.ts';
import { type LaunchOptions, readLaunch, usage } from './launchOptions.ts';
import { serveStreams } from './sdk.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { tools } from './tools/index.ts';
import { version } from './version.ts';

/** Calls that have begun may finish after the client closed its end, but not for ever. */
const drainTimeoutMs = 15_000;

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
    case 'serve':
      await serve(launch.options);
  }
}

async function serve(options: LaunchOptions): Promise<void> {
  const log = (line: string) => void process.stderr.write(`trestle-mcp: ${line}\n`);
  const source = lazyConnection(options.source, log);
  const creation = journalledCreation();
  const { projectKey } = options;
  const dependencies: ServerDependencies = {
    connection: source.get,
    defaults: () => ({ ...(projectKey !== undefined && { projectKey }) }),
    issueCreation: creation,
    log,
  };
  const toolServer = new ToolServer(tools, dependencies, doorOf(options));
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
  await creation.dispose();
  process.exit();
}

/** A journal for the life of this process: a repeated call finds its first result, a broken one its issue. */
function journalledCreation(): IssueCreation & { dispose(): Promise<void> } {
  let opened: Promise<{ folder: string; creator: IssueCreator }> | undefined;
  const open = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trestle-journal-'));
    return { folder, creator: new IssueCreator({ journal: await Journal.open(folder), surface: 'agent' }) };
  };
  return {
    async create(connection, request, call) {
      opened ??= open();
      return (await opened).creator.create(connection, request, call);
    },
    async dispose() {
      if (opened) {
        await rm((await opened).folder, { recursive: true, force: true });
      }
    },
  };
}

function doorOf({ source, allowsWrites, isReadOnly }: LaunchOptions): Door {
  const reason = source.kind === 'none' ? source.reason : 'the site is not signed in';
  return {
    surface: { isReadOnly },
    consent: allowsWrites ? consentGiven : askThroughClient,
    howToConnect: `${reason}. The user has to start this server with TRESTLE_SITE, TRESTLE_EMAIL and TRESTLE_TOKEN set, or with --demo.`,
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
    const userAgent = `trestle/${version}`;
    if (source.kind === 'site') {
      const { credential, caFile } = source;
      return connect({ credential, userAgent, log, ...(caFile !== undefined && { caFile }) });
    }
    const { startDemoSite } = await import('#demo/main.ts');
    const demo = await startDemoSite({ port: 0 });
    disposals.push(() => demo.close());
    log(`demo site at ${demo.url}`);
    return connect({ credential: { origin: demo.url, email: demo.email, token: demo.token }, userAgent, log });
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
