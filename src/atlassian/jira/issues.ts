import { deleteIssue, getComments, getIssue } from 'jira.js/cloud';
import type { IssueComment, IssueDetail } from '#domain/issue.ts';
import type { FormOperations, IssueOperations } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { issueKey, pageSize } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { withoutSignal } from '../settle.ts';
import type { WireClient } from '../transport.ts';
import { answerObject, number, object, objects, optional, text, texts, type WireObject } from '../wire.ts';
import { create, findCreated } from './createdIssue.ts';
import { fieldId } from './fieldsToWire.ts';
import { issueFrom, listFields, subtaskFrom } from './issueFromWire.ts';
import { approximateCount, jqlOf, search } from './issueSearch.ts';
import { updateIssue } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';
import { storedFieldFrom } from './storedField.ts';

const standardComments = 20;
const mostComments = 100;

export function issueOperations(site: JiraSite, forms: FormOperations): IssueOperations {
  return {
    async get(key, options = {}) {
      return getDetail(site, issueKey(key), options);
    },

    search: (query, request = {}) => search(site, query, request),

    approximateCount: (query, call) => approximateCount(site, query, call),

    create: (draft, call) => create(site, forms, draft, call),

    findCreated: (operation, call) => findCreated(site, operation, call),

    update: (key, change, call) => updateIssue(site, issueKey(key), change, call),

    async remove(key, call) {
      const id = issueKey(key);
      const client = site.transport.client(withoutSignal(call), { entity: 'issue', id, operation: `delete ${id}` });
      await deleteIssue(client, { issueIdOrKey: id, deleteSubtasks: 'false' });
    },

    toJql: (query) => jqlOf(site, query),
  };
}

async function getDetail(
  site: JiraSite,
  key: string,
  options: NonNullable<Parameters<IssueOperations['get']>[1]>,
): Promise<IssueDetail> {
  const fields = await site.fields.get(options);
  const client = site.transport.client(options, { entity: 'issue', id: key });
  const fieldIds = (options.fieldIds ?? []).map(fieldId);
  const commentLimit = options.commentLimit === 0 ? 0 : pageSize(options.commentLimit, standardComments, mostComments);
  // One value: the vendor documents a list separated by commas, and repeated ones make long addresses.
  const wanted = [...listFields({ fields }), ...detailFields, ...fieldIds].join(',');
  const answer: unknown = await getIssue(client, { issueIdOrKey: key, fields: [wanted] });
  const wire = answerObject(answer, 'issue');
  const { comments, total } = await newestComments(
    client,
    key,
    object(object(wire['fields'])['comment']),
    commentLimit,
  );
  const issue = issueFrom(wire, { origin: site.origin, fields });
  const values = object(wire['fields']);
  site.writes.seen(issue);
  return {
    ...issue,
    ...detailFrom(values, site.origin),
    ...(fieldIds.length > 0 && {
      fields: Object.fromEntries(fieldIds.map((id) => [id, storedFieldFrom(values[id], site.origin)])),
    }),
    comments: comments.map((comment) => commentFrom(comment, site.origin)),
    commentTotal: total,
  };
}

const detailFields = ['description', 'resolution', 'components', 'fixVersions', 'subtasks', 'comment'] as const;

/** The issue brings its comments along, oldest first; only where the site cut them are the newest asked for. */
async function newestComments(
  client: WireClient,
  issueIdOrKey: string,
  embedded: WireObject,
  limit: number,
): Promise<{ readonly comments: readonly WireObject[]; readonly total: number }> {
  const oldestFirst = objects(embedded['comments']);
  const total = number(embedded['total']) ?? oldestFirst.length;
  if (limit === 0 || total <= oldestFirst.length) {
    return { comments: [...oldestFirst].reverse().slice(0, limit), total };
  }
  const answer: unknown = await getComments(client, { issueIdOrKey, orderBy: '-created', maxResults: limit });
  const page = answerObject(answer, 'comments');
  return { comments: objects(page['comments']).slice(0, limit), total: number(page['total']) ?? total };
}

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
