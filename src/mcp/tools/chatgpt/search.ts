import * as z from 'zod';
import type { Call, Connection } from '#domain/ports.ts';
import { clip } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';

const perProduct = 10;

const input = z.strictObject({
  query: z.string().min(1).max(500).describe('Words to find, or a Jira issue key such as NIM-42.'),
});

const output = z.object({
  results: z
    .array(
      z.object({
        id: z.string().describe('For fetch.'),
        title: z.string(),
        url: z.string().describe('Address in the browser.'),
      }),
    )
    .describe('Jira issues and Confluence pages, best match first, in turn.'),
});

type Result = z.output<typeof output>['results'][number];

/** OpenAI's contract: input and output have exactly these members. */
export const searchDocuments = readTool({
  name: 'search',
  title: 'Search Jira and Confluence',
  description: 'Searches Jira issues (tickets) and Confluence pages by words. Read what was found with fetch.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler({ query }, context) {
    const connection = await context.connection();
    const call = { signal: context.signal };
    const [exact, issues, pages] = await Promise.allSettled([
      issueNamed(query, connection, call),
      issuesAbout(query, connection, call),
      pagesAbout(query, connection, call),
    ]);
    if (issues.status === 'rejected' && pages.status === 'rejected') {
      throw issues.reason; // one product without access must not hide what the other found
    }
    const named = exact.status === 'fulfilled' ? exact.value : [];
    const found = inTurn(resultsOf(issues), resultsOf(pages)).filter(({ id }) => named.every((hit) => hit.id !== id));
    return { results: [...named, ...found] };
  },
});

async function issueNamed(query: string, { tracker }: Connection, call: Call): Promise<Result[]> {
  const key = /^\s*([a-z][a-z0-9_]+-[1-9]\d*)\s*$/i.exec(query)?.[1]?.toUpperCase();
  return key === undefined ? [] : [resultOfIssue(await tracker.issues.get(key, { ...call, commentLimit: 0 }))];
}

async function issuesAbout(text: string, { tracker }: Connection, call: Call): Promise<Result[]> {
  const { items } = await tracker.issues.search({ filter: { text } }, { ...call, limit: perProduct, fields: [] });
  return items.map(resultOfIssue);
}

async function pagesAbout(text: string, { knowledge }: Connection, call: Call): Promise<Result[]> {
  const { items } = await knowledge.pages.search({ filter: { text } }, { ...call, limit: perProduct });
  return items.map(({ id, title, url }) => ({ id: `page:${id}`, title: clip(title, 200), url }));
}

function resultOfIssue({ key, summary, url }: { key: string; summary: string; url: string }): Result {
  return { id: `issue:${key}`, title: clip(`${key} ${summary}`, 200), url };
}

function resultsOf(result: PromiseSettledResult<Result[]>): readonly Result[] {
  return result.status === 'fulfilled' ? result.value : [];
}

/** Neither product knows the other's ranking, so the best of each stand side by side. */
function inTurn(one: readonly Result[], other: readonly Result[]): Result[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => [one[index], other[index]])
    .flat()
    .filter((result) => result !== undefined);
}
