import type { DemoIssue, DemoUser } from '#demo/jira/model.ts';
import {
  boards,
  customFields,
  issueTypes,
  linkTypes,
  priorities,
  resolutions,
  seedProjects,
  statuses,
  workflows,
} from '#demo/jira/seed/configuration.ts';
import {
  boardId,
  fieldId,
  impediment,
  linkTypeId,
  projectId,
  resolutionId,
  statusId,
  typeId,
} from '#demo/jira/seed/ids.ts';
import { type DemoPeople, seedUsers } from '#demo/jira/seed/people.ts';
import { systemFields } from '#demo/jira/seed/systemFields.ts';
import type { DemoSite } from '#demo/site.ts';

/** A Wednesday, 14:30 in Paris, where everybody but two lives. */
export const NOW = Date.parse('2026-02-18T13:30:00Z');
export const DAY = 86_400_000;

export interface SmallSite extends DemoSite {
  readonly people: DemoPeople;
  byKey(key: string): DemoIssue;
}

/** A dozen hand-written issues: few enough to know every query's answer by heart. */
export function smallJiraSite(options: { readonly indexLagMs?: number } = {}): SmallSite {
  const people = seedUsers();
  const issues = new Map<string, DemoIssue>();
  const add = (key: string, fields: Partial<DemoIssue>): void => {
    const [project = '', number] = key.split('-');
    const id = String((issues.size + 1) * 10);
    issues.set(id, { ...blank(people.lea), id, key, projectId: idOfProject(project), rank: Number(number), ...fields });
  };
  const change = (
    author: DemoUser,
    created: number,
    item: { readonly field?: string; readonly fieldId?: string; readonly from?: string; readonly to?: string },
  ) => ({
    id: String(created),
    authorId: author.accountId,
    created,
    items: [
      {
        field: 'status',
        fieldtype: 'jira' as const,
        fieldId: 'status',
        from: null,
        fromString: null,
        to: null,
        toString: null,
        ...item,
      },
    ],
  });

  add('NIM-1', { typeId: typeId.epic, summary: 'Checkout épuré', priorityId: '1', sprintIds: [] });
  add('NIM-2', {
    summary: 'Le total du panier est faux',
    description: doc('The cart total ignores the discount for baskets.'),
    typeId: typeId.bug,
    statusId: statusId.inProgress,
    assigneeId: people.paulMartin.accountId,
    priorityId: '2',
    labels: ['checkout', 'Urgent'],
    componentIds: ['10000'],
    fixVersionIds: ['10002'],
    parentId: '10',
    sprintIds: [43, 44],
    due: '2026-02-20',
    custom: { [fieldId.storyPoints]: 5, [fieldId.flagged]: [impediment] },
    created: NOW - 10 * DAY,
    updated: NOW - DAY,
    watcherIds: [people.lea.accountId, people.sofia.accountId],
    comments: [
      {
        id: '1',
        authorId: people.sofia.accountId,
        body: doc('Seen on mobile too'),
        created: NOW - DAY,
        updated: NOW - DAY,
      },
    ],
    changes: [
      change(people.sofia, NOW - 9 * DAY, { from: statusId.toDo, to: statusId.blocked }),
      change(people.paulMartin, NOW - 2 * DAY, { from: statusId.blocked, to: statusId.inProgress }),
      change(people.lea, NOW - 3 * DAY, {
        field: 'assignee',
        fieldId: 'assignee',
        from: people.sofia.accountId,
        to: people.paulMartin.accountId,
      }),
    ],
  });
  add('NIM-3', {
    summary: 'Payment by card',
    typeId: typeId.story,
    assigneeId: people.sofia.accountId,
    parentId: '10',
    sprintIds: [44],
    custom: { [fieldId.storyPoints]: 8, [fieldId.reviewer]: { accountId: people.bjorn.accountId } },
    created: NOW - 3 * 3_600_000,
    updated: NOW - 3 * 3_600_000,
  });
  add('NIM-4', {
    summary: 'Done long ago',
    statusId: statusId.done,
    resolutionId: resolutionId.done,
    assigneeId: people.paulMartin.accountId,
    priorityId: '5',
    sprintIds: [43],
    fixVersionIds: ['10000'],
    due: '2026-01-31',
    custom: { [fieldId.storyPoints]: 0 },
    created: Date.parse('2026-01-30T23:30:00Z'),
    updated: NOW - 5 * DAY,
    resolved: NOW - 5 * DAY,
    changes: [
      change(people.paulMartin, NOW - 6 * DAY, { from: statusId.toDo, to: statusId.inProgress }),
      change(people.paulMartin, NOW - 5 * DAY, { from: statusId.inProgress, to: statusId.done }),
      change(people.lea, NOW - 5 * DAY, { field: 'Fix Version', fieldId: 'fixVersions', to: '10000' }),
    ],
  });
  add('NIM-5', {
    summary: 'Sub-task of the cart bug',
    typeId: typeId.subtask,
    parentId: '20',
    statusId: statusId.inReview,
    sprintIds: [44],
    worklogs: [{ id: '1', authorId: people.emile.accountId, started: NOW - DAY, seconds: 3600 }],
  });
  add('NIM-10', { summary: 'Backlog idea', reporterId: people.chloe.accountId, sprintIds: [45] });
  add('OPS-1', {
    summary: 'Disque plein',
    typeId: typeId.opsTask,
    statusId: statusId.opsDoing,
    custom: { [fieldId.opsInsights]: 3 },
  });
  add('PAY-1', {
    summary: 'Wallet',
    statusId: statusId.inProgress,
    sprintIds: [68],
    assigneeId: people.bjorn.accountId,
  });
  add('RHX-1', { summary: 'Salaires', typeId: typeId.rhxTask, statusId: statusId.rhxToDo });

  const site: SmallSite = {
    options: { port: 0, seed: 1, issues: 0, latencyMs: 0, indexLagMs: options.indexLagMs ?? 0 },
    url: 'http://127.0.0.1',
    cloudId: 'cloud',
    users: people.all,
    owner: people.lea,
    token: 't',
    scopedToken: 's',
    serviceAccount: { user: people.robot, token: 'sa' },
    people,
    jira: {
      projects: seedProjects(people, NOW),
      issueTypes,
      statuses,
      workflows,
      priorities,
      resolutions,
      fields: [...systemFields, ...customFields],
      linkTypes,
      boards,
      sprints: [
        sprint(43, 'NIM Sprint 13', 'closed', boardId.NIM),
        sprint(44, 'NIM Sprint 14', 'active', boardId.NIM),
        sprint(45, 'NIM Sprint 15', 'future', boardId.NIM),
        sprint(68, 'PAY Core 8', 'active', boardId.PAY),
      ],
      issues,
      // PAY-1 blocks NIM-2, NIM-2 relates to NIM-3.
      links: [
        { id: '1', typeId: linkTypeId.blocks, inwardIssueId: '80', outwardIssueId: '20' },
        { id: '2', typeId: linkTypeId.relates, inwardIssueId: '20', outwardIssueId: '30' },
      ],
      timeTracking: { hoursPerDay: 8, daysPerWeek: 5 },
      staleInSearch: new Map(),
      lastNumbers: new Map(),
    },
    wiki: { spaces: [], pages: new Map(), comments: [], tasks: [], attachments: [] },
    now: () => NOW,
    nextId: () => 500_000,
    byKey: (key) => {
      const issue = [...issues.values()].find((candidate) => candidate.key === key);
      if (!issue) throw new Error(`No ${key}`);
      return issue;
    },
  };
  return site;
}

function idOfProject(key: string): string {
  return Object.entries(projectId).find(([name]) => name === key)?.[1] ?? '';
}

function sprint(id: number, name: string, state: 'active' | 'closed' | 'future', originBoardId: number) {
  const isOver = state === 'closed';
  return {
    id,
    name,
    state,
    goal: '',
    startDate: state === 'future' ? null : NOW - 8 * DAY,
    endDate: state === 'future' ? null : NOW + 6 * DAY,
    completeDate: isOver ? NOW - DAY : null,
    originBoardId,
  };
}

function blank(reporter: DemoUser): Omit<DemoIssue, 'id' | 'key' | 'projectId'> {
  return {
    typeId: typeId.task,
    statusId: statusId.toDo,
    summary: '',
    description: null,
    assigneeId: null,
    reporterId: reporter.accountId,
    priorityId: '3',
    labels: [],
    componentIds: [],
    fixVersionIds: [],
    parentId: null,
    resolutionId: null,
    due: null,
    sprintIds: [],
    rank: 0,
    custom: {},
    watcherIds: [],
    comments: [],
    changes: [],
    worklogs: [],
    remoteLinks: [],
    attachments: [],
    properties: {},
    created: NOW - 30 * DAY,
    updated: NOW - 30 * DAY,
    resolved: null,
  };
}

export function doc(text: string) {
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
}
