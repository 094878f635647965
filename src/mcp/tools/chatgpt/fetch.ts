import * as z from 'zod';
import type { IssueDetail } from '#domain/issue.ts';
import type { Page } from '#domain/page.ts';
import { clip } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';

/** The contract has no pages: a longer text is cut, and says so. */
const textBudgetBytes = 60_000;

const input = z.strictObject({
  id: z
    .string()
    .regex(/^(issue:[A-Za-z][A-Za-z0-9_]+-[1-9]\d*|page:\d{1,20})$/, 'expected an id from search')
    .describe('An id from search: issue:NIM-42 or page:12345.'),
});

const output = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string().describe('The whole Jira issue with its comments, or the whole Confluence page, as Markdown.'),
  url: z.string().describe('Address in the browser.'),
  metadata: z.record(z.string(), z.string()).optional(),
});

type Output = z.output<typeof output>;

/** OpenAI's contract: input and output have exactly these members. */
export const fetchDocument = readTool({
  name: 'fetch',
  title: 'Read from Jira or Confluence',
  description: 'Reads a Jira issue (ticket) or a Confluence page that search has found, in full.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['text'],
  async handler({ id }, context) {
    const { tracker, knowledge } = await context.connection();
    const call = { signal: context.signal };
    const [kind, name = ''] = id.split(':');
    return kind === 'issue'
      ? documentOfIssue(await tracker.issues.get(name.toUpperCase(), { ...call, commentLimit: 50 }))
      : documentOfPage(await knowledge.pages.get(name, call));
  },
});

function documentOfIssue(issue: IssueDetail): Output {
  const { key, summary, url, type, status, priority, assignee, description, comments, commentTotal, updated } = issue;
  const remarks = comments.map(
    ({ author, created, body }) => `### ${author?.displayName ?? '–'}, ${created}\n\n${body}`,
  );
  const heading = `## Comments (${comments.length} of ${commentTotal}, newest first)`;
  const parts = [description, ...(remarks.length > 0 ? [heading, ...remarks] : [])];
  return {
    id: `issue:${key}`,
    title: clip(`${key} ${summary}`, 300),
    text: within(parts.join('\n\n'), url),
    url,
    metadata: known({
      source: 'jira',
      type: type.name,
      status: status.name,
      priority: priority?.name,
      assignee: assignee?.displayName,
      updated,
    }),
  };
}

function documentOfPage({ id, title, url, body, spaceKey, version, lastModified, author }: Page): Output {
  return {
    id: `page:${id}`,
    title: clip(title, 300),
    text: within(body, url),
    url,
    metadata: known({
      source: 'confluence',
      space: spaceKey,
      version: String(version),
      updated: lastModified,
      author: author?.displayName,
    }),
  };
}

function within(text: string, url: string): string {
  const cut = clip(text, textBudgetBytes);
  return cut === text ? text : `${cut}\n\n(Cut here; the rest is at ${url})`;
}

function known(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, clip(value, 200)]])),
  );
}
