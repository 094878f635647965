import { getBulkChangelogs, getChangeLogs, getIssueWorklog } from 'jira.js/cloud';
import type { IssueReference } from '#domain/issue.ts';
import type { HistoryRole, IssueHistoryEntry, IssueHistoryItem, Worklog } from '#domain/issueActivity.ts';
import type { HistoryOperations } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { issueKey } from '../arguments.ts';
import { personFrom } from '../person.ts';
import type { WireClient } from '../transport.ts';
import { answerList, answerObject, isObject, number, objects, optional, text, type WireObject } from '../wire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';
import type { SiteFields } from './siteFields.ts';

const perPage = 100; // the vendor's limit
const mostPages = 20;
const mostWorklogs = 5000; // the vendor's limit

export function historyOperations(site: JiraSite): HistoryOperations {
  return {
    async changes(issue, call) {
      const key = issueKey(issue);
      const client = site.transport.client(call, { entity: 'issue', id: key });
      const fields = await site.fields.get(call);
      const entries = new Map<string, IssueHistoryEntry>();
      let startAt = 0;
      for (let page = 0; page < mostPages; page++) {
        const answer: unknown = await getChangeLogs(client, { issueIdOrKey: key, startAt, maxResults: perPage });
        const { values, cursor } = offsetPageFrom(answer, 'changes', startAt);
        const known = entries.size;
        for (const entry of values.flatMap((wire) => entryFrom(wire, fields))) {
          entries.set(entry.id, entry);
        }
        if (cursor === undefined || entries.size === known) {
          return { entries: oldestFirst([...entries.values()]), isComplete: cursor === undefined };
        }
        startAt = Number(cursor);
      }
      return { entries: oldestFirst([...entries.values()]), isComplete: false };
    },

    changesOf: (issues, options = {}) => changesOfMany(site, issues, options),

    async worklog(issue, call) {
      const key = issueKey(issue);
      const client = site.transport.client(call, { entity: 'issue', id: key });
      const answer: unknown = await getIssueWorklog(client, { issueIdOrKey: key, maxResults: mostWorklogs });
      const logs = answerList(answerObject(answer, 'worklog')['worklogs'], 'worklog').filter(isObject);
      return logs.flatMap((wire) => worklogFrom(wire, site.origin));
    },
  };
}

function oldestFirst(entries: readonly IssueHistoryEntry[]): IssueHistoryEntry[] {
  return [...entries].sort((a, b) => Date.parse(a.created) - Date.parse(b.created));
}

async function changesOfMany(
  site: JiraSite,
  issues: readonly IssueReference[],
  { about, ...call }: NonNullable<Parameters<HistoryOperations['changesOf']>[1]>,
): Promise<Awaited<ReturnType<HistoryOperations['changesOf']>>> {
  const fields = await site.fields.get(call);
  const client = site.transport.client(call, { entity: 'issue' });
  const fieldIds = about?.flatMap((role) => fieldIdsOf(role, fields));
  const ids = fieldIds?.length === 0 ? [] : issues.map(({ id }) => id);
  const chunks = Array.from({ length: Math.ceil(ids.length / issuesAtOnce) }, (_, index) =>
    ids.slice(index * issuesAtOnce, (index + 1) * issuesAtOnce),
  );
  const parts = await Promise.all(
    chunks.map((issueIdsOrKeys) =>
      bulkPages(client, { issueIdsOrKeys, maxResults: mostAtOnce, ...optional('fieldIds', fieldIds) }),
    ),
  );
  const entries = new Map<string, IssueHistoryEntry[]>();
  for (const log of parts.flatMap(({ logs }) => logs)) {
    const id = text(log['issueId']) ?? '';
    const known = entries.get(id) ?? [];
    entries.set(id, [...known, ...objects(log['changeHistories']).flatMap((wire) => entryFrom(wire, fields))]);
  }
  return {
    entries: new Map([...entries].map(([id, list]) => [id, oldestFirst(list)])),
    isComplete: parts.every(({ isComplete }) => isComplete),
  };
}

const issuesAtOnce = 1000; // the vendor's limit
const mostAtOnce = 10_000; // the vendor's limit

/** Pages of a bulk of changelogs, which go by token; one that comes again would lead round in circles. */
async function bulkPages(
  client: WireClient,
  parameters: Parameters<typeof getBulkChangelogs>[1],
): Promise<{ readonly logs: readonly WireObject[]; readonly isComplete: boolean }> {
  const logs: WireObject[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const answer: unknown = await getBulkChangelogs(client, { ...parameters, ...optional('nextPageToken', token) });
    const page = answerObject(answer, 'changes');
    logs.push(...answerList(page['issueChangeLogs'], 'changes').filter(isObject));
    token = text(page['nextPageToken']);
    if (token === undefined || tokens.has(token) || tokens.size >= mostPages) {
      return { logs, isComplete: token === undefined };
    }
    tokens.add(token);
  }
}

function fieldIdsOf(role: HistoryRole, fields: SiteFields): readonly string[] {
  switch (role) {
    case 'status':
      return ['status'];
    case 'flag':
      return fields.flagged.slice(0, 5); // the vendor takes ten in all
    case 'sprint':
      return fields.sprint === undefined ? [] : [fields.sprint];
  }
}

const roles = ['status', 'sprint', 'flag'] as const;

function entryFrom(wire: WireObject, fields: SiteFields): IssueHistoryEntry[] {
  const [id, created] = [text(wire['id']), instantFrom(wire['created'])];
  return id === undefined || created === undefined
    ? []
    : [
        {
          ...{ id, created, items: objects(wire['items']).map((item) => itemFrom(item, fields)) },
          ...optional('author', personFrom(wire['author'])),
        },
      ];
}

/** Bulks of changelogs tell instants as numbers (of seconds in the vendor's example, of milliseconds elsewhere). */
function instantFrom(value: unknown): string | undefined {
  const told = number(value);
  return told === undefined ? text(value) : new Date(told < 1e11 ? told * 1000 : told).toISOString();
}

function itemFrom(wire: WireObject, fields: SiteFields): IssueHistoryItem {
  const field = text(wire['field']) ?? text(wire['fieldId']) ?? '';
  // Older entries tell a system field by its name alone, which there is its id.
  const fieldId = text(wire['fieldId']) ?? field;
  return {
    field,
    ...optional(
      'role',
      roles.find((role) => fieldIdsOf(role, fields).includes(fieldId)),
    ),
    ...optional('fieldId', text(wire['fieldId'])),
    ...optional('from', text(wire['from'])),
    ...optional('fromText', text(wire['fromString'])),
    ...optional('to', text(wire['to'])),
    // Every object has a `toString`: only a text of the answer's own counts.
    ...optional('toText', Object.hasOwn(wire, 'toString') ? text(wire['toString']) : undefined),
  };
}

export function worklogFrom(wire: WireObject, origin: string): Worklog[] {
  const [id, started] = [text(wire['id']), text(wire['started'])];
  if (id === undefined || started === undefined) {
    return [];
  }
  const { comment } = { comment: wire['comment'] };
  return [
    {
      ...{ id, started, seconds: number(wire['timeSpentSeconds']) ?? 0 },
      comment: typeof comment === 'string' ? comment : adfToMarkdown(comment ?? null, { baseUrl: origin }),
      ...optional('author', personFrom(wire['author'])),
    },
  ];
}
