import type { Profile } from '../routes.ts';
import type { Tool } from '../toolDefinition.ts';
import { fetchDocument } from './chatgpt/fetch.ts';
import { searchDocuments } from './chatgpt/search.ts';
import { confluenceGetPage } from './confluence/getPage.ts';
import { confluenceSearch } from './confluence/search.ts';
import { editorContext } from './editor/context.ts';
import { jiraCreateIssue } from './jira/createIssue.ts';
import { jiraCurrentSprint } from './jira/currentSprint.ts';
import { jiraGetIssue } from './jira/getIssue.ts';
import { jiraSearch } from './jira/search.ts';
import { undoChange } from './journal/undoChange.ts';

/** Every tool there is, in the order clients list them. Which door offers which is decided in `surfaces.ts`. */
export const tools: readonly Tool[] = [
  jiraSearch,
  jiraGetIssue,
  jiraCurrentSprint,
  jiraCreateIssue,
  confluenceSearch,
  confluenceGetPage,
  editorContext,
  undoChange,
];

/** Asked of every source that ChatGPT is to search, by exactly these names; to other clients they would be a second way. */
const chatgptTools: readonly Tool[] = [searchDocuments, fetchDocument];

export function toolsFor(profile: Profile): readonly Tool[] {
  return profile === 'chatgpt' ? [...chatgptTools, ...tools] : tools;
}
