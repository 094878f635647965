import { searchableIssues } from '../jira/changes.ts';
import type { DemoIssue, DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';
import { calendarOf } from './calendar.ts';
import { compileClause } from './compile.ts';
import type { JqlContext } from './field.ts';
import { isVisible } from './fields.ts';
import { JqlError } from './jqlError.ts';
import { compileOrder } from './order.ts';
import { parseJql } from './parse.ts';
import { pushDownNot } from './syntax.ts';

export interface JqlOptions {
  /** Refuse a query that restricts nothing, as the searches of Jira Cloud do. */
  readonly bounded?: boolean;
  /** Numeric ids of issues to show as they are now although the index lags. */
  readonly reconcileIssues?: readonly number[];
}

/**
 * The issues that the caller may see and the query matches, in its order. Issues written within the index lag are seen
 * as they were before.
 * @throws HttpError 400 with the vendor's messages
 */
export function evaluateJql(
  site: DemoSite,
  jql: string,
  caller: DemoUser,
  options: JqlOptions = {},
): { issues: DemoIssue[] } {
  const context: JqlContext = { site, caller, now: site.now(), calendar: calendarOf(caller) };
  try {
    const { where, orderBy } = parseJql(jql);
    if (!where && options.bounded) {
      throw new JqlError('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.');
    }
    const test = where ? compileClause(pushDownNot(where), context) : () => true;
    const compare = compileOrder(orderBy, context);
    const issues = [...searchableIssues(site, options.reconcileIssues)];
    return { issues: issues.filter((issue) => isVisible(issue, context) && test(issue)).sort(compare) };
  } catch (error) {
    throw error instanceof JqlError ? error.toHttpError() : error;
  }
}
