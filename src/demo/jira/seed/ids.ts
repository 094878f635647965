/** Ids of the demo's configuration. They differ from the usual ones on purpose: real ids differ from site to site. */
export const projectId = { NIM: '10000', OPS: '10001', PAY: '10002', RHX: '10003' } as const;

export const typeId = {
  epic: '10000',
  story: '10001',
  task: '10002',
  subtask: '10003',
  bug: '10004',
  incident: '10005',
  opsEpic: '10021',
  opsTask: '10022',
  opsSubtask: '10023',
  opsAlert: '10024',
  rhxTask: '10031',
} as const;

export const statusId = {
  toDo: '10000',
  inProgress: '3',
  inReview: '10001',
  blocked: '10002',
  done: '10003',
  wontDo: '10004',
  opsToDo: '10021',
  opsDoing: '10022',
  opsBlocked: '10023',
  opsDone: '10024',
  rhxToDo: '10031',
  rhxDone: '10032',
} as const;

export const fieldId = {
  development: 'customfield_10000',
  epicLink: 'customfield_10014',
  startDate: 'customfield_10015',
  rank: 'customfield_10019',
  sprint: 'customfield_10024',
  flagged: 'customfield_10027',
  storyPoints: 'customfield_10038',
  storyPointEstimate: 'customfield_10041',
  stepsToReproduce: 'customfield_10045',
  severity: 'customfield_10046',
  blockedReason: 'customfield_10047',
  reviewer: 'customfield_10048',
  insights: 'customfield_10049',
  opsInsights: 'customfield_10051',
  rhxInsights: 'customfield_10053',
  opsEnvironment: 'customfield_10052',
} as const;

export const boardId = { NIM: 4, OPS: 7, PAY: 9 } as const;

export const sprintId = {
  /** NIM Sprint 1 is 31, so that NIM Sprint 14 is 44. */
  nim: (number: number) => 30 + number,
  nimActive: 44,
  pay: (number: number) => 60 + number,
  payCore: 68,
  payReporting: 69,
} as const;

export const linkTypeId = { blocks: '10000', cloners: '10001', duplicate: '10002', relates: '10003' } as const;
export const resolutionId = { done: '10000', wontDo: '10001', duplicate: '10002', cannotReproduce: '10003' } as const;
export const impediment = { id: '10019', value: 'Impediment' } as const;
