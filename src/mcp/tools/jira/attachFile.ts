import { createHash } from 'node:crypto';
import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { fileNameOf } from '#services/attachedText.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { projectOf, targetOf } from './storedIssue.ts';

/** In base64 and with all else, a request of this size is still taken by the HTTP door. */
const mostBytes = 160 * 1024;

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  name: z.string().min(1).max(1000).describe('File name with its ending, e.g. trace.log.'),
  text: z.string().max(mostBytes).optional().describe('Content, up to 160 KB. Give text or base64.'),
  base64: z
    .string()
    .max(Math.ceil(mostBytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'expected base64')
    .optional()
    .describe('Content that is no text.'),
});

const output = z.object({
  key: z.string(),
  id: z.string().describe('of the attachment'),
  name: z.string().describe('as stored'),
  bytes: z.number(),
  url: z.string(),
});

export const jiraAttachFile = writeTool({
  name: 'jira_attach_file',
  title: 'Attach a file to a Jira issue',
  description:
    'Attaches a file to a Jira issue (ticket). Takes the content itself: no path is ever read. undo_change deletes it again.',
  toolset: 'attachments',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare({ key, name: given, text, base64 }, context) {
    const content = contentOf(text, base64);
    const name = fileNameOf(given);
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const issue = await tracker.issues.get(key, { signal: context.signal, commentLimit: 0 });
    return {
      propose: async (t) => ({
        action: t('Attach a file to {0} on {1}', key, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: issue.summary },
          { label: t('File'), value: t('{0} ({1} bytes)', name, content.byteLength) },
          ...(text === undefined
            ? [{ label: 'SHA-256', value: createHash('sha256').update(content).digest('hex') }]
            : []),
          { label: t('As'), value: account.displayName },
        ],
        ...(text !== undefined && { text: { label: t('Content'), value: text } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Attaching the file');
        const file = await record(
          connection,
          { kind: 'attachFile', projectKey: projectOf(key), summary: name, target: targetOf(issue) },
          () => tracker.attachments.add(key, { name, content }),
          ({ id, fileName }) => ({
            createdId: id,
            changes: [{ field: 'attachment', after: { ids: [id], text: fileName } }],
          }),
        );
        const { id, fileName, bytes, url } = file;
        return { issueKey: key, output: { key, id, name: clip(fileName, 200), bytes, url } };
      },
    };
  },
});

function contentOf(text: string | undefined, base64: string | undefined): Buffer {
  if ((text === undefined) === (base64 === undefined)) {
    fail({ code: 'invalidArgument', argument: 'text', reason: 'give either `text` or `base64`' });
  }
  const content = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text, 'utf8');
  if (content.byteLength === 0 || content.byteLength > mostBytes) {
    const reason = content.byteLength === 0 ? 'is empty' : `is ${content.byteLength} bytes; at most ${mostBytes} fit`;
    fail({ code: 'invalidArgument', argument: text === undefined ? 'base64' : 'text', reason });
  }
  return content;
}
