import { type IssueDraft, isIssueKey } from '#domain/issue.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { invalid } from '../arguments.ts';

/** The `fields` of a create request. Only what the draft gives: a field off the screen would refuse the whole issue. */
export function draftToWire(draft: IssueDraft): Record<string, unknown> {
  const { description, assigneeId, priorityId, labels, parentKey, due } = draft;
  const summary = draft.summary.replace(/\s+/g, ' ').trim();
  if (summary === '') {
    invalid('summary', 'is empty');
  }
  if (summary.length > 255) {
    invalid('summary', 'is longer than 255 characters');
  }
  if (parentKey !== undefined && !isIssueKey(parentKey)) {
    invalid('parentKey', 'not an issue key such as NIM-42');
  }
  if (due !== undefined && !/^\d{4}-\d\d-\d\d$/.test(due)) {
    invalid('due', 'not a date such as 2026-12-31');
  }
  return {
    project: { key: draft.projectKey },
    issuetype: { id: draft.issueTypeId },
    summary,
    ...(description !== undefined && description.trim() !== '' && { description: markdownToAdf(description) }),
    ...(assigneeId !== undefined && { assignee: { id: assigneeId } }),
    ...(priorityId !== undefined && { priority: { id: priorityId } }),
    ...(labels && labels.length > 0 && { labels: labels.map(checkedLabel) }),
    ...(parentKey !== undefined && { parent: { key: parentKey } }),
    ...(due !== undefined && { duedate: due }),
  };
}

/** Jira refuses labels with spaces, with an error that does not say which. */
function checkedLabel(label: string): string {
  return /^\S{1,255}$/.test(label)
    ? label
    : invalid('labels', `"${label.slice(0, 60)}" is empty, too long or has spaces`);
}
