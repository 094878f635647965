import type { Route } from '../http.ts';
import { boardRoutes } from './boardRoutes.ts';
import { issueRoutes } from './issueRoutes.ts';
import { moveRoutes } from './moveRoutes.ts';
import { removedRoutes } from './removedRoutes.ts';
import { sprintRoutes } from './sprintRoutes.ts';

/** Jira Software: boards, sprints, backlog, rank, and the issue lists of `/rest/software/1.0`. */
export const agileRoutes: readonly Route[] = [
  ...boardRoutes,
  ...sprintRoutes,
  ...moveRoutes,
  ...issueRoutes,
  ...removedRoutes,
];
