import { getChangeLogs, getIssueWorklog } from 'jira.js/cloud';
import type { IssueHistoryEntry, IssueHistoryItem, Worklog } from '#domain/issueActivity.ts';
import type { HistoryOperations } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { issueKey } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { answerList, answerObject, isObject, number, objects, optional, text, type WireObject } from '../wire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';

const perPage = 100; // the vendor's limit
const mostPages = 20;
const mostWorklogs = 5000; // the vendor's limit

export function historyOperations(site: JiraSite): HistoryOperations {
  return {
    async changes(issue, call) {
      const key = issueKey(issue);
      const client = site.transport.client(call, { entity: 'issue', id: key });
      const entries = new Map<string, IssueHistoryEntry>();
      let startAt = 0;
      for (let page = 0; page < mostPages; page++) {
        const answer: unknown = await getChangeLogs(client, { issueIdOrKey: key, startAt, maxResults: perPage });
        const { values, cursor } = offsetPageFrom(answer, 'changes', startAt);
        const known = entries.size;
        for (const entry of values.flatMap(entryFrom)) {
          entries.set(entry.id, entry);
        }
        if (cursor === undefined || entries.size === known) {
          return { entries: oldestFirst([...entries.values()]), isComplete: cursor === undefined };
        }
        startAt = Number(cursor);
      }
      return { entries: oldestFirst([...entries.values()]), isComplete: false };
    },

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

function entryFrom(wire: WireObject): IssueHistoryEntry[] {
  const [id, created] = [text(wire['id']), text(wire['created'])];
  return id === undefined || created === undefined
    ? []
    : [
        {
          ...{ id, created, items: objects(wire['items']).map(itemFrom) },
          ...optional('author', personFrom(wire['author'])),
        },
      ];
}

function itemFrom(wire: WireObject): IssueHistoryItem {
  return {
    field: text(wire['field']) ?? text(wire['fieldId']) ?? '',
    ...optional('fieldId', text(wire['fieldId'])),
    ...optional('from', text(wire['from'])),
    ...optional('fromText', text(wire['fromString'])),
    ...optional('to', text(wire['to'])),
    // Every object has a `toString`: only a text of the answer's own counts.
    ...optional('toText', Object.hasOwn(wire, 'toString') ? text(wire['toString']) : undefined),
  };
}

function worklogFrom(wire: WireObject, origin: string): Worklog[] {
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
