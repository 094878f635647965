import type { FieldChange, StoredField } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';

/** What differs between two readings of an issue, of its own fields and of the further ones read both times. */
export function issueFieldChanges(
  before: IssueDetail,
  after: IssueDetail,
  names: Readonly<Record<string, string>> = {},
): FieldChange[] {
  const [was, is] = [issueFields(before), issueFields(after)];
  return Object.keys({ ...was, ...is }).flatMap((field) => {
    const [from, to] = [was[field], is[field]];
    if (isSame(from, to)) {
      return [];
    }
    const name = names[field];
    return [
      {
        field,
        ...(name !== undefined && { name }),
        ...(from && from.text !== '' && { before: from }),
        ...(to && to.text !== '' && { after: to }),
      },
    ];
  });
}

/** What an issue holds, by field: texts for people, ids where there are any (members of lists: as they are). */
export function issueFields(issue: IssueDetail): Record<string, StoredField> {
  const { assignee, priority, parent, status, resolution } = issue;
  const sprint = issue.sprints.find(({ state }) => state !== 'closed');
  const plain = (text: string | undefined, id?: string | number): StoredField => ({
    ids: id === undefined ? [] : [String(id)],
    text: text ?? '',
  });
  const list = (names: readonly string[]): StoredField => ({
    ids: [...names].sort(),
    text: [...names].sort().join(', '),
  });
  return {
    ...issue.fields,
    summary: plain(issue.summary),
    description: plain(issue.description),
    status: plain(status.name, status.id),
    resolution: plain(resolution),
    assignee: plain(assignee?.displayName, assignee?.accountId),
    priority: plain(priority?.name, priority?.id),
    parent: plain(parent?.key),
    duedate: plain(issue.due),
    sprint: plain(sprint?.name, sprint?.id),
    labels: list(issue.labels),
    components: list(issue.components),
    fixVersions: list(issue.fixVersions),
  };
}

function isSame(a: StoredField | undefined, b: StoredField | undefined): boolean {
  return (a?.text ?? '') === (b?.text ?? '') && (a?.ids.join() ?? '') === (b?.ids.join() ?? '');
}
