import type { Route } from '../http.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { commentRoutes } from './routes/comments.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { historyRoutes } from './routes/history.ts';
import { issueExtraRoutes } from './routes/issueExtras.ts';
import { issueFormRoutes } from './routes/issueForms.ts';
import { issueRoutes } from './routes/issues.ts';
import { linkRoutes } from './routes/links.ts';
import { projectRoutes } from './routes/projects.ts';
import { searchRoutes } from './routes/search.ts';
import { userRoutes } from './routes/users.ts';
import { versionRoutes } from './routes/versions.ts';

/** Every endpoint of the Jira Cloud platform API v3 that the demo site answers. */
export const jiraRoutes: readonly Route[] = [
  ...issueRoutes,
  ...issueFormRoutes,
  ...commentRoutes,
  ...historyRoutes,
  ...linkRoutes,
  ...issueExtraRoutes,
  ...attachmentRoutes,
  ...searchRoutes,
  ...userRoutes,
  ...projectRoutes,
  ...versionRoutes,
  ...configurationRoutes,
];
