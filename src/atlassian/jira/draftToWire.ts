import { type IssueDraft, isIssueKey } from '#domain/issue.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { invalid } from '../arguments.ts';
import { checkedDate, checkedLabel, fieldsToWire } from './fieldsToWire.ts';

/** The `fields` of a create request. Only what the draft gives: a field off the screen would refuse the whole issue. */
export function draftToWire(draft: IssueDraft): Record<string, unknown> {
  const { description, assigneeId, priorityId, labels, parentKey, due } = draft;
  return {
    ...fieldsToWire(draft.fields ?? {}),
    project: { key: draft.projectKey },
    issuetype: { id: draft.issueTypeId },
    summary: checkedSummary(draft.summary),
    ...(description !== undefined && description.trim() !== '' && { description: markdownToAdf(description) }),
    ...(assigneeId !== undefined && { assignee: { id: assigneeId } }),
    ...(priorityId !== undefined && { priority: { id: priorityId } }),
    ...(labels && labels.length > 0 && { labels: labels.map(checkedLabel) }),
    ...(parentKey !== undefined && { parent: { key: checkedParent(parentKey) } }),
    ...(due !== undefined && { duedate: checkedDate('due', due) }),
  };
}

export function checkedSummary(summary: string): string {
  const line = summary.replace(/\s+/g, ' ').trim();
  if (line === '') {
    invalid('summary', 'is empty');
  }
  return line.length > 255 ? invalid('summary', 'is longer than 255 characters') : line;
}

export function checkedParent(key: string): string {
  return isIssueKey(key) ? key : invalid('parentKey', 'not an issue key such as NIM-42');
}
