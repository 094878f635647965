import { fail } from '#domain/errors.ts';
import { isIssueKey } from '#domain/issue.ts';

/** Checks of what goes into a URL or stands unquoted in a query. Each returns its argument or fails `invalidArgument`. */

export function issueKey(key: string): string {
  return isIssueKey(key) ? key : invalid('issueKey', 'not an issue key such as NIM-42');
}

export function projectKey(key: string): string {
  return /^[A-Z][A-Z0-9_]{0,254}$/.test(key) ? key : invalid('projectKey', 'not a project key such as NIM');
}

/** Ids that Jira and Confluence write as digits: sprints, boards, issue types, pages, spaces. */
export function numericId(id: string | number, argument: string): number {
  const digits = String(id);
  const value = Number(digits);
  return /^[1-9][0-9]{0,15}$/.test(digits) && Number.isSafeInteger(value)
    ? value
    : invalid(argument, 'not a numeric id');
}

export function cursorOffset(cursor: string | undefined): number {
  if (cursor === undefined) {
    return 0;
  }
  return /^[0-9]{1,9}$/.test(cursor) ? Number(cursor) : invalid('cursor', 'not a cursor of this list');
}

export function pageSize(limit: number | undefined, standard: number, most: number): number {
  if (limit === undefined) {
    return standard;
  }
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : invalid('limit', 'not a positive whole number');
}

export function invalid(argument: string, reason: string): never {
  return fail({ code: 'invalidArgument', argument, reason });
}
