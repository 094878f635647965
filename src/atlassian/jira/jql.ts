import type { IssueFilter, IssueQuery } from '#domain/ports.ts';
import { issueKey, numericId } from '../arguments.ts';
import { givenList, oneOf, queryDate, quoted, scopeList, searchedWords } from '../queryText.ts';

export interface JqlDialect {
  /** Zone of the caller's profile, in which Jira reads dates. */
  readonly timeZone: string;
  /** Field id of "Flagged" where known: `customfield_10021`. */
  readonly flaggedFieldId?: string | undefined;
}

/** Every issue was created at some time. */
const noIssue = 'created is EMPTY';

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
  if (filter.keys) {
    clauses.push(filter.keys.length === 0 ? noIssue : `issuekey in (${filter.keys.map(issueKey).join(', ')})`);
  }
  const notKeys = givenList(filter.notKeys);
  if (notKeys) {
    clauses.push(`issuekey not in (${notKeys.map(issueKey).join(', ')})`);
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
  clauses.push(...sprintClauses(filter));
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
  if (filter.updatedBefore !== undefined) {
    clauses.push(`updated < ${queryDate(filter.updatedBefore, dialect.timeZone, 'updatedBefore')}`);
  }
  const { categoryChangedSince: since, categoryChangedBefore: before, dueBefore } = filter;
  if (since !== undefined) {
    clauses.push(`statusCategoryChangedDate >= ${queryDate(since, dialect.timeZone, 'categoryChangedSince')}`);
  }
  if (before !== undefined) {
    clauses.push(`statusCategoryChangedDate < ${queryDate(before, dialect.timeZone, 'categoryChangedBefore')}`);
  }
  if (dueBefore !== undefined) {
    clauses.push(`due < ${queryDate(dueBefore, dialect.timeZone, 'dueBefore')}`);
  }
  return clauses;
}

function sprintClauses({ sprint, notInSprint }: IssueFilter): string[] {
  const clauses: string[] = [];
  if (sprint === 'open') {
    clauses.push('sprint in openSprints()');
  } else if (sprint !== undefined) {
    const [first, ...others] = (typeof sprint === 'number' ? [sprint] : sprint).map((id) => numericId(id, 'sprint'));
    clauses.push(
      first === undefined
        ? noIssue
        : others.length === 0
          ? `sprint = ${first}`
          : `sprint in (${[first, ...others].join(', ')})`,
    );
  }
  if (notInSprint !== undefined) {
    // By `!=` alone Jira leaves out what was never in any sprint.
    clauses.push(`(sprint != ${numericId(notInSprint, 'notInSprint')} OR sprint is EMPTY)`);
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
