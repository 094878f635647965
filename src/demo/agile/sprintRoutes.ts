import { jiraError, type Route } from '../http.ts';
import { sprintItem } from '../jira/changeItems.ts';
import { changeIssue } from '../jira/changes.ts';
import { fieldByType } from '../jira/lookup.ts';
import type { DemoSprint } from '../jira/model.ts';
import { type Input, readInput } from './input.ts';
import { requireBoard, requireSprint, requireSprints } from './lookup.ts';
import { sprintView } from './views.ts';

const LONGEST_NAME = 30;
const UPDATABLE = [
  'id',
  'self',
  'state',
  'name',
  'startDate',
  'endDate',
  'completeDate',
  'createdDate',
  'originBoardId',
  'goal',
];

export const sprintRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/rest/agile/1.0/sprint',
    handle: ({ body, caller, origin }, site) => {
      const input = readInput(body, ['name', 'originBoardId', 'startDate', 'endDate', 'goal']);
      const { originBoardId } = input;
      if (typeof originBoardId !== 'number') throw jiraError(400, [], { originBoardId: 'A board must be specified.' });
      const board = requireBoard(site, String(originBoardId), caller);
      requireSprints(board);
      const sprint: DemoSprint = {
        id: site.nextId('sprint'),
        name: nameOf(input),
        state: 'future',
        goal: goalOf(input) ?? '',
        startDate: dateOf(input, 'startDate') ?? null,
        endDate: dateOf(input, 'endDate') ?? null,
        completeDate: null,
        originBoardId: board.id,
      };
      checkDates(sprint);
      site.jira.sprints.push(sprint);
      return { status: 201, body: sprintView(sprint, origin) };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/sprint/{sprintId}',
    handle: ({ params, caller, origin }, site) => ({
      status: 200,
      body: sprintView(requireSprint(site, params['sprintId'], caller), origin),
    }),
  },
  {
    method: 'PUT',
    pattern: '/rest/agile/1.0/sprint/{sprintId}',
    handle: ({ params, body, caller, origin }, site) => {
      const sprint = requireSprint(site, params['sprintId'], caller);
      const input = readInput(body, UPDATABLE);
      // A full update: what is missing is emptied.
      const whole: Input = { goal: '', startDate: null, endDate: null, ...input };
      update(sprint, { name: '', ...whole }, site.now());
      return { status: 200, body: sprintView(sprint, origin) };
    },
  },
  {
    method: 'POST',
    pattern: '/rest/agile/1.0/sprint/{sprintId}',
    handle: ({ params, body, caller, origin }, site) => {
      const sprint = requireSprint(site, params['sprintId'], caller);
      update(sprint, readInput(body, UPDATABLE), site.now());
      return { status: 200, body: sprintView(sprint, origin) };
    },
  },
  {
    method: 'DELETE',
    pattern: '/rest/agile/1.0/sprint/{sprintId}',
    handle: ({ params, caller }, site) => {
      const sprint = requireSprint(site, params['sprintId'], caller);
      const field = fieldByType(site, 'gh-sprint');
      const sprintsOf = (ids: readonly number[]) =>
        ids.flatMap((id) => site.jira.sprints.find((each) => each.id === id) ?? []);
      for (const issue of site.jira.issues.values()) {
        if (!issue.sprintIds.includes(sprint.id)) continue;
        const left = issue.sprintIds.filter((id) => id !== sprint.id);
        changeIssue(site, issue, caller, [sprintItem(field, sprintsOf(issue.sprintIds), sprintsOf(left))], () => {
          issue.sprintIds = left;
        });
      }
      site.jira.sprints.splice(site.jira.sprints.indexOf(sprint), 1);
      return { status: 204 };
    },
  },
];

function update(sprint: DemoSprint, input: Input, now: number): void {
  const changed: DemoSprint = {
    ...sprint,
    ...(input['name'] !== undefined && { name: nameOf(input) }),
    ...(input['goal'] !== undefined && { goal: goalOf(input) ?? '' }),
  };
  // Of a closed sprint only the name and the goal change; the rest is ignored without an error.
  if (sprint.state !== 'closed') {
    if (input['startDate'] !== undefined) changed.startDate = dateOf(input, 'startDate') ?? null;
    if (input['endDate'] !== undefined) changed.endDate = dateOf(input, 'endDate') ?? null;
    checkDates(changed);
    moveOn(changed, input['state'], now);
  }
  Object.assign(sprint, changed);
}

/** future → active → closed, and no other way. */
function moveOn(sprint: DemoSprint, to: unknown, now: number): void {
  if (to === undefined || to === sprint.state) return;
  if (sprint.state === 'future' && to === 'active') {
    const missing: Record<string, string> = {
      ...(sprint.startDate === null && { startDate: 'The start date of a sprint must be specified.' }),
      ...(sprint.endDate === null && { endDate: 'The end date of a sprint must be specified.' }),
    };
    if (Object.keys(missing).length > 0) throw jiraError(400, [], missing);
    sprint.state = 'active';
  } else if (sprint.state === 'active' && to === 'closed') {
    sprint.state = 'closed';
    sprint.completeDate = now;
  } else {
    throw jiraError(400, [], { state: `A sprint cannot go from '${sprint.state}' to '${String(to)}'.` });
  }
}

function nameOf({ name }: Input): string {
  const trimmed = typeof name === 'string' ? name.trim() : '';
  if (trimmed === '') throw jiraError(400, [], { name: 'The sprint name must be specified.' });
  if (trimmed.length > LONGEST_NAME) {
    throw jiraError(400, [], { name: `The sprint name must be shorter than ${LONGEST_NAME} characters.` });
  }
  return trimmed;
}

function goalOf({ goal }: Input): string | undefined {
  if (goal === undefined || goal === null) return undefined;
  if (typeof goal !== 'string') throw jiraError(400, [], { goal: 'The sprint goal must be text.' });
  return goal;
}

/** ISO 8601 with an offset, with or without its colon. */
function dateOf(input: Input, name: 'startDate' | 'endDate'): number | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === '') return undefined;
  const instant = typeof value === 'string' ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
  if (Number.isNaN(instant)) throw jiraError(400, [], { [name]: `The date '${String(value)}' could not be read.` });
  return instant;
}

function checkDates({ startDate, endDate }: DemoSprint): void {
  if (startDate !== null && endDate !== null && endDate <= startDate) {
    throw jiraError(400, [], { endDate: 'The end date of a sprint must be after the start date.' });
  }
}
