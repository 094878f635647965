import type { IssueFilter, IssueQuery } from '#domain/ports.ts';
import { issueKey, numericId } from '../arguments.ts';
import { givenList, oneOf, queryDate, quoted, scopeList, searchedWords } from '../queryText.ts';

export interface JqlDialect {
  /** Zone of the caller's profile, in which Jira reads dates. */
  readonly timeZone: string;
  /** Field id of "Flagged" where known: `customfield_10021`. */
  readonly flaggedFieldId?: string | undefined;
}

/** Cloud refuses queries without any restriction; this one restricts nothing. */
const anyIssue = 'project is not EMPTY';

// By id: names are in the site's language. The same on every site.
const statusCategoryIds = { new: 2, indeterminate: 4, done: 3 } as const;

const orders = {
  updated: 'updated DESC',
  created: 'created DESC',
  priority: 'priority DESC, updated DESC',
  rank: 'Rank ASC',
  key: 'key ASC',
} as const;

/** The JQL of a query, bounded always. @throws invalidArgument */
export function toJql(query: IssueQuery, dialect: JqlDialect): string {
  if ('filter' in query) {
    return filterJql(query.filter, dialect);
  }
  const jql = query.jql.trim();
  return jql === '' || /^order\s+by\b/i.test(jql) ? `${anyIssue} ${jql}`.trim() : jql;
}

function filterJql(filter: IssueFilter, dialect: JqlDialect): string {
  const clauses = filterClauses(filter, dialect);
  return `${clauses.length > 0 ? clauses.join(' AND ') : anyIssue} ORDER BY ${orders[filter.orderBy ?? 'updated']}`;
}

function filterClauses(filter: IssueFilter, dialect: JqlDialect): string[] {
  const clauses: string[] = [];
  const projectKeys = scopeList(filter.projectKeys, 'projectKeys');
  const statuses = givenList(filter.statuses);
  const issueTypes = givenList(filter.issueTypes);
  const labels = givenList(filter.labels);
  const categories = givenList(filter.statusCategories)?.length ? filter.statusCategories : undefined;
  if (projectKeys) {
    clauses.push(oneOf('project', projectKeys));
  }
  if (filter.text !== undefined) {
    clauses.push(`text ~ ${quoted(searchedWords(filter.text, 'text'))}`);
  }
  clauses.push(...assigneeClauses(filter.assignee));
  if (categories) {
    clauses.push(`statusCategory in (${categories.map((category) => statusCategoryIds[category]).join(', ')})`);
  }
  if (statuses) {
    clauses.push(oneOf('status', statuses));
  }
  if (issueTypes) {
    clauses.push(oneOf('issuetype', issueTypes));
  }
  if (labels) {
    clauses.push(oneOf('labels', labels));
  }
  if (filter.sprint !== undefined) {
    clauses.push(
      filter.sprint === 'open' ? 'sprint in openSprints()' : `sprint = ${numericId(filter.sprint, 'sprint')}`,
    );
  }
  if (filter.parentKey !== undefined) {
    clauses.push(oneOf('parent', [issueKey(filter.parentKey)]));
  }
  if (filter.isFlagged !== undefined) {
    clauses.push(`${flaggedField(dialect)} is ${filter.isFlagged ? 'not ' : ''}EMPTY`);
  }
  if (filter.updatedSince !== undefined) {
    clauses.push(`updated >= ${queryDate(filter.updatedSince, dialect.timeZone, 'updatedSince')}`);
  }
  if (filter.createdSince !== undefined) {
    clauses.push(`created >= ${queryDate(filter.createdSince, dialect.timeZone, 'createdSince')}`);
  }
  return clauses;
}

function assigneeClauses(assignee: IssueFilter['assignee']): string[] {
  if (assignee === undefined) {
    return [];
  }
  if (assignee === null) {
    return ['assignee is EMPTY'];
  }
  if (assignee === 'me') {
    return ['assignee = currentUser()'];
  }
  const accountIds = givenList(assignee);
  return accountIds ? [oneOf('assignee', accountIds)] : [];
}

function flaggedField({ flaggedFieldId }: JqlDialect): string {
  const id = /^customfield_(\d+)$/.exec(flaggedFieldId ?? '')?.[1];
  return id === undefined ? 'Flagged' : `cf[${id}]`;
}
