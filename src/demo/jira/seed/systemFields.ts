import type { DemoField } from '../model.ts';

type Row = readonly [id: string, name: string, type: string, clauseNames: readonly string[], items?: string];

const rows: readonly Row[] = [
  ['summary', 'Summary', 'string', ['summary']],
  ['issuetype', 'Issue Type', 'issuetype', ['issuetype', 'type']],
  ['parent', 'Parent', 'issuelink', ['parent']],
  ['project', 'Project', 'project', ['project']],
  ['status', 'Status', 'status', ['status']],
  ['statusCategory', 'Status Category', 'statusCategory', ['statusCategory']],
  ['statuscategorychangedate', 'Status Category Changed', 'datetime', ['statusCategoryChangedDate']],
  ['priority', 'Priority', 'priority', ['priority']],
  ['resolution', 'Resolution', 'resolution', ['resolution']],
  ['resolutiondate', 'Resolved', 'datetime', ['resolutiondate', 'resolved']],
  ['assignee', 'Assignee', 'user', ['assignee']],
  ['reporter', 'Reporter', 'user', ['reporter']],
  ['creator', 'Creator', 'user', ['creator']],
  ['description', 'Description', 'string', ['description']],
  ['environment', 'Environment', 'string', ['environment']],
  ['labels', 'Labels', 'array', ['labels'], 'string'],
  ['components', 'Components', 'array', ['component'], 'component'],
  ['fixVersions', 'Fix versions', 'array', ['fixVersion'], 'version'],
  ['versions', 'Affects versions', 'array', ['affectedVersion'], 'version'],
  ['duedate', 'Due date', 'date', ['due', 'duedate']],
  ['created', 'Created', 'datetime', ['created', 'createdDate']],
  ['updated', 'Updated', 'datetime', ['updated', 'updatedDate']],
  ['issuelinks', 'Linked Issues', 'array', ['issueLink'], 'issuelinks'],
  ['subtasks', 'Sub-tasks', 'array', ['subtasks'], 'issuelinks'],
  ['attachment', 'Attachment', 'array', ['attachments'], 'attachment'],
  ['comment', 'Comment', 'comments-page', ['comment']],
  ['worklog', 'Log Work', 'array', [], 'worklog'],
  ['timetracking', 'Time tracking', 'timetracking', ['timetracking']],
  ['watches', 'Watchers', 'watches', ['watchers']],
  ['votes', 'Votes', 'votes', ['votes']],
];

const notOrderable = new Set(['status', 'created', 'updated', 'creator', 'resolutiondate', 'watches', 'votes']);

export const systemFields: readonly DemoField[] = rows.map(([id, name, type, clauseNames, items]) => ({
  id,
  name,
  custom: false,
  clauseNames,
  schema: { type, ...(items && { items }), system: id },
}));

/** Whether the field can stand on a screen. */
export function isOrderable(field: DemoField): boolean {
  return !notOrderable.has(field.id);
}
