import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { permalinkOf } from '#domain/permalink.ts';
import type { Connection } from '#domain/ports.ts';
import { findAddress, findLink, linkToAddress, linkTwoIssues, resolveRelation } from '#services/linkIssues.ts';
import { clip } from '../../output.ts';
import { type PreparedWrite, type ToolContext, writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  issue: issueKey.optional().describe('Other issue. Give one of issue, page, url, fromSelection.'),
  relation: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Of key to issue: "blocks", "is blocked by" … Default: related.'),
  page: z.coerce
    .string()
    .regex(/^[1-9]\d{0,19}$/, 'expected the numeric id of a page')
    .optional()
    .describe('Confluence page id.'),
  url: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^\s/]/i, 'expected an http or https address')
    .optional()
    .describe('Web address.'),
  fromSelection: z.boolean().default(false).describe('The selected code, by its permalink.'),
  title: z.string().trim().min(1).max(255).optional().describe('Text of a link that is no issue.'),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  relation: z.string().optional(),
  target: z.string().describe('the other end'),
  existed: z.boolean().describe('before: nothing was written'),
});

type Input = z.output<typeof input>;
type Prepared = PreparedWrite<z.input<typeof output>>;

export const jiraLink = writeTool({
  name: 'jira_link',
  title: 'Link a Jira issue',
  description: 'Links a Jira issue (ticket) to another issue, a Confluence page, a web address, or the selected code.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { issue, page, url, fromSelection } = input;
    const given = [issue, page, url, fromSelection || undefined].filter((target) => target !== undefined);
    if (given.length !== 1) {
      fail({ code: 'invalidArgument', argument: 'issue', reason: 'give one of issue, page, url, fromSelection' });
    }
    return issue === undefined ? remoteLink(input, connection, context) : issueLink(input, issue, connection, context);
  },
});

async function issueLink(
  { key, relation: words, title }: Input,
  to: string,
  connection: Connection,
  context: ToolContext,
): Promise<Prepared> {
  const { tracker, site, account } = connection;
  if (to === key || title !== undefined) {
    const reason = title === undefined ? 'is the issue itself' : 'is for pages, addresses and code';
    fail({ code: 'invalidArgument', argument: title === undefined ? 'issue' : 'title', reason });
  }
  const call = { signal: context.signal };
  const [relation, source, target] = await Promise.all([
    resolveRelation(tracker.links, words, call),
    tracker.issues.get(key, { ...call, commentLimit: 0 }),
    tracker.issues.get(to, { ...call, commentLimit: 0 }),
  ]);
  const request = { from: key, relation, to };
  return {
    propose: async (t) => ({
      action: t('Link {0} to {1} on {2}', key, to, site.origin),
      // Both issues show the link.
      ...(projectOf(key) === projectOf(to) && { scope: projectOf(key) }),
      fields: [
        { label: t('Reads'), value: `${key} ${relation.phrase} ${to}` },
        { label: key, value: source.summary },
        { label: to, value: target.summary },
        { label: t('As'), value: account.displayName },
      ],
    }),
    carryOut: async ({ record }) => {
      const output = { key, url: source.url, relation: relation.phrase, target: `${to} ${clip(target.summary, 100)}` };
      if ((await findLink(connection, request)) !== undefined) {
        return { issueKey: key, output: { ...output, existed: true } };
      }
      const summary = `${key} ${relation.phrase} ${to}`;
      await record(
        connection,
        { kind: 'linkIssue', projectKey: projectOf(key), summary, target: targetOf(source) },
        () => linkTwoIssues(connection, request),
        (createdId) => ({ createdId }),
      );
      return { issueKey: key, output: { ...output, existed: false } };
    },
  };
}

async function remoteLink(input: Input, connection: Connection, context: ToolContext): Promise<Prepared> {
  const { tracker, site, account } = connection;
  const { key } = input;
  const call = { signal: context.signal };
  const [issue, link] = await Promise.all([
    tracker.issues.get(key, { ...call, commentLimit: 0 }),
    destination(input, connection, context),
  ]);
  return {
    propose: async (t) => ({
      action: t('Link {0} on {1} to an address', key, site.origin),
      scope: projectOf(key),
      fields: [
        { label: t('Issue'), value: issue.summary },
        { label: t('Address'), value: link.url },
        { label: t('Title'), value: link.title },
        { label: t('As'), value: account.displayName },
      ],
    }),
    carryOut: async ({ record }) => {
      const output = { key, url: issue.url, target: clip(link.url, 2000) };
      if ((await findAddress(connection, key, link.url)) !== undefined) {
        return { issueKey: key, output: { ...output, existed: true } };
      }
      await record(
        connection,
        { kind: 'linkIssue', projectKey: projectOf(key), summary: link.url, target: targetOf(issue) },
        () => linkToAddress(connection, key, link),
        (id) => (id === undefined ? {} : { createdId: `remote:${id}` }),
      );
      return { issueKey: key, output: { ...output, existed: false } };
    },
  };
}

async function destination({ page, url, title }: Input, { knowledge }: Connection, { editor, signal }: ToolContext) {
  if (page !== undefined) {
    const found = await knowledge.pages.get(page, { signal });
    return { url: found.url, title: title ?? found.title };
  }
  if (url !== undefined) {
    return { url, title: title ?? url.slice(0, 255) };
  }
  const selection = (await editor?.currentSelection({ signal })) ?? fail({ code: 'noEditor' });
  const { file, startLine, endLine } = selection;
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  const permalink =
    permalinkOf(selection) ??
    fail({
      code: 'invalidArgument',
      argument: 'fromSelection',
      reason: 'the selected lines have no address on the web',
    });
  return { url: permalink, title: title ?? `${file}:${lines}` };
}
