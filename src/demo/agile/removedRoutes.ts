import { jiraError, type Route } from '../http.ts';

/** The issue lists that the vendor removed from `/rest/agile/1.0` after 1 November 2026; each lives on elsewhere. */
const REMOVED = [
  'board/{boardId}/issue',
  'board/{boardId}/backlog',
  'board/{boardId}/sprint/{sprintId}/issue',
  'board/{boardId}/epic/none/issue',
  'board/{boardId}/epic/{epicId}/issue',
  'sprint/{sprintId}/issue',
  'epic/none/issue',
  'epic/{epicIdOrKey}/issue',
];

export const removedRoutes: readonly Route[] = REMOVED.map((path) => ({
  method: 'GET',
  pattern: `/rest/agile/1.0/${path}`,
  handle: () => {
    throw jiraError(410, [
      `The requested API has been removed. Please migrate to the /rest/software/1.0/${path} API. A full migration guideline is available at https://developer.atlassian.com/cloud/jira/software/changelog/`,
    ]);
  },
}));
