import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { PageHit } from '#domain/page.ts';
import type { PageQuery } from '#domain/ports.ts';
import { clip, jsonBytes } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { cursor, dateArgument } from '../jira/arguments.ts';

const input = z.strictObject({
  query: z.string().min(1).max(500).optional().describe('Words in title or text.'),
  title: z.string().min(1).max(255).optional().describe('Words in the title.'),
  space: z
    .string()
    .regex(/^~?[A-Za-z0-9._-]{1,255}$/, 'expected a space key such as NIM')
    .optional()
    .describe('Space key. Default: all.'),
  labels: z.array(z.string().min(1).max(255)).min(1).max(20).optional().describe('Up to 20.'),
  modifiedSince: dateArgument.optional().describe('yyyy-mm-dd or ISO 8601.'),
  cql: z.string().min(1).max(5000).optional().describe('CQL instead of the filters.'),
  limit: z.int().min(1).max(25).default(10).describe('1 to 25, default 10.'),
  cursor: cursor.optional(),
});

const output = z.object({
  pages: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        url: z.string(),
        space: z.string().optional(),
        kind: z.enum(['page', 'blogpost']),
        modified: z.string().optional(),
        excerpt: z.string().optional(),
      }),
    )
    .describe('Best match first.'),
  cql: z.string().describe('as run'),
  total: z.number().optional(),
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

export const confluenceSearch = readTool({
  name: 'confluence_search',
  title: 'Search Confluence pages',
  description: 'Searches Confluence pages and blog posts by filters or CQL; returns short hits.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['pages.excerpt'],
  async handler(input, context) {
    const query = toQuery(input);
    const { knowledge } = await context.connection();
    const page = await knowledge.pages.search(query, {
      limit: input.limit,
      signal: context.signal,
      ...(input.cursor !== undefined && { cursor: input.cursor }),
    });
    const isAll = page.cursor === undefined && input.cursor === undefined;
    return {
      pages: hitsOf(page.items),
      cql: clip(knowledge.pages.toCql(query), 400),
      ...(isAll && { total: page.items.length }),
      truncated: page.cursor !== undefined,
      ...(page.cursor !== undefined && { cursor: page.cursor }),
    };
  },
});

function toQuery({ cql, query, title, space, labels, modifiedSince }: z.output<typeof input>): PageQuery {
  const filters = { query, title, space, labels, modifiedSince };
  const given = Object.entries(filters).find(([, value]) => value !== undefined)?.[0];
  if (cql !== undefined) {
    if (given !== undefined) {
      fail({ code: 'invalidArgument', argument: given, reason: 'put it into the CQL, or leave `cql` out' });
    }
    return { cql };
  }
  if (given === undefined) {
    fail({ code: 'invalidArgument', argument: 'query', reason: 'give at least one filter, for example `query`' });
  }
  return {
    filter: {
      ...(query !== undefined && { text: query }),
      ...(title !== undefined && { title }),
      ...(space !== undefined && { spaceKeys: [space] }),
      ...(labels && { labels }),
      ...(modifiedSince !== undefined && { modifiedSince }),
    },
  };
}

/** Excerpts give way where many hits would not leave room for the rest of the result. */
function hitsOf(hits: readonly PageHit[]) {
  const sizes = [200, 60];
  const fitting = sizes
    .map((size) => hits.map((hit) => hitOf(hit, size)))
    .find((list) => jsonBytes(list) <= hitsBudgetBytes);
  return fitting ?? hits.map((hit) => hitOf(hit, 0));
}

/** The marks around 25 excerpts come on top. */
const hitsBudgetBytes = 5600;

function hitOf({ id, title, url, spaceKey, kind, lastModified, excerpt }: PageHit, excerptBytes: number) {
  return {
    id,
    title: clip(title, 100),
    url,
    ...(spaceKey !== undefined && { space: spaceKey }),
    kind,
    ...(lastModified !== undefined && { modified: lastModified }),
    ...(excerpt !== '' && excerptBytes > 0 && { excerpt: clip(excerpt.replace(/\s+/g, ' '), excerptBytes) }),
  };
}
