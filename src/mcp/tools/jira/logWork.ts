import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { WorklogDraft } from '#domain/ports.ts';
import { describeDuration, parseDuration } from '#services/duration.ts';
import { resolveMentions } from '#services/mentions.ts';
import { worklogField } from '#services/worklogField.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { dateArgument, issueKey, markdown } from './arguments.ts';
import { notMentionedSchema } from './comment.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  time: z.coerce.string().min(1).max(50).describe('As in Jira: "1h 30m", "2d", "1.5h"; or minutes: "90".'),
  started: dateArgument.optional().describe('Date (yyyy-mm-dd) or ISO 8601 instant. Default: now.'),
  comment: markdown.optional().describe('What was done. Markdown; @Name mentions somebody.'),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  id: z.string().describe('of the worklog'),
  time: z.string().describe('as stored, in weeks, days, hours, minutes'),
  minutes: z.number(),
  started: z.string(),
  notMentioned: notMentionedSchema,
});

export const jiraLogWork = writeTool({
  name: 'jira_log_work',
  title: 'Log work on a Jira issue',
  description:
    'Logs time spent on a Jira issue (ticket), with day and comment. Days are as long as the site says. undo_change takes it out again.',
  toolset: 'worklog',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare({ key, time, started, comment }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const [issue, counting, text] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      tracker.worklogs.timeTracking(call),
      comment === undefined
        ? undefined
        : resolveMentions(comment, { people: tracker.people, projectKey: projectOf(key), ...call }),
    ]);
    if (!counting.isOn) {
      fail({ code: 'forbidden', entity: 'worklog', detail: 'time tracking is switched off on this site' });
    }
    const seconds = parseDuration(time, counting);
    const draft: WorklogDraft = {
      seconds,
      ...(started !== undefined && { started }),
      ...(text && { comment: text.markdown, mentions: text.mentions }),
    };
    const spent = describeDuration(seconds, counting);
    return {
      propose: async (t) => ({
        action: t('Log work on {0} on {1}', key, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: issue.summary },
          { label: t('Time'), value: t('{0} ({1} minutes)', spent, seconds / 60) },
          { label: t('Started'), value: started ?? t('now') },
          ...(text && text.mentions.length > 0
            ? [{ label: t('Notifies'), value: text.mentions.map(({ displayName }) => displayName).join(', ') }]
            : []),
          { label: t('As'), value: account.displayName },
        ],
        ...(text && { text: { label: t('Comment'), value: text.markdown } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Logging the work');
        const log = await record(
          connection,
          {
            kind: 'logWork',
            projectKey: projectOf(key),
            summary: `${spent} ${comment ?? ''}`,
            target: targetOf(issue),
          },
          () => tracker.worklogs.add(key, draft),
          (stored) => ({ createdId: stored.id, changes: [{ field: 'worklog', after: worklogField(stored) }] }),
        );
        const unknown = text?.unknown ?? [];
        return {
          issueKey: key,
          output: {
            ...{ key, url: `${issue.url}?focusedWorklogId=${log.id}`, id: log.id },
            ...{ time: describeDuration(log.seconds, counting), minutes: log.seconds / 60, started: log.started },
            ...(unknown.length > 0 && { notMentioned: unknown.slice(0, 20).map((word) => clip(word, 60)) }),
          },
        };
      },
    };
  },
});
