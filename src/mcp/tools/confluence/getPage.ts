import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { foldText } from '#shared/text.ts';
import { clip, jsonBytes, takeWithin, textWindow } from '../../output.ts';
import { type MarkdownSection, splitSections } from '../../sections.ts';
import { readTool } from '../../toolDefinition.ts';

/** With the outline and the rest of the answer this stays under 8 KB. */
const bodyBudgetBytes = 4500;
const outlineBudgetBytes = 2000;
/** Fewer headings than this tell nothing about a long page. */
const fewestHeadings = 5;
/** Pages (and parts of them) up to this size come whole. */
const wholeBudgetBytes = 7000;

const input = z.strictObject({
  id: z.coerce
    .string()
    .regex(/^[1-9]\d{0,19}$/, 'expected the numeric id of a page')
    .describe('Numeric page id, as in the result of confluence_search or in the address of the page.'),
  section: z.coerce
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Only this section with its sub-sections: its number in the outline, or its heading. "outline": all headings.',
    ),
  offset: z
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe('`nextOffset` of the previous result, with the same section. Default 0.'),
});

const output = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string().describe('Address in the browser.'),
  space: z.string().optional(),
  version: z.number(),
  modified: z.string().optional(),
  author: z.string().optional().describe('Of the current version.'),
  labels: z.array(z.string()).optional(),
  outline: z.array(z.string()).optional().describe('Headings of a long page: number for section, level in #, title.'),
  outlineIsCut: z.boolean().optional().describe('Deeper or later headings were left out: section "outline" has all.'),
  body: z.string().describe('Markdown.'),
  truncated: z.boolean().describe('True when the body goes on: call again with offset = nextOffset, or with section.'),
  nextOffset: z.number().optional(),
});

export const confluenceGetPage = readTool({
  name: 'confluence_get_page',
  title: 'Read a Confluence page',
  description:
    'Reads a Confluence page as Markdown. A long page comes as an outline with its beginning; then read the sections you need by `section`, or go on by `offset`.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler({ id, section, offset }, context) {
    const { knowledge } = await context.connection();
    const page = await knowledge.pages.get(id, { signal: context.signal });
    const sections = splitSections(page.body);
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
      ...(section === 'outline' ? outlineFrom(sections, offset) : partOf(page.body, sections, section, offset)),
    };
  },
});

function sectionText(body: string, sections: readonly MarkdownSection[], wanted: string): string {
  const found =
    sections.find(({ number }) => String(number) === wanted) ??
    sections.find(({ title }) => foldText(title) === foldText(wanted));
  if (!found) {
    const allowedValues = sections.map(({ number, title }) => ({ id: String(number), name: title || String(number) }));
    fail({ code: 'unknownName', argument: 'section', name: wanted, allowedValues });
  }
  return body.slice(found.start, found.end);
}

/** "12 ## Title" for each heading: to be read, and cheap. */
function outlineLines(sections: readonly MarkdownSection[]): Array<{ readonly level: number; readonly line: string }> {
  return sections.map(({ number, level, title }) => ({
    level,
    line: `${number} ${'#'.repeat(level)} ${clip(title, 60)}`,
  }));
}

/** Every heading if that fits, else only the upper levels where these still say something, else the first ones. */
function outlineOf(sections: readonly MarkdownSection[]) {
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
function outlineFrom(sections: readonly MarkdownSection[], offset: number) {
  const lines = outlineLines(sections.slice(offset)).map(({ line }) => line);
  const outline = [...takeWithin(lines, wholeBudgetBytes)];
  const nextOffset = offset + outline.length;
  const isRest = nextOffset < sections.length;
  return { outline, body: '', truncated: isRest, ...(isRest && { nextOffset }) };
}

function partOf(body: string, sections: readonly MarkdownSection[], section: string | undefined, offset: number) {
  const text = section === undefined ? body : sectionText(body, sections, section);
  const isLong = jsonBytes(text) > wholeBudgetBytes;
  // The outline comes once, with the beginning of the page.
  const outline = isLong && section === undefined && offset === 0 ? outlineOf(sections) : undefined;
  const window = textWindow(text, offset, outline ? bodyBudgetBytes : wholeBudgetBytes);
  const { nextOffset } = window;
  return {
    ...outline,
    body: window.text,
    truncated: nextOffset !== undefined,
    ...(nextOffset !== undefined && { nextOffset }),
  };
}
