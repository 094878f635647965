import type { Route } from '../http.ts';
import { labelRoutes } from './v1/labels.ts';
import { peopleRoutes } from './v1/people.ts';
import { searchRoutes } from './v1/search.ts';
import { commentRoutes } from './v2/comments.ts';
import { pagePartRoutes } from './v2/pageParts.ts';
import { pageReadRoutes } from './v2/pages.ts';
import { pageWriteRoutes } from './v2/pageWrites.ts';
import { spaceRoutes } from './v2/spaces.ts';
import { taskRoutes } from './v2/taskRoutes.ts';
import { treeRoutes } from './v2/tree.ts';
import { userRoutes } from './v2/users.ts';

/** Everything the demo site answers under `/wiki`. */
export const confluenceRoutes: readonly Route[] = [
  ...spaceRoutes,
  ...pageReadRoutes,
  ...pageWriteRoutes,
  ...pagePartRoutes,
  ...treeRoutes,
  ...commentRoutes,
  ...taskRoutes,
  ...userRoutes,
  ...searchRoutes,
  ...peopleRoutes,
  ...labelRoutes,
];
