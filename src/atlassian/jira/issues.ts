import { bulkFetchIssues, deleteIssue, getComments, getIssue } from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { IssueComment, IssueDetail } from '#domain/issue.ts';
import type { FormOperations, IssueOperations } from '#domain/ports.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, issueKey, pageSize } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { withoutSignal } from '../settle.ts';
import type { WireClient } from '../transport.ts';
import {
  answerList,
  answerObject,
  isObject,
  number,
  object,
  objects,
  optional,
  text,
  texts,
  type WireObject,
} from '../wire.ts';
import { create, findCreated } from './createdIssue.ts';
import { fieldId } from './fieldsToWire.ts';
import { issueFrom, listFields, subtaskFrom } from './issueFromWire.ts';
import { approximateCount, jqlOf, search } from './issueSearch.ts';
import { updateIssue } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';
import type { SiteFields } from './siteFields.ts';
import { storedFieldFrom } from './storedField.ts';

const standardComments = 20;
const mostComments = 100;

export function issueOperations(site: JiraSite, forms: FormOperations): IssueOperations {
  return {
    async get(key, options = {}) {
      return getDetail(site, issueKey(key), options);
    },

    getAll: (keys, options = {}) => getDetails(site, keys.map(issueKey), options),

    search: (query, request = {}) => search(site, query, request),

    approximateCount: (query, call) => approximateCount(site, query, call),

    create: (draft, call) => create(site, forms, draft, call),

    findCreated: (operation, call) => findCreated(site, operation, call),

    update: (key, change, call) => updateIssue(site, issueKey(key), change, call),

    async remove(key, options) {
      const id = issueKey(key);
      const client = site.transport.client(withoutSignal(options), { entity: 'issue', id, operation: `delete ${id}` });
      const deleteSubtasks = options?.withSubtasks ? 'true' : 'false';
      await deleteIssue(client, { issueIdOrKey: id, deleteSubtasks });
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
  return {
    ...issueWithTexts(site, wire, fields, fieldIds),
    comments: comments.map((comment) => commentFrom(comment, site.origin)),
    commentTotal: total,
  };
}

const mostIssues = 100; // the vendor's limit for bulkfetch

async function getDetails(
  site: JiraSite,
  keys: readonly string[],
  options: NonNullable<Parameters<IssueOperations['getAll']>[1]>,
): Promise<readonly IssueDetail[]> {
  if (keys.length === 0 || keys.length > mostIssues) {
    return keys.length === 0 ? [] : invalid('keys', `are more than ${mostIssues}`);
  }
  const fields = await site.fields.get(options);
  const fieldIds = (options.fieldIds ?? []).map(fieldId);
  const wanted = [...listFields({ fields }), ...textFields, ...fieldIds];
  const client = site.transport.client(options, { entity: 'issue' });
  const answer: unknown = await bulkFetchIssues(client, { issueIdsOrKeys: [...new Set(keys)], fields: wanted });
  const wires = answerList(answerObject(answer, 'issues')['issues'], 'issues').filter(isObject);
  const byKey = new Map(wires.map((wire) => [text(wire['key']), wire]));
  return keys.map((key) => {
    const wire = byKey.get(key) ?? fail({ code: 'notFound', entity: 'issue', id: key });
    return { ...issueWithTexts(site, wire, fields, fieldIds), comments: [], commentTotal: 0 };
  });
}

function issueWithTexts(site: JiraSite, wire: WireObject, fields: SiteFields, fieldIds: readonly string[]) {
  const issue = issueFrom(wire, { origin: site.origin, fields });
  const values = object(wire['fields']);
  site.writes.seen(issue);
  return {
    ...issue,
    ...detailFrom(values, site.origin),
    ...(fieldIds.length > 0 && {
      fields: Object.fromEntries(fieldIds.map((id) => [id, storedFieldFrom(values[id], site.origin)])),
    }),
  };
}

const textFields = ['description', 'resolution', 'components', 'fixVersions', 'subtasks'] as const;
const detailFields = [...textFields, 'comment'] as const;

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
