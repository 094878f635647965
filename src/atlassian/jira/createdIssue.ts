import { createIssue, searchAndReconsileIssuesUsingJqlPost as searchIssues } from 'jira.js/cloud';
import { type Failure, fail, failureOf, TrestleError } from '#domain/errors.ts';
import type { IssueDraft, IssueReference } from '#domain/issue.ts';
import type { Call, FormOperations } from '#domain/ports.ts';
import { invalid, numericId, projectKey } from '../arguments.ts';
import { queryDate } from '../queryText.ts';
import { object, optional, text } from '../wire.ts';
import { draftToWire } from './draftToWire.ts';
import { referenceFrom } from './issueFromWire.ts';
import { tokenPageFrom } from './searchPages.ts';
import type { JiraSite } from './site.ts';

/** Issue property that holds the operation: kept with the issue, shown to nobody, and part of the create itself. */
const operationProperty = 'trestle.operation';
const candidatesPerPage = 100;
/** Newest first: what was created a moment ago is not behind two thousand others. */
const mostPages = 20;
/** The clock here may be that far from the site's. */
const clockToleranceMs = 3 * 3_600_000;

export async function create(
  site: JiraSite,
  forms: FormOperations,
  draft: IssueDraft,
  call: Call | undefined,
): Promise<IssueReference> {
  const project = projectKey(draft.projectKey);
  numericId(draft.issueTypeId, 'issueTypeId');
  const fields = draftToWire(draft);
  const operation = 'create issue';
  const searchUrl = recentIssuesUrl(site, project);
  const client = site.transport.client(call, { entity: 'project', id: project, operation, searchUrl });
  const body = {
    fields,
    ...(draft.operationId !== undefined && {
      properties: [{ key: operationProperty, value: { id: checkedOperation(draft.operationId) } }],
    }),
  };
  const answer: unknown = await createIssue(client, body).catch((error: unknown) =>
    explainRefusal(error, forms, draft),
  );
  const created = object(answer);
  if (text(created['key']) === undefined || text(created['id']) === undefined) {
    fail({ code: 'outcomeUnknown', operation, searchUrl });
  }
  const reference = referenceFrom(created, site.origin);
  site.writes.written(reference);
  if (draft.assigneeId !== undefined) {
    site.writes.assigned(project, draft.assigneeId);
  }
  return reference;
}

/** The fields that the site refused, as the form as it is now names them, with what they allow. */
async function explainRefusal(error: unknown, forms: FormOperations, draft: IssueDraft): Promise<never> {
  const failure = failureOf(error);
  if (failure?.code !== 'invalidFields' || failure.problems.length === 0) {
    throw error;
  }
  // Fresh: a form that was remembered may be why the draft does not fit.
  const form = await forms.createFields(draft.projectKey, draft.issueTypeId, { isFresh: true }).catch(() => []);
  const problems = failure.problems.map((problem) => {
    const field = form.find(({ id }) => id === problem.field);
    return { ...problem, ...(field && { field: field.name }), ...optional('allowedValues', field?.allowedValues) };
  });
  const explained: Failure = { ...failure, problems };
  throw new TrestleError(explained, { cause: error });
}

/**
 * Among what this person created in the project since then, the issue that carries the operation. Properties of our
 * own cannot be searched for (only apps' are indexed), but come with the results.
 */
export async function findCreated(
  site: JiraSite,
  operation: { readonly operationId: string; readonly projectKey: string; readonly since: string },
  call: Call | undefined,
): Promise<IssueReference | undefined> {
  const id = checkedOperation(operation.operationId);
  const earliest = Date.parse(operation.since) - clockToleranceMs;
  if (Number.isNaN(earliest)) {
    invalid('since', 'not an ISO 8601 instant');
  }
  const since = queryDate(new Date(earliest).toISOString(), site.timeZone, 'since');
  const project = projectKey(operation.projectKey);
  const jql = `project = "${project}" AND creator = currentUser() AND created >= ${since} ORDER BY created DESC`;
  const client = site.transport.client(call, { entity: 'issue', query: jql });
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    const answer: unknown = await searchIssues(client, {
      jql,
      fields: ['created'],
      properties: [operationProperty],
      maxResults: candidatesPerPage,
      ...optional('nextPageToken', token),
    });
    const page = tokenPageFrom(answer);
    const found = page.issues.find((issue) => object(object(issue['properties'])[operationProperty])['id'] === id);
    if (found) {
      return referenceFrom(found, site.origin);
    }
    token = page.nextPageToken;
    if (token === undefined || tokens.has(token)) {
      return undefined;
    }
    tokens.add(token);
  } while (tokens.size < mostPages);
  return undefined;
}

function checkedOperation(id: string): string {
  return /^[\w.:-]{1,100}$/.test(id) ? id : invalid('operationId', 'not an operation id');
}

/** What this person created in the project within the hour, for looking after a create of unknown outcome. */
function recentIssuesUrl(site: JiraSite, project: string): string {
  const jql = `project = "${project}" AND creator = currentUser() AND created >= -1h ORDER BY created DESC`;
  return `${site.origin}/issues/?jql=${encodeURIComponent(jql)}`;
}
