import type {
  DemoBoard,
  DemoField,
  DemoIssueLinkType,
  DemoIssueType,
  DemoJira,
  DemoProject,
  DemoStatus,
  DemoTransition,
  DemoVersion,
} from '../model.ts';
import { boardId, fieldId, impediment, linkTypeId, projectId, resolutionId, statusId, typeId } from './ids.ts';
import type { DemoPeople } from './people.ts';

export function seedProjects(people: DemoPeople, now: number): DemoProject[] {
  const version = (id: string, name: string, days: { from?: number; to?: number }, released = false): DemoVersion => {
    const date = (inDays: number | undefined) =>
      inDays === undefined ? null : new Date(now + inDays * 86_400_000).toISOString().slice(0, 10);
    return {
      id,
      name,
      released,
      description: '',
      archived: false,
      startDate: date(days.from),
      releaseDate: date(days.to),
    };
  };
  return [
    {
      id: projectId.NIM,
      key: 'NIM',
      name: 'Nimbus Shop',
      description: 'La boutique en ligne Nimbus : panier, paiement, catalogue. / The Nimbus web shop.',
      style: 'classic',
      leadAccountId: people.lea.accountId,
      issueTypeIds: [typeId.epic, typeId.story, typeId.task, typeId.bug, typeId.subtask],
      components: [
        { id: '10000', name: 'checkout' },
        { id: '10001', name: 'catalogue' },
        { id: '10002', name: 'panier' },
        { id: '10003', name: 'back-office' },
      ],
      versions: [
        version('10000', '4.6', { from: -120, to: -62 }, true),
        version('10001', '4.7', { from: -61, to: -9 }, true),
        version('10002', '4.8', { from: -8, to: 20 }),
        version('10003', '5.0', {}),
      ],
    },
    {
      id: projectId.OPS,
      key: 'OPS',
      name: 'Exploitation',
      description: 'Astreintes, infrastructure et demandes internes.',
      style: 'next-gen',
      leadAccountId: people.paulMercier.accountId,
      issueTypeIds: [typeId.opsEpic, typeId.opsTask, typeId.opsAlert, typeId.opsSubtask],
      components: [],
      versions: [],
    },
    {
      id: projectId.PAY,
      key: 'PAY',
      name: 'Payments Platform',
      description: 'Card, wallet and reporting services shared by all shops.',
      style: 'classic',
      leadAccountId: people.bjorn.accountId,
      issueTypeIds: [typeId.epic, typeId.story, typeId.task, typeId.bug, typeId.incident, typeId.subtask],
      components: [
        { id: '10010', name: 'gateway' },
        { id: '10011', name: 'reporting' },
      ],
      versions: [version('10010', '2026.2', { to: -3 })],
    },
    {
      id: projectId.RHX,
      key: 'RHX',
      name: 'Ressources humaines',
      description: 'Confidentiel.',
      style: 'next-gen',
      leadAccountId: people.sofia.accountId,
      issueTypeIds: [typeId.rhxTask],
      components: [],
      versions: [],
      visibleTo: [people.sofia.accountId],
    },
  ];
}

export const issueTypes: readonly DemoIssueType[] = [
  type(typeId.epic, 'Epic', 'A big user story that needs to be broken down.', 1),
  type(typeId.story, 'Story', 'Functionality or a feature expressed as a user goal.', 0),
  type(typeId.task, 'Task', 'A small, distinct piece of work.', 0),
  type(typeId.bug, 'Bug', 'A problem or error.', 0),
  type(typeId.incident, 'Incident', 'Something that hurts customers now.', 0),
  type(typeId.subtask, 'Sub-task', 'A small piece of work that is part of a larger task.', -1),
  type(typeId.opsEpic, 'Epic', 'Les epics regroupent des tâches liées.', 1, projectId.OPS),
  type(typeId.opsTask, 'Tâche', 'Un travail distinct.', 0, projectId.OPS),
  type(typeId.opsAlert, 'Alerte', 'Une alerte de la supervision.', 0, projectId.OPS),
  type(typeId.opsSubtask, 'Sous-tâche', 'Une partie d’une tâche.', -1, projectId.OPS),
  type(typeId.rhxTask, 'Tâche', 'Un travail distinct.', 0, projectId.RHX),
];

function type(
  id: string,
  name: string,
  description: string,
  hierarchyLevel: -1 | 0 | 1,
  scopeProjectId?: string,
): DemoIssueType {
  return {
    id,
    name,
    description,
    hierarchyLevel,
    subtask: hierarchyLevel === -1,
    ...(scopeProjectId && { scopeProjectId }),
  };
}

export const statuses: readonly DemoStatus[] = [
  { id: statusId.toDo, name: 'To Do', category: 'new' },
  { id: statusId.inProgress, name: 'In Progress', category: 'indeterminate' },
  { id: statusId.inReview, name: 'In Review', category: 'indeterminate' },
  { id: statusId.blocked, name: 'Blocked', category: 'indeterminate' },
  { id: statusId.done, name: 'Done', category: 'done' },
  { id: statusId.wontDo, name: "Won't Do", category: 'done' },
  { id: statusId.opsToDo, name: 'À faire', category: 'new', scopeProjectId: projectId.OPS },
  { id: statusId.opsDoing, name: 'En cours', category: 'indeterminate', scopeProjectId: projectId.OPS },
  { id: statusId.opsBlocked, name: 'Bloqué', category: 'indeterminate', scopeProjectId: projectId.OPS },
  { id: statusId.opsDone, name: 'Terminé', category: 'done', scopeProjectId: projectId.OPS },
  { id: statusId.rhxToDo, name: 'À faire', category: 'new', scopeProjectId: projectId.RHX },
  { id: statusId.rhxDone, name: 'Terminé', category: 'done', scopeProjectId: projectId.RHX },
];

const companyManaged: readonly DemoTransition[] = [
  { id: '11', name: 'To Do', toStatusId: statusId.toDo, requiresResolutionFor: [] },
  { id: '21', name: 'Start progress', toStatusId: statusId.inProgress, requiresResolutionFor: [] },
  { id: '31', name: 'Demander une revue', toStatusId: statusId.inReview, requiresResolutionFor: [] },
  { id: '41', name: 'Block', toStatusId: statusId.blocked, requiresResolutionFor: [] },
  { id: '51', name: 'Done', toStatusId: statusId.done, requiresResolutionFor: [typeId.bug, typeId.incident] },
  { id: '61', name: "Won't do", toStatusId: statusId.wontDo, requiresResolutionFor: [typeId.bug, typeId.incident] },
];

export const workflows: DemoJira['workflows'] = {
  [projectId.NIM]: companyManaged,
  [projectId.PAY]: companyManaged.filter(({ toStatusId }) => toStatusId !== statusId.blocked),
  [projectId.OPS]: [
    { id: '11', name: 'À faire', toStatusId: statusId.opsToDo, requiresResolutionFor: [] },
    { id: '21', name: 'En cours', toStatusId: statusId.opsDoing, requiresResolutionFor: [] },
    { id: '41', name: 'Bloqué', toStatusId: statusId.opsBlocked, requiresResolutionFor: [] },
    { id: '31', name: 'Terminé', toStatusId: statusId.opsDone, requiresResolutionFor: [] },
  ],
  [projectId.RHX]: [
    { id: '11', name: 'À faire', toStatusId: statusId.rhxToDo, requiresResolutionFor: [] },
    { id: '31', name: 'Terminé', toStatusId: statusId.rhxDone, requiresResolutionFor: [] },
  ],
};

export const priorities: DemoJira['priorities'] = [
  { id: '1', name: 'Highest', color: '#d04437' },
  { id: '2', name: 'High', color: '#f15C75' },
  { id: '3', name: 'Medium', color: '#f79232' },
  { id: '4', name: 'Low', color: '#707070' },
  { id: '5', name: 'Lowest', color: '#999999' },
];

export const resolutions: DemoJira['resolutions'] = [
  { id: resolutionId.done, name: 'Done' },
  { id: resolutionId.wontDo, name: "Won't Do" },
  { id: resolutionId.duplicate, name: 'Duplicate' },
  { id: resolutionId.cannotReproduce, name: 'Cannot Reproduce' },
];

export const linkTypes: readonly DemoIssueLinkType[] = [
  { id: linkTypeId.blocks, name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { id: linkTypeId.cloners, name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { id: linkTypeId.duplicate, name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
  { id: linkTypeId.relates, name: 'Relates', inward: 'relates to', outward: 'relates to' },
];

export const boards: readonly DemoBoard[] = [
  {
    id: boardId.NIM,
    name: 'NIM board',
    type: 'scrum',
    projectId: projectId.NIM,
    columns: [
      { name: 'À faire', statusIds: [statusId.toDo] },
      { name: 'En cours', statusIds: [statusId.inProgress, statusId.blocked] },
      { name: 'Revue', statusIds: [statusId.inReview] },
      { name: 'Terminé', statusIds: [statusId.done, statusId.wontDo] },
    ],
    estimateFieldId: fieldId.storyPoints,
  },
  {
    id: boardId.OPS,
    name: 'Exploitation',
    type: 'simple',
    projectId: projectId.OPS,
    columns: [
      { name: 'À faire', statusIds: [statusId.opsToDo] },
      { name: 'En cours', statusIds: [statusId.opsDoing] },
      { name: 'Bloqué', statusIds: [statusId.opsBlocked] },
      { name: 'Terminé', statusIds: [statusId.opsDone] },
    ],
  },
  {
    id: boardId.PAY,
    name: 'PAY Scrum',
    type: 'scrum',
    projectId: projectId.PAY,
    columns: [
      { name: 'To Do', statusIds: [statusId.toDo] },
      { name: 'In Progress', statusIds: [statusId.inProgress, statusId.inReview] },
      { name: 'Done', statusIds: [statusId.done, statusId.wontDo] },
    ],
    estimateFieldId: fieldId.storyPoints,
  },
];

const greenhopper = 'com.pyxis.greenhopper.jira:';
const standard = 'com.atlassian.jira.plugin.system.customfieldtypes:';

export const customFields: readonly DemoField[] = [
  custom(fieldId.development, 'Development', {
    type: 'any',
    custom: 'com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf',
  }),
  custom(fieldId.epicLink, 'Epic Link', { type: 'any', custom: `${greenhopper}gh-epic-link` }),
  custom(fieldId.startDate, 'Start date', { type: 'date', custom: `${standard}datepicker` }),
  custom(fieldId.rank, 'Rank', { type: 'any', custom: `${greenhopper}gh-lexo-rank` }),
  custom(fieldId.sprint, 'Sprint', { type: 'array', items: 'json', custom: `${greenhopper}gh-sprint` }),
  custom(fieldId.flagged, 'Flagged', { type: 'array', items: 'option', custom: `${standard}multicheckboxes` }, [
    impediment,
  ]),
  custom(fieldId.storyPoints, 'Story Points', { type: 'number', custom: `${standard}float` }),
  custom(fieldId.storyPointEstimate, 'Story point estimate', {
    type: 'number',
    custom: `${greenhopper}jsw-story-points`,
  }),
  custom(fieldId.stepsToReproduce, 'Étapes de reproduction', { type: 'string', custom: `${standard}textarea` }),
  custom(fieldId.severity, 'Severity', { type: 'option', custom: `${standard}select` }, [
    { id: '10030', value: 'SEV-1' },
    { id: '10031', value: 'SEV-2' },
    { id: '10032', value: 'SEV-3' },
  ]),
  custom(fieldId.blockedReason, 'Blocked reason', { type: 'string', custom: `${standard}textfield` }),
  custom(fieldId.reviewer, 'Relecteur', { type: 'user', custom: `${standard}userpicker` }),
  custom(fieldId.insights, 'Insights', { type: 'string', custom: `${standard}textfield` }),
  custom(fieldId.opsInsights, 'Insights', { type: 'number', custom: `${standard}float` }, undefined, projectId.OPS),
  custom(
    fieldId.opsEnvironment,
    'Environnement cible',
    { type: 'option', custom: `${standard}select` },
    [
      { id: '10040', value: 'production' },
      { id: '10041', value: 'préproduction' },
    ],
    projectId.OPS,
  ),
  custom(fieldId.rhxInsights, 'Insights', { type: 'string', custom: `${standard}textfield` }, undefined, projectId.RHX),
];

function custom(
  id: string,
  name: string,
  schema: { readonly type: string; readonly items?: string; readonly custom: string },
  options?: DemoField['options'],
  scopeProjectId?: string,
): DemoField {
  const customId = Number(id.replace('customfield_', ''));
  return {
    id,
    name,
    custom: true,
    clauseNames: [`cf[${customId}]`, name],
    schema: { ...schema, customId },
    ...(options && { options }),
    ...(scopeProjectId && { scopeProjectId }),
  };
}
