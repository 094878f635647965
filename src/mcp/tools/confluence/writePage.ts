import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { Page, PageSection } from '#domain/page.ts';
import { findSection, sameSection, sectionText } from '#domain/pageSections.ts';
import type { Connection, WorkspaceDefaults } from '#domain/ports.ts';
import { describeFailure } from '#services/errorText.ts';
import { type MentionedText, resolveMentions } from '#services/mentions.ts';
import { appendToPage, createPage, type RebasedWrite, writeSection } from '#services/pageWrites.ts';
import type { Translate } from '#shared/l10n.ts';
import { clip } from '../../output.ts';
import { type PreparedWrite, type ToolContext, writeTool } from '../../toolDefinition.ts';
import { markdown } from '../jira/arguments.ts';
import { mentionedSchema, notMentionedSchema } from '../jira/comment.ts';
import { pageId, spaceKey } from './arguments.ts';

const input = z.strictObject({
  mode: z
    .enum(['create', 'section', 'append'])
    .describe('create (title), section = replace one (id, section, version), append (id).'),
  body: markdown.describe('Markdown. @Name mentions somebody.'),
  title: z.string().trim().min(1).max(255).optional().describe('Of the new page.'),
  space: spaceKey.optional().describe("Key. Default: this workspace's."),
  parent: pageId.optional().describe('Page id above the new page.'),
  labels: z
    .array(z.string().regex(/^\S+$/, 'a label has no spaces').max(255))
    .min(1)
    .max(20)
    .optional()
    .describe('Of the new page.'),
  id: pageId.optional().describe('Page id.'),
  section: z.coerce.string().min(1).max(255).optional().describe('Its number in the outline, or its heading.'),
  version: z.int().min(1).optional().describe('The one you read.'),
  message: z.string().max(500).optional().describe('For the history.'),
});

const output = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  version: z.number(),
  replaced: z.string().optional().describe('what the section said'),
  isUnchanged: z.boolean().optional().describe('nothing to write'),
  isRebased: z.boolean().optional().describe('others changed other parts since; kept'),
  labelsFailed: z.string().optional(),
  mentioned: mentionedSchema,
  notMentioned: notMentionedSchema,
});

type Input = z.output<typeof input>;
type Prepared = PreparedWrite<z.input<typeof output>>;

export const confluenceWritePage = writeTool({
  name: 'confluence_write_page',
  title: 'Write a Confluence page',
  description:
    'Creates a Confluence page, replaces one section, or appends; all else stays as it is. Where others changed the same section it is refused, with both texts.',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare(input, context) {
    checkArguments(input);
    const connection = await context.connection();
    const text = await resolveMentions(input.body, { people: connection.tracker.people, signal: context.signal });
    return input.mode === 'create'
      ? newPage(input, text, connection, context)
      : existingPage(input, text, connection, context);
  },
});

const needed = { create: ['title'], section: ['id', 'section', 'version'], append: ['id'] } as const;
const allowed: Readonly<Record<Input['mode'], readonly (keyof Input)[]>> = {
  create: ['title', 'space', 'parent', 'labels'],
  section: ['id', 'section', 'version', 'message'],
  append: ['id', 'section', 'version', 'message'],
};
const optional = ['title', 'space', 'parent', 'labels', 'id', 'section', 'version', 'message'] as const;

function checkArguments(input: Input): void {
  const { mode } = input;
  const missing = needed[mode].find((name) => input[name] === undefined);
  if (missing !== undefined) {
    fail({ code: 'invalidArgument', argument: missing, reason: `is needed with mode ${mode}` });
  }
  const extra = optional.find((name) => input[name] !== undefined && !allowed[mode].includes(name));
  if (extra !== undefined) {
    fail({ code: 'invalidArgument', argument: extra, reason: `is not for mode ${mode}` });
  }
}

function spaceOf({ space }: Input, { spaceKey: own }: WorkspaceDefaults): string {
  return space ?? own ?? fail({ code: 'invalidArgument', argument: 'space', reason: 'this workspace names no space' });
}

async function newPage(
  input: Input,
  text: MentionedText,
  connection: Connection,
  context: ToolContext,
): Promise<Prepared> {
  const { site, account, knowledge } = connection;
  const { title = '', parent, labels } = input;
  const key = spaceOf(input, context.defaults);
  const above = parent === undefined ? undefined : await knowledge.pages.get(parent, { signal: context.signal });
  if (above?.spaceKey !== undefined && above.spaceKey.toLowerCase() !== key.toLowerCase()) {
    fail({ code: 'invalidArgument', argument: 'parent', reason: `is in space ${above.spaceKey}, not in ${key}` });
  }
  return {
    propose: async (t) => ({
      action: t('Create a page in Confluence space {0} on {1}', key, site.origin),
      scope: key,
      fields: [
        { label: t('Title'), value: title },
        ...(above ? [{ label: t('Under'), value: `${above.title} (${above.id})` }] : []),
        ...(labels ? [{ label: t('Labels'), value: labels.join(', ') }] : []),
        ...notified(text, t),
        { label: t('As'), value: account.displayName },
      ],
      text: { label: t('Text'), value: text.markdown },
    }),
    carryOut: async ({ record }) => {
      context.progress('Creating the page');
      const draft = {
        ...{ spaceKey: key, title, markdown: text.markdown, mentions: text.mentions },
        ...(parent !== undefined && { parentId: parent }),
        ...(labels && { labels: labels.map((label) => label.toLowerCase()) }),
      };
      const created = await record(
        connection,
        { kind: 'createPage', projectKey: key, summary: title },
        () => createPage(knowledge.pages, draft),
        ({ page }) => ({ target: targetOf(page), versions: { before: 0, after: page.version } }),
      );
      const { page } = created;
      return {
        pageId: page.id,
        output: {
          ...head(page),
          ...(created.labels.outcome === 'failed' && {
            labelsFailed: clip(describeFailure(created.labels.failure, context.t), 500),
          }),
          ...mentionsOf(text),
        },
      };
    },
  };
}

async function existingPage(
  { id = '', mode, section, version, message }: Input,
  text: MentionedText,
  connection: Connection,
  context: ToolContext,
): Promise<Prepared> {
  const { site, account, knowledge } = connection;
  const { pages } = knowledge;
  const call = { signal: context.signal };
  const page = await pages.get(id, call);
  const base = version === undefined || version === page.version ? page : await pages.get(id, { ...call, version });
  const place = section === undefined ? undefined : findSection(base.sections, section);
  const edit = {
    ...{ markdown: text.markdown, mentions: text.mentions },
    ...(message !== undefined && { message }),
  };
  const write = (): Promise<RebasedWrite> =>
    mode === 'section' && place
      ? writeSection(pages, id, { ...edit, baseVersion: base.version, section: String(place.number) })
      : appendToPage(pages, id, {
          ...edit,
          ...(place && { section: String(place.number), baseVersion: base.version }),
        });
  return {
    propose: async (t) => ({
      action:
        mode === 'section'
          ? t('Replace a section of page {0} on {1}', id, site.origin)
          : t('Append to page {0} on {1}', id, site.origin),
      ...(page.spaceKey !== undefined && { scope: page.spaceKey }),
      fields: [
        { label: t('Page'), value: page.title },
        ...(place ? [{ label: t('Section'), value: place.path.join(' > ') || t('Introduction') }] : []),
        ...(mode === 'section' && place ? [{ label: t('Before'), value: clip(sectionText(base, place), 2000) }] : []),
        ...notified(text, t),
        { label: t('As'), value: account.displayName },
      ],
      text: { label: mode === 'section' ? t('New text') : t('Text'), value: text.markdown },
    }),
    carryOut: async ({ record }) => {
      context.progress('Writing the page');
      const written = await record(
        connection,
        { kind: 'updatePage', projectKey: page.spaceKey ?? '', summary: page.title, target: targetOf(page) },
        write,
        (done) => ({
          versions: { before: done.previousVersion, after: done.page.version },
          ...(place && done.replaced !== undefined && { changes: sectionChange(place, base, done) }),
        }),
      );
      return {
        pageId: id,
        output: {
          ...head(written.page),
          ...(written.replaced !== undefined && { replaced: clip(written.replaced, 2500) }),
          ...(written.page.version === written.previousVersion && { isUnchanged: true }),
          ...(written.isRebased && { isRebased: true }),
          ...mentionsOf(text),
        },
      };
    },
  };
}

/** What the section said and says, for taking it back when others have gone on writing elsewhere on the page. */
function sectionChange(place: PageSection, base: Page, { page, replaced = '' }: RebasedWrite): readonly FieldChange[] {
  const now = sameSection(place, base, page) ?? page.sections.find(({ number }) => number === place.number);
  const name = now?.path.join(' > ') ?? '';
  return now && name !== ''
    ? [
        {
          field: 'section',
          name,
          before: { ids: [], text: replaced },
          after: { ids: [], text: sectionText(page, now) },
        },
      ]
    : [];
}

function head({ id, title, url, version }: Page) {
  return { id, title: clip(title, 255), url, version };
}

function targetOf({ id, title, url }: Page) {
  return { entity: 'page', id, title, url } as const;
}

function notified({ mentions }: MentionedText, t: Translate) {
  const names = mentions.map(({ displayName }) => displayName).join(', ');
  return names === '' ? [] : [{ label: t('Notifies'), value: names }];
}

function mentionsOf({ mentions, unknown }: MentionedText) {
  return {
    mentioned: mentions.slice(0, 20).map(({ displayName }) => clip(displayName, 80)),
    ...(unknown.length > 0 && { notMentioned: unknown.slice(0, 20).map((word) => clip(word, 60)) }),
  };
}
