import { expect } from 'vitest';
import type { Scene } from './scene.ts';

/** The sample project's bug: the discount loop starts one too late and ends one too late. */
export const bug = { file: 'cart.ts', line: 'let i = 1', lineCount: 3, snippet: 'i <= discounts.length' };

export const sprintName = 'NIM Sprint 14';

/** Signs in to the scene's demo site (or another) as to any Jira Cloud: address, e-mail, token, its expiry. */
export async function signIn(
  { workbench, site: own }: Scene,
  { site = own, expiry = '' }: { site?: Pick<Scene['site'], 'url' | 'email' | 'token'>; expiry?: string } = {},
): Promise<void> {
  const { quickInput } = workbench;
  await quickInput.runCommand('Trestle: Sign In…');
  await quickInput.step('Where do you want to sign in?');
  await quickInput.pick('Jira Cloud');
  await quickInput.step('https://example.atlassian.net');
  await quickInput.answer(site.url);
  await quickInput.step('you@example.com');
  await quickInput.answer(site.email);
  await quickInput.step('Paste your API token');
  await quickInput.answer(site.token);
  await quickInput.step('a number of days (optional)');
  await quickInput.answer(expiry);
  await workbench.toast('Signed in to').waitFor();
}

/** Chooses project NIM for the workspace and waits for its sprint. */
export async function showSprint({ workbench }: Scene): Promise<void> {
  await workbench.openContainer('Trestle');
  await workbench.treeItem('Choose a project').click();
  await workbench.quickInput.step('Project you work on in this workspace');
  await workbench.quickInput.pick('NIM');
  await workbench.treeItem(sprintName).waitFor();
}

/** What the site itself has stored under a key: Paul Martin's, in the current sprint, with the code and its permalink. */
export async function expectTicketForBug({ api, project }: Scene, key: string): Promise<void> {
  const issue = await api.get(`/rest/api/3/issue/${key}?fields=summary,assignee,description,issuetype`);
  expect(issue.at('fields', 'assignee', 'displayName').value).toBe('Paul Martin');
  const description = issue.at('fields', 'description').text;
  expect(description).toContain(bug.snippet);
  expect(description).toMatch(
    new RegExp(`github\\.com/nimbus-shop/storefront/blob/${project.commit}/src/checkout/cart\\.ts#L\\d+`),
  );

  const jql = encodeURIComponent(`key = ${key} AND sprint in openSprints()`);
  const inSprint = await api.get(`/rest/api/3/search/jql?jql=${jql}&fields=key`);
  expect(inSprint.at('issues').items.map((found) => found.at('key').value)).toEqual([key]);
}

/** Keys of the project's issues, newest first. */
export async function newestIssueKeys({ api }: Scene): Promise<string[]> {
  const jql = encodeURIComponent('project = NIM ORDER BY created DESC');
  const found = await api.get(`/rest/api/3/search/jql?jql=${jql}&fields=key&maxResults=20`);
  return found.at('issues').items.map((issue) => String(issue.at('key').value));
}
