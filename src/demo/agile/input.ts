import { jiraError } from '../http.ts';
import { findIssue } from '../jira/lookup.ts';
import type { DemoIssue, DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';

export const LARGEST_MOVE = 50;

export type Input = Readonly<Record<string, unknown>>;

/** @throws HttpError 400 unless the body is an object with known properties only, as the vendor refuses any other */
export function readInput(body: unknown, known: readonly string[]): Input {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw jiraError(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
  }
  const input: Input = { ...body };
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw jiraError(400, [
      `Unrecognized field "${unknown}", not marked as ignorable (known properties: ${known.join(', ')})`,
    ]);
  }
  return input;
}

/** @throws HttpError 400 unless `issues` is a list of 1 to 50 ids or keys */
export function readIssueNames(input: Input): string[] {
  const { issues } = input;
  if (!Array.isArray(issues) || issues.length === 0 || !issues.every((issue) => typeof issue === 'string')) {
    throw jiraError(400, [], { issues: 'No issues were provided.' });
  }
  if (issues.length > LARGEST_MOVE) {
    throw jiraError(400, [], {
      issues: `The maximum number of issues that can be moved in one operation is ${LARGEST_MOVE}.`,
    });
  }
  return [...new Set(issues)];
}

/** @throws HttpError 400 when one of them is missing or hidden: then none is moved */
export function requireIssues(site: DemoSite, names: readonly string[], caller: DemoUser): DemoIssue[] {
  return names.map((name) => {
    const issue = findIssue(site, name, caller);
    if (!issue) throw jiraError(400, ['Issue does not exist or you do not have permission to see it.'], {});
    return issue;
  });
}
