import { bulkFetchIssues } from 'jira.js/cloud';
import type { Issue } from '#domain/issue.ts';
import type { BacklogRequest, Call, IssueListCall } from '#domain/ports.ts';
import { pageSize, projectKey } from '../arguments.ts';
import { answerList, answerObject, isObject, text, type WireObject } from '../wire.ts';
import { type IssueReading, issueFrom, listFields } from './issueFromWire.ts';
import { allPages, type TokenPage, tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

const firstPage = 100;
const idsPerPage = 5000; // the vendor's limit, which holds for ids alone
const fetchedAtOnce = 100; // the vendor's limit for bulkfetch
const fetchesInParallel = 4;

export function sprintIssues(
  site: JiraSite,
  boardId: number,
  sprintId: number,
  reading: IssueReading,
  call: IssueListCall | undefined,
): Promise<Issue[]> {
  const path = `/rest/software/1.0/board/${boardId}/sprint/${sprintId}/issue`;
  return issuesOf(new IssueList(site, path, { entity: 'sprint', id: String(sprintId) }, call), reading, call?.fields);
}

/** Everything on the board itself: what is in the backlog (of a board that has one) is left out. */
export async function boardIssues(
  site: JiraSite,
  boardId: number,
  reading: IssueReading,
  call: IssueListCall | undefined,
): Promise<Issue[]> {
  const board = `/rest/software/1.0/board/${boardId}`;
  const context = { entity: 'board', id: String(boardId) } as const;
  const [issues, backlog] = await Promise.all([
    issuesOf(new IssueList(site, `${board}/issue`, context, call), reading, call?.fields),
    new IssueList(site, `${board}/backlog`, context, call).ids(),
  ]);
  const inBacklog = new Set(backlog);
  return issues.filter((issue) => !inBacklog.has(issue.id));
}

/** All ids, which are cheap, and of the issues only those that are wanted. */
export async function backlogIssues(
  site: JiraSite,
  boardId: number,
  reading: IssueReading,
  request: BacklogRequest,
): Promise<{ readonly items: readonly Issue[]; readonly total: number }> {
  const { offset = 0, limit, projectKeys, fields } = request;
  const keys = projectKeys?.map((key) => `"${projectKey(key)}"`);
  const context = { entity: 'board', id: String(boardId) } as const;
  const path = `/rest/software/1.0/board/${boardId}/backlog`;
  const list = new IssueList(site, path, context, request, keys && `project in (${keys.join(', ')})`);
  const ids = await list.ids();
  const wanted = ids.slice(offset, offset + pageSize(limit, fetchedAtOnce, fetchedAtOnce));
  const wires = wanted.length === 0 ? [] : await list.fetch(wanted, listFields(reading, fields));
  const known = byId(wires);
  return {
    items: wanted.flatMap((id) => {
      const wire = known.get(id);
      return wire ? [issueFrom(wire, reading)] : [];
    }),
    total: ids.length,
  };
}

/**
 * One request where a page holds the whole list, as for most sprints. Longer lists are not walked page by page: all
 * ids beside the second page, then the other issues in parallel, takes a third of the time for 1,000 issues.
 */
async function issuesOf(list: IssueList, reading: IssueReading, wanted: IssueListCall['fields']): Promise<Issue[]> {
  const fields = listFields(reading, wanted);
  const first = await list.page(undefined, firstPage, fields);
  const wires = first.nextPageToken === undefined ? [...byId(first.issues).values()] : await list.byIds(first, fields);
  return wires.map((wire) => issueFrom(wire, reading));
}

class IssueList {
  private readonly site: JiraSite;
  private readonly path: string;
  private readonly context: { readonly entity: 'sprint' | 'board'; readonly id: string };
  private readonly call: Call | undefined;
  private readonly jql: string | undefined;

  constructor(site: JiraSite, path: string, context: IssueList['context'], call: Call | undefined, jql?: string) {
    this.site = site;
    this.jql = jql;
    this.path = path;
    this.context = context;
    this.call = call;
  }

  /** Not by jira.js: its parameters follow a mistake of the OpenAPI document, where `fields` is a list of objects. */
  async page(token: string | undefined, maxResults: number, fields: readonly string[]): Promise<TokenPage> {
    const searchParams = { fields: fields.join(','), maxResults, nextPageToken: token, jql: this.jql };
    const answer = await this.site.transport.send({ url: this.path, searchParams }, this.call, this.context);
    return tokenPageFrom(answer);
  }

  async ids(): Promise<string[]> {
    const wires = await allPages((token) => this.page(token, idsPerPage, ['id']));
    return wires.flatMap((wire) => text(wire['id']) ?? []);
  }

  /** In the order of the list. Issues that vanish in between are left out. */
  async byIds(first: TokenPage, fields: readonly string[]): Promise<readonly WireObject[]> {
    const [ids, second] = await Promise.all([this.ids(), this.page(first.nextPageToken, firstPage, fields)]);
    const known = byId([...first.issues, ...second.issues]);
    const missing = ids.filter((id) => !known.has(id));
    const chunks = Array.from({ length: Math.ceil(missing.length / fetchedAtOnce) }, (_, index) =>
      missing.slice(index * fetchedAtOnce, (index + 1) * fetchedAtOnce),
    );
    const queue = chunks.values();
    const worker = async () => {
      for (const chunk of queue) {
        for (const [id, issue] of byId(await this.fetch(chunk, fields))) {
          known.set(id, issue);
        }
      }
    };
    await Promise.all(Array.from({ length: fetchesInParallel }, worker));
    return ids.flatMap((id): readonly WireObject[] => {
      const issue = known.get(id);
      return issue ? [issue] : [];
    });
  }

  async fetch(issueIds: readonly string[], fields: readonly string[]): Promise<readonly WireObject[]> {
    const client = this.site.transport.client(this.call, this.context);
    const answer: unknown = await bulkFetchIssues(client, { issueIdsOrKeys: [...issueIds], fields: [...fields] });
    return answerList(answerObject(answer, 'issues')['issues'], 'issues').filter(isObject);
  }
}

function byId(issues: readonly WireObject[]): Map<string, WireObject> {
  return new Map(issues.map((issue) => [text(issue['id']) ?? '', issue]));
}
