import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Attachment } from '#domain/issueActivity.ts';
import { textIn } from '#services/attachedText.ts';
import { clip, takeWithin, textWindow } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';

const listBudgetBytes = 6500;
const textBudgetBytes = 6500;
/** Larger files are for people, and for programs that can take them whole. */
const mostBytes = 1_000_000;

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  id: z.coerce
    .string()
    .regex(/^[1-9]\d{0,15}$/, 'expected the numeric id of an attachment')
    .optional()
    .describe('Read this one: a text file up to 1 MB. Default: list all.'),
  offset: z.int().min(0).max(10_000_000).default(0).describe('`nextOffset` of the previous result.'),
});

const output = z.object({
  key: z.string(),
  attachments: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        bytes: z.number(),
        type: z.string(),
        author: z.string().optional(),
        created: z.string().optional(),
        url: z.string(),
      }),
    )
    .describe('newest first'),
  text: z.string().optional().describe('with id'),
  truncated: z.boolean().describe('more with offset = nextOffset'),
  nextOffset: z.number().optional(),
});

export const jiraAttachments = readTool({
  name: 'jira_attachments',
  title: 'Files on a Jira issue',
  description: 'Lists the files attached to a Jira issue (ticket), or reads one that is text (log, csv, json, code).',
  toolset: 'attachments',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['text'],
  async handler({ key, id, offset }, context) {
    const { attachments } = (await context.connection()).tracker;
    const call = { signal: context.signal };
    const all = (await attachments.list(key, call)).toReversed();
    if (id === undefined) {
      const shown = [...takeWithin(all.slice(offset).map(describe), listBudgetBytes)];
      const nextOffset = offset + shown.length;
      const isRest = nextOffset < all.length;
      return { key, attachments: shown, truncated: isRest, ...(isRest && { nextOffset }) };
    }
    const wanted = all.find((each) => each.id === id) ?? fail({ code: 'notFound', entity: 'attachment', id });
    if (wanted.bytes > mostBytes) {
      refuse(wanted, 'only text files up to 1 MB are read');
    }
    context.progress('Reading the file');
    const { content } = await attachments.read(key, id, { ...call, mostBytes });
    const window = textWindow(textIn(content) ?? refuse(wanted, 'it is no text'), offset, textBudgetBytes);
    return {
      key,
      attachments: [describe(wanted)],
      text: window.text,
      truncated: window.nextOffset !== undefined,
      ...(window.nextOffset !== undefined && { nextOffset: window.nextOffset }),
    };
  },
});

function refuse({ bytes, mediaType, url }: Attachment, why: string): never {
  const reason = `${why}; this is ${clip(mediaType, 80)} of ${bytes} bytes, which the user can open at ${url}`;
  return fail({ code: 'invalidArgument', argument: 'id', reason });
}

function describe({ id, fileName, bytes, mediaType, author, created, url }: Attachment) {
  return {
    ...{ id, name: clip(fileName, 150), bytes, type: clip(mediaType, 80) },
    ...(author && { author: clip(author.displayName, 60) }),
    ...(created !== undefined && { created }),
    url,
  };
}
