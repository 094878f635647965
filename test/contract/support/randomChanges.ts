import { customItem, linkItem, namedItem, sprintItem, userItem } from '#demo/jira/changeItems.ts';
import type { DemoChangeItem, DemoIssue, DemoIssueLink, DemoSprint, DemoUser } from '#demo/jira/model.ts';
import { customFields } from '#demo/jira/seed/configuration.ts';
import { fieldId, impediment, linkTypeId, statusId } from '#demo/jira/seed/ids.ts';
import type { Random } from '#demo/random.ts';

interface Surroundings {
  readonly sprints: readonly DemoSprint[];
  readonly people: readonly DemoUser[];
  readonly issues: ReadonlyMap<string, DemoIssue>;
  readonly links: DemoIssueLink[];
}

const statuses = [
  { id: statusId.toDo, name: 'À faire' },
  { id: statusId.inProgress, name: 'En cours' },
  { id: statusId.inReview, name: 'Revue' },
  { id: statusId.blocked, name: 'Bloqué' },
  { id: statusId.done, name: 'Terminé' },
  { id: statusId.wontDo, name: 'Abandonné' },
];

/** Changes one thing on the issue; what the history says about it. */
export function changeItemsOf(random: Random, issue: DemoIssue, around: Surroundings): DemoChangeItem[] {
  const { sprints, people, issues, links } = around;
  const kinds = ['status', 'status', 'status', 'sprint', 'sprint', 'flag', 'assignee', 'link'] as const;
  switch (random.pick(kinds)) {
    case 'status':
      return statusItems(issue, random.pick(statuses).id);
    case 'sprint': {
      if (sprints.length === 0) return [];
      const active = sprints.filter(({ state }) => state === 'active');
      const { id } = random.pick(active.length > 0 && random.next() < 0.7 ? active : sprints);
      const before = issue.sprintIds;
      issue.sprintIds = before.includes(id) ? before.filter((other) => other !== id) : [...before, id];
      const named = (ids: readonly number[]) =>
        ids.flatMap((each) => sprints.find((sprint) => sprint.id === each) ?? []);
      return [sprintItem(field(fieldId.sprint), named(before), named(issue.sprintIds))];
    }
    case 'flag': {
      const before = issue.custom[fieldId.flagged];
      const after = Array.isArray(before) && before.length > 0 ? null : [impediment];
      issue.custom[fieldId.flagged] = after;
      return [customItem(field(fieldId.flagged), before, after, () => '')];
    }
    case 'assignee': {
      const before = people.find(({ accountId }) => accountId === issue.assigneeId);
      const after = random.next() < 0.3 ? undefined : random.pick(people);
      issue.assigneeId = after?.accountId ?? null;
      return [userItem('assignee', before, after)];
    }
    case 'link': {
      const others = [...issues.values()];
      if (others.length === 0) return [];
      const other = random.pick(others);
      const isBlocking = random.next() < 0.6;
      const typeId = isBlocking ? linkTypeId.blocks : linkTypeId.relates;
      const isKnown = links.some(
        (link) => link.typeId === typeId && link.inwardIssueId === other.id && link.outwardIssueId === issue.id,
      );
      if (isKnown) return [];
      links.push({ id: String(11_000 + links.length), typeId, inwardIssueId: other.id, outwardIssueId: issue.id });
      // Some links are older than the history.
      return random.next() < 0.2 ? [] : [linkItem(isBlocking ? 'is blocked by' : 'relates to', other.key)];
    }
  }
}

function field(id: string) {
  const found = customFields.find((each) => each.id === id);
  if (!found) throw new Error(`no field ${id}`);
  return found;
}

export function statusItems(issue: DemoIssue, statusId: string): DemoChangeItem[] {
  const [from, to] = [issue.statusId, statusId].map((wanted) => statuses.find(({ id }) => id === wanted));
  issue.statusId = statusId;
  return from?.id === to?.id ? [] : [namedItem('status', from, to)];
}
