import { jiraError, type Route } from '../http.ts';
import { findProject } from '../jira/lookup.ts';
import type { DemoSprint } from '../jira/model.ts';
import { projectView } from '../jira/views.ts';
import { projectOfBoard, requireBoard, requireSprints, sprintsOfBoard, visibleBoards } from './lookup.ts';
import { listParameter, offsetPage } from './paging.ts';
import { boardConfigurationView, boardView, sprintView } from './views.ts';

const STATES: readonly DemoSprint['state'][] = ['closed', 'active', 'future'];

export const boardRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/board',
    handle: ({ query, caller, origin }, site) => {
      const types = listParameter(query, 'type').map((type) => type.toLowerCase());
      const name = query.get('name')?.toLowerCase() ?? '';
      const wantedProject = query.get('projectKeyOrId') || query.get('projectLocation');
      const project = wantedProject ? findProject(site, wantedProject, caller) : undefined;
      if (wantedProject && !project) {
        throw jiraError(400, [`No project could be found with key or id '${wantedProject}'`]);
      }
      const direction = query.get('orderBy')?.startsWith('-') ? -1 : 1;
      const boards = visibleBoards(site, caller)
        .filter((board) => !project || board.projectId === project.id)
        .filter((board) => types.length === 0 || types.includes(board.type))
        .filter((board) => board.name.toLowerCase().includes(name))
        .sort((a, b) => direction * a.name.localeCompare(b.name, 'en'));
      const page = offsetPage(boards, query);
      return { status: 200, body: { ...page, values: page.values.map((board) => boardView(site, board, origin)) } };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/board/{boardId}',
    handle: ({ params, caller, origin }, site) => ({
      status: 200,
      body: boardView(site, requireBoard(site, params['boardId'], caller), origin),
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/board/{boardId}/configuration',
    handle: ({ params, caller, origin }, site) => ({
      status: 200,
      body: boardConfigurationView(site, requireBoard(site, params['boardId'], caller), origin),
    }),
  },
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/board/{boardId}/project',
    handle: ({ params, query, caller, origin }, site) => {
      const project = projectOfBoard(site, requireBoard(site, params['boardId'], caller));
      const page = offsetPage(project ? [projectView(project, origin)] : [], query);
      return { status: 200, body: page };
    },
  },
  {
    method: 'GET',
    pattern: '/rest/agile/1.0/board/{boardId}/sprint',
    handle: ({ params, query, caller, origin }, site) => {
      const board = requireBoard(site, params['boardId'], caller);
      requireSprints(board);
      const wanted = listParameter(query, 'state').map((state) => state.toLowerCase());
      const unknown = wanted.find((state) => !STATES.some((known) => known === state));
      if (unknown !== undefined) throw jiraError(400, [`Unrecognised sprint state '${unknown}'`]);
      const sprints = sprintsOfBoard(site, board)
        .filter(({ state }) => wanted.length === 0 || wanted.includes(state))
        .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.id - b.id);
      // Real pages of sprints have no `total`: a client must go on until `isLast`.
      const { total: _total, values, ...page } = offsetPage(sprints, query);
      return { status: 200, body: { ...page, values: values.map((sprint) => sprintView(sprint, origin)) } };
    },
  },
];
