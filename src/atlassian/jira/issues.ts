import {
  countIssues,
  getComments,
  getIssue,
  searchAndReconsileIssuesUsingJqlPost as searchIssues,
} from 'jira.js/cloud';
import type { IssueComment, IssueDetail } from '#domain/issue.ts';
import type { Call, IssueOperations, IssueQuery } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { issueKey, pageSize } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { answerObject, number, object, objects, optional, required, text, texts, type WireObject } from '../wire.ts';
import { create, findCreated } from './createdIssue.ts';
import { issueFrom, listFields, subtaskFrom } from './issueFromWire.ts';
import { toJql } from './jql.ts';
import { tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

const standardPage = 50;
const mostPerPage = 100;
const standardComments = 20;
const mostComments = 100;

export function issueOperations(site: JiraSite): IssueOperations {
  return {
    async get(key, options = {}) {
      return getDetail(site, issueKey(key), options);
    },

    async search(query, request = {}) {
      const fields = await site.fields.get(request);
      const jql = jqlOf(site, query);
      const answer: unknown = await searchIssues(site.transport.client(request, { entity: 'issue', query: jql }), {
        jql,
        fields: listFields({ fields }),
        maxResults: pageSize(request.limit, standardPage, mostPerPage),
        ...optional('nextPageToken', request.cursor),
      });
      const page = tokenPageFrom(answer, request.cursor);
      return {
        items: page.issues.map((issue) => issueFrom(issue, { origin: site.origin, fields })),
        ...optional('cursor', page.nextPageToken),
      };
    },

    async approximateCount(query, call) {
      const jql = jqlOf(site, query);
      const answer: unknown = await countIssues(site.transport.client(call, { entity: 'issue', query: jql }), { jql });
      return required(number(answerObject(answer, 'issue count')['count']), 'count');
    },

    create: (draft, call) => create(site, draft, call),

    findCreated: (operation, call) => findCreated(site, operation, call),

    toJql: (query) => jqlOf(site, query),
  };
}

function jqlOf(site: JiraSite, query: IssueQuery): string {
  return toJql(query, { timeZone: site.timeZone, flaggedFieldId: site.fields.latest?.flagged[0] });
}

async function getDetail(
  site: JiraSite,
  key: string,
  options: Call & { readonly commentLimit?: number },
): Promise<IssueDetail> {
  const fields = await site.fields.get(options);
  const client = site.transport.client(options, { entity: 'issue', id: key });
  const commentLimit = options.commentLimit === 0 ? 0 : pageSize(options.commentLimit, standardComments, mostComments);
  const [issueAnswer, commentAnswer]: readonly unknown[] = await Promise.all([
    getIssue(client, { issueIdOrKey: key, fields: [...listFields({ fields }), ...detailFields] }),
    // Apart from the issue, whose own comments come oldest first and cut.
    getComments(client, { issueIdOrKey: key, orderBy: '-created', maxResults: Math.max(1, commentLimit) }),
  ]);
  const wire = answerObject(issueAnswer, 'issue');
  const comments = answerObject(commentAnswer, 'comments');
  return {
    ...issueFrom(wire, { origin: site.origin, fields }),
    ...detailFrom(object(wire['fields']), site.origin),
    comments: objects(comments['comments'])
      .slice(0, commentLimit)
      .map((comment) => commentFrom(comment, site.origin)),
    commentTotal: number(comments['total']) ?? objects(comments['comments']).length,
  };
}

const detailFields = ['description', 'resolution', 'components', 'fixVersions', 'subtasks'] as const;

export function detailFrom(
  fields: WireObject,
  origin: string,
): Pick<IssueDetail, 'description' | 'resolution' | 'components' | 'fixVersions' | 'subtasks'> {
  return {
    description: bodyFrom(fields['description'], origin),
    components: namesOf(fields['components']),
    fixVersions: namesOf(fields['fixVersions']),
    subtasks: objects(fields['subtasks']).flatMap(subtaskFrom),
    ...optional('resolution', text(object(fields['resolution'])['name'])),
  };
}

export function commentFrom(wire: WireObject, origin: string): IssueComment {
  return {
    id: text(wire['id']) ?? '',
    created: text(wire['created']) ?? '',
    body: bodyFrom(wire['body'], origin),
    ...optional('author', personFrom(wire['author'])),
  };
}

/** Rich text comes as ADF, or as a plain string from older routes. */
function bodyFrom(body: unknown, origin: string): string {
  return typeof body === 'string' ? body : adfToMarkdown(body ?? null, { baseUrl: origin });
}

function namesOf(value: unknown): string[] {
  return [...texts(objects(value).map((item) => item['name']))];
}
