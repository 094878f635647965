import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { foldText } from '#shared/text.ts';
import { clip, jsonBytes, textWindow } from '../../output.ts';
import { type MarkdownSection, splitSections } from '../../sections.ts';
import { readTool } from '../../toolDefinition.ts';

/** With the outline and the rest of the answer this stays under 8 KB. */
const bodyBudgetBytes = 4500;
const outlineBudgetBytes = 2400;
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
    .describe('Only this section with its sub-sections: its number in the outline, or its heading.'),
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
  outline: z
    .array(z.object({ section: z.number(), level: z.number(), title: z.string(), bytes: z.number() }))
    .optional()
    .describe('Headings of a long page; read one with section.'),
  outlineIsCut: z.boolean().optional().describe('Deeper or later headings were left out.'),
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
    const text = section === undefined ? page.body : sectionText(page.body, sections, section);
    const isLong = jsonBytes(text) > wholeBudgetBytes;
    // The outline comes once, with the beginning of the page.
    const outline = isLong && section === undefined && offset === 0 ? outlineOf(sections) : undefined;
    const { text: body, nextOffset } = textWindow(text, offset, outline ? bodyBudgetBytes : wholeBudgetBytes);
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
      ...outline,
      body,
      truncated: nextOffset !== undefined,
      ...(nextOffset !== undefined && { nextOffset }),
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

/** Every heading if that fits, else only the upper levels, else the first ones. */
function outlineOf(sections: readonly MarkdownSection[]) {
  const headings = sections.map(({ number, level, title, start, end }) => ({
    section: number,
    level,
    title: clip(title, 80),
    bytes: end - start,
  }));
  let outline = headings;
  for (let deepest = 6; deepest > 1 && jsonBytes(outline) > outlineBudgetBytes; deepest--) {
    outline = outline.filter(({ level }) => level < deepest);
  }
  while (jsonBytes(outline) > outlineBudgetBytes) {
    outline = outline.slice(0, -1);
  }
  return { outline, ...(outline.length < headings.length && { outlineIsCut: true }) };
}
