import type { IssueSprint } from '#domain/issue.ts';
import type { Board, BoardConfiguration, Sprint, SprintState } from '#domain/sprint.ts';
import { isObject, list, number, object, objects, optional, required, text, texts, type WireObject } from '../wire.ts';

export function sprintFrom(wire: WireObject): Sprint {
  return {
    id: required(number(wire['id']), 'sprint.id'),
    name: text(wire['name']) ?? '',
    state: stateFrom(wire['state']),
    goal: text(wire['goal']) ?? '',
    ...optional('startDate', text(wire['startDate'])),
    ...optional('endDate', text(wire['endDate'])),
    ...optional('completeDate', text(wire['completeDate'])),
    ...optional('originBoardId', number(wire['originBoardId'])),
  };
}

/** States come in lower case from Cloud, in upper case from older sites. An unknown one is not active. */
function stateFrom(value: unknown): SprintState {
  const state = text(value)?.toLowerCase();
  return state === 'active' || state === 'future' ? state : 'closed';
}

/** Every sprint an issue was ever in, from the sprint field (any spelling) or the members of an agile answer. */
export function issueSprintsFrom(fields: WireObject, sprintFieldId: string | undefined): IssueSprint[] {
  const inField = sprintFieldId === undefined ? undefined : fields[sprintFieldId];
  const values = [...list(inField), fields['sprint'], ...list(fields['closedSprints'])];
  const sprints = new Map<number, IssueSprint>();
  for (const value of values) {
    const sprint = issueSprintFrom(value);
    if (sprint && !sprints.has(sprint.id)) {
      sprints.set(sprint.id, sprint);
    }
  }
  return [...sprints.values()];
}

function issueSprintFrom(value: unknown): IssueSprint | undefined {
  const members = isObject(value) ? value : typeof value === 'string' ? printedSprint(value) : {};
  const id = number(members['id']);
  return id === undefined ? undefined : { id, name: text(members['name']) ?? '', state: stateFrom(members['state']) };
}

/** Older sites print the Java object: `com.atlassian.…Sprint@1f2e[id=1,rapidViewId=3,state=ACTIVE,name=A, b,goal=…]`. */
function printedSprint(printed: string): WireObject {
  const inner = /\[(.*)\]$/s.exec(printed)?.[1] ?? '';
  const members: Record<string, string> = Object.create(null);
  // A comma ends a value only when the next member's name follows: names of sprints hold commas too.
  for (const match of inner.matchAll(/(?:^|,)(\w+)=(.*?)(?=,\w+=|$)/gs)) {
    const [, name = '', value = ''] = match;
    members[name] ??= value;
  }
  return members;
}

export function boardFrom(wire: WireObject, origin: string): Board {
  const type = wire['type'];
  const id = required(number(wire['id']), 'board.id');
  return {
    id,
    name: text(wire['name']) ?? '',
    type: type === 'scrum' || type === 'kanban' ? type : 'simple',
    ...optional('projectKey', text(object(wire['location'])['projectKey'])),
    // The one address that holds for boards of every kind of project.
    url: `${origin}/secure/RapidBoard.jspa?rapidView=${id}`,
  };
}

export function configurationFrom(wire: WireObject): BoardConfiguration {
  const estimation = object(wire['estimation']);
  return {
    columns: objects(object(wire['columnConfig'])['columns']).map((column) => ({
      name: text(column['name']) ?? '',
      statusIds: texts(objects(column['statuses']).map((status) => status['id'])),
    })),
    ...optional('estimateFieldId', text(object(estimation['field'])['fieldId'])),
  };
}
