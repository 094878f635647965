import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Page, PageSection } from '#domain/page.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { changesOfPage } from '#services/pageChanges.ts';
import type { BlockChange } from '#services/pageDiff.ts';
import { clip, fenceBytes, jsonBytes, takeWithin, textWindow } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { commentsOf } from './pageComments.ts';

/** With the outline and the rest of the answer this stays under 8 KB. */
const bodyBudgetBytes = 4500;
const outlineBudgetBytes = 2000;
/** Fewer headings than this tell nothing about a long page. */
const fewestHeadings = 5;
/** Pages (and parts of them) up to this size come whole. */
const wholeBudgetBytes = 7000;
/** Of one side of a change. */
const changeBytes = 800;

const input = z.strictObject({
  id: z.coerce
    .string()
    .regex(/^[1-9]\d{0,19}$/, 'expected the numeric id of a page')
    .describe('Page id.'),
  section: z.coerce
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('Only this: its number in the outline, or its heading. "outline": all headings; "comments", with ids.'),
  since: z.coerce
    .string()
    .regex(
      /^(\d{1,7}|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2}))?)$/,
      'expected a version number or a date such as 2026-05-31',
    )
    .optional()
    .describe('What changed after this version, or since this date (yyyy-mm-dd, ISO 8601).'),
  offset: z.int().min(0).max(10_000_000).default(0).describe('`nextOffset` of the previous result.'),
});

const output = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  space: z.string().optional(),
  version: z.number(),
  modified: z.string().optional(),
  author: z.string().optional(),
  labels: z.array(z.string()).optional(),
  isTrashed: z.boolean().optional().describe('deleted'),
  outline: z.array(z.string()).optional().describe('of a long page: number, level in #, title'),
  outlineIsCut: z.boolean().optional().describe('section "outline" has all'),
  body: z.string().describe('Markdown'),
  sinceVersion: z.number().optional().describe('absent for a new page'),
  changes: z
    .array(
      z.object({
        kind: z.enum(['added', 'removed', 'changed']),
        section: z.string().optional(),
        before: z.string().optional(),
        after: z.string().optional(),
      }),
    )
    .optional()
    .describe('with since'),
  truncated: z.boolean().describe('go on by offset = nextOffset, or by section'),
  nextOffset: z.number().optional(),
});

export const confluenceGetPage = readTool({
  name: 'confluence_get_page',
  title: 'Read a Confluence page',
  description:
    'Reads a Confluence page as Markdown. A long page comes as an outline with its beginning; then read the sections you need. `since` tells what changed.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['body', 'changes.before', 'changes.after'],
  async handler({ id, section, since, offset }, context) {
    const { pages } = (await context.connection()).knowledge;
    const call = { signal: context.signal };
    if (since !== undefined) {
      if (section !== undefined) {
        fail({ code: 'invalidArgument', argument: 'section', reason: 'leave it out together with `since`' });
      }
      const start = /^\d{1,7}$/.test(since) ? Number(since) : since;
      return changesSince(pages, id, { since: start, offset }, call);
    }
    const page = await pages.get(id, call);
    if (section === 'comments') {
      return { ...headerOf(page), ...commentsOf(await pages.comments(id, call), offset) };
    }
    return {
      ...headerOf(page),
      ...(section === 'outline' ? outlineFrom(page.sections, offset) : partOf(page, section, offset)),
    };
  },
});

function headerOf(page: Page) {
  const labels = page.labels.slice(0, 8).map((label) => clip(label, 40));
  return {
    id: page.id,
    title: clip(page.title, 255),
    url: page.url,
    ...(page.spaceKey !== undefined && { space: page.spaceKey }),
    version: page.version,
    ...(page.lastModified !== undefined && { modified: page.lastModified }),
    ...(page.author && { author: clip(page.author.displayName, 60) }),
    ...(labels.length > 0 && { labels }),
    ...(page.isTrashed && { isTrashed: true }),
  };
}

/** `offset` counts changes. */
async function changesSince(
  pages: PageOperations,
  id: string,
  { since, offset }: { readonly since: number | string; readonly offset: number },
  call: Call,
) {
  const found = (await changesOfPage(pages, id, { since }, call)) ?? fail({ code: 'notFound', entity: 'page', id });
  const all = found.changes.slice(offset).map(({ change }) => changeOf(change));
  const changes = [...takeWithin(all, wholeBudgetBytes - 500, 2 * fenceBytes)];
  const isRest = changes.length < all.length;
  return {
    ...headerOf(found.page),
    ...(found.base && { sinceVersion: found.base.number }),
    body: '',
    changes,
    truncated: isRest || !found.isComplete,
    ...(isRest && { nextOffset: offset + changes.length }),
  };
}

function changeOf(change: BlockChange) {
  const before = change.kind === 'added' ? undefined : change.before;
  const after = change.kind === 'removed' ? undefined : change.after;
  const path = (after ?? before)?.path ?? [];
  return {
    kind: change.kind,
    ...(path.length > 0 && { section: clip(path.join(' > '), 200) }),
    ...(before && { before: clip(before.markdown, changeBytes) }),
    ...(after && { after: clip(after.markdown, changeBytes) }),
  };
}

function titleOf({ title }: PageSection): string {
  return title || 'Introduction';
}

function wantedText(page: Page, wanted: string): string {
  const introduction = wanted.toLowerCase() === 'introduction' && page.sections.find(({ title }) => title === '');
  return sectionText(page, introduction || findSection(page.sections, wanted));
}

/** "12 ## Title" for each heading: to be read, and cheap. */
function outlineLines(sections: readonly PageSection[]): Array<{ readonly level: number; readonly line: string }> {
  return sections.map((section) => ({
    level: section.level,
    line: `${section.number} ${'#'.repeat(section.level)} ${clip(titleOf(section), 60)}`,
  }));
}

/** Every heading if that fits, else only the upper levels where these still say something, else the first ones. */
function outlineOf(sections: readonly PageSection[]) {
  const all = outlineLines(sections);
  const upper = [6, 5, 4, 3, 2, 1]
    .map((deepest) => all.filter(({ level }) => level <= deepest))
    .find((headings) => jsonBytes(headings.map(({ line }) => line)) <= outlineBudgetBytes);
  const isTelling = upper !== undefined && (upper.length === all.length || upper.length >= fewestHeadings);
  const lines = (isTelling ? upper : all).map(({ line }) => line);
  const outline = [...takeWithin(lines, outlineBudgetBytes)];
  return { outline, ...(outline.length < all.length && { outlineIsCut: true }) };
}

/** The whole outline, part by part; `offset` counts headings. */
function outlineFrom(sections: readonly PageSection[], offset: number) {
  const lines = outlineLines(sections.slice(offset)).map(({ line }) => line);
  const outline = [...takeWithin(lines, wholeBudgetBytes)];
  const nextOffset = offset + outline.length;
  const isRest = nextOffset < sections.length;
  return { outline, body: '', truncated: isRest, ...(isRest && { nextOffset }) };
}

function partOf(page: Page, section: string | undefined, offset: number) {
  const text = section === undefined ? page.body : wantedText(page, section);
  const isLong = jsonBytes(text) > wholeBudgetBytes;
  // The outline comes once, with the beginning of the page.
  const outline = isLong && section === undefined && offset === 0 ? outlineOf(page.sections) : undefined;
  const window = textWindow(text, offset, outline ? bodyBudgetBytes : wholeBudgetBytes);
  const { nextOffset } = window;
  return {
    ...outline,
    body: window.text,
    truncated: nextOffset !== undefined,
    ...(nextOffset !== undefined && { nextOffset }),
  };
}
