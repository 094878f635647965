import type { Profile } from '../routes.ts';
import type { Tool } from '../toolDefinition.ts';
import { fetchDocument } from './chatgpt/fetch.ts';
import { searchDocuments } from './chatgpt/search.ts';
import { confluenceComment } from './confluence/comment.ts';
import { confluenceDeleteComment } from './confluence/deleteComment.ts';
import { confluenceDeletePage } from './confluence/deletePage.ts';
import { confluenceGetPage } from './confluence/getPage.ts';
import { confluenceSearch } from './confluence/search.ts';
import { confluenceWritePage } from './confluence/writePage.ts';
import { editorContext } from './editor/context.ts';
import { jiraAttachFile } from './jira/attachFile.ts';
import { jiraAttachments } from './jira/attachments.ts';
import { jiraBacklog } from './jira/backlog.ts';
import { jiraBoards } from './jira/boards.ts';
import { jiraCloseSprint } from './jira/closeSprint.ts';
import { jiraComment } from './jira/comment.ts';
import { jiraCreateIssue } from './jira/createIssue.ts';
import { jiraCreateSprint } from './jira/createSprint.ts';
import { jiraCreateVersion } from './jira/createVersion.ts';
import { jiraCurrentSprint } from './jira/currentSprint.ts';
import { jiraDeleteComment } from './jira/deleteComment.ts';
import { jiraDeleteIssue } from './jira/deleteIssue.ts';
import { jiraFindPeople } from './jira/findPeople.ts';
import { jiraForm } from './jira/form.ts';
import { jiraGetIssue } from './jira/getIssue.ts';
import { jiraLink } from './jira/link.ts';
import { jiraLogWork } from './jira/logWork.ts';
import { jiraMoveIssues } from './jira/moveIssues.ts';
import { jiraSearch } from './jira/search.ts';
import { jiraStartSprint } from './jira/startSprint.ts';
import { jiraTransitionIssue } from './jira/transitionIssue.ts';
import { jiraUpdateIssue } from './jira/updateIssue.ts';
import { jiraUpdateIssues } from './jira/updateIssues.ts';
import { jiraUpdateVersion } from './jira/updateVersion.ts';
import { jiraVersions } from './jira/versions.ts';
import { jiraWatch } from './jira/watch.ts';
import { jiraWatchers } from './jira/watchers.ts';
import { undoChange } from './journal/undoChange.ts';
import { projectDecisions } from './project/decisions.ts';
import { projectState } from './project/state.ts';

/** Every tool there is, in the order clients list them. Which door offers which is decided in `surfaces.ts`. */
export const tools: readonly Tool[] = [
  jiraSearch,
  jiraGetIssue,
  jiraCurrentSprint,
  jiraFindPeople,
  jiraForm,
  jiraCreateIssue,
  jiraUpdateIssue,
  jiraTransitionIssue,
  jiraComment,
  jiraLink,
  confluenceSearch,
  confluenceGetPage,
  confluenceWritePage,
  confluenceComment,
  projectDecisions,
  projectState,
  editorContext,
  undoChange,
  jiraBoards,
  jiraBacklog,
  jiraMoveIssues,
  jiraCreateSprint,
  jiraStartSprint,
  jiraCloseSprint,
  jiraVersions,
  jiraCreateVersion,
  jiraUpdateVersion,
  jiraLogWork,
  jiraWatchers,
  jiraWatch,
  jiraAttachments,
  jiraAttachFile,
  jiraDeleteIssue,
  jiraDeleteComment,
  confluenceDeleteComment,
  confluenceDeletePage,
  jiraUpdateIssues,
];

/** Asked of every source that ChatGPT is to search, by exactly these names; to other clients they would be a second way. */
const chatgptTools: readonly Tool[] = [searchDocuments, fetchDocument];

export function toolsFor(profile: Profile): readonly Tool[] {
  return profile === 'chatgpt' ? [...chatgptTools, ...tools] : tools;
}
