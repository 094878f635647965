import { env, type LogOutputChannel, l10n, Uri } from 'vscode';
import type { OperationRecord } from '#domain/operation.ts';
import type { Connection } from '#domain/ports.ts';
import type { Accounts } from '#host/accounts.ts';
import type { WindowConnection } from '#host/connectionSource.ts';
import { notify } from '#host/notify.ts';
import type { Journal } from '#services/journal/journal.ts';
import { reconcile } from '#services/journal/reconcile.ts';
import type { Disposable } from '#shared/disposable.ts';
import { cleanForeignText } from '#shared/text.ts';

export interface DoubtParts {
  readonly accounts: Accounts;
  readonly connections: WindowConnection;
  readonly log: LogOutputChannel;
  journal(): Promise<Journal>;
}

/**
 * Looks, once a connection, for what writes of earlier runs came to, and tells it in one message. Where the journal
 * holds such a write the connection is made at the start, without waiting until somebody looks at the view.
 */
export function settleDoubts(parts: DoubtParts): Disposable {
  const { connections, log } = parts;
  const inBackground = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => log.warn(`earlier writes are not settled: ${error}`));
  const subscription = connections.onDidConnect((connection) => inBackground(settle(parts, connection)));
  inBackground(connectIfInDoubt(parts));
  return subscription;
}

async function connectIfInDoubt({ accounts, connections, journal }: DoubtParts): Promise<void> {
  const current = await accounts.current();
  if (current?.kind === 'site') {
    const { origin, personId } = current.account;
    const records = await (await journal()).list();
    if (records.some((record) => record.origin === origin && record.accountId === personId && isInDoubt(record))) {
      await connections.current();
    }
  }
}

async function settle({ journal, log }: DoubtParts, connection: Connection): Promise<void> {
  const opened = await journal();
  const doubtful = (await opened.list()).filter(isInDoubt);
  if (doubtful.length === 0) {
    return;
  }
  const settled = await reconcile(opened, connection, { now: Date.now(), isAlive });
  const adopted = settled.filter(({ outcome }) => outcome === 'done');
  // What was unknown before has been told: when it happened, or at an earlier start.
  const untold = new Set(doubtful.filter(({ outcome }) => outcome === 'pending').map(({ id }) => id));
  const unknown = settled.filter(({ id, outcome }) => outcome === 'unknown' && untold.has(id));
  log.info(`earlier writes: ${adopted.length} found, ${settled.length - adopted.length} still unknown`);
  if (adopted.length > 0 || unknown.length > 0) {
    tell(connection, adopted, unknown);
  }
}

function tell(connection: Connection, adopted: readonly OperationRecord[], unknown: readonly OperationRecord[]): void {
  const [first] = adopted;
  const [lost] = unknown;
  const found =
    adopted.length > 1
      ? l10n.t(
          'Issues of an interrupted session were created after all: {0}. Whatever was to follow, such as adding them to a sprint, was not done.',
          adopted.map(({ issueKey }) => issueKey ?? '').join(', '),
        )
      : first
        ? l10n.t(
            '{0} "{1}" of an interrupted session was created after all. Whatever was to follow, such as adding it to a sprint, was not done.',
            first.issueKey ?? '',
            cleanForeignText(first.summary),
          )
        : '';
  const missing = lost
    ? l10n.t(
        'It is unknown whether "{0}" of an interrupted session was created: look in Jira before you repeat it.',
        cleanForeignText(lost.summary),
      )
    : '';
  const path = first?.issueKey ? `/browse/${first.issueKey}` : searchPath(connection, lost);
  const open = {
    title: first ? l10n.t('Open') : l10n.t('Look in Jira'),
    run: () => env.openExternal(Uri.parse(connection.site.origin + path, true)),
  };
  void notify(lost ? 'warning' : 'information', [found, missing].filter((part) => part !== '').join(' '), [open]);
}

function searchPath({ tracker }: Connection, record: OperationRecord | undefined): string {
  const filter = record ? { projectKeys: [record.projectKey], createdSince: record.startedAt } : {};
  return `/issues/?${new URLSearchParams({ jql: tracker.issues.toJql({ filter }) })}`;
}

const dayMs = 86_400_000;

/** Older ones are not looked up any more. */
function isInDoubt({ kind, outcome, processId, startedAt }: OperationRecord): boolean {
  const canBeFound = kind === 'createIssue';
  const isRecent = Date.now() - Date.parse(startedAt) < dayMs;
  return isRecent && ((canBeFound && outcome === 'unknown') || (outcome === 'pending' && !isAlive(processId)));
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
