import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { describeFailure } from '#services/errorText.ts';
import { changeWatchers, resolveWatchers } from '#services/watchers.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey, personName } from './arguments.ts';
import { projectOf } from './storedIssue.ts';

const names = z.array(personName).min(1).max(10);

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  add: names.optional().describe('People by name, or "me". Up to 10.'),
  remove: names.optional().describe('Of those who watch it: names, or "me". Up to 10.'),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  unchanged: z.array(z.string()).optional().describe('watched it already, or did not'),
  failed: z
    .array(z.object({ name: z.string(), reason: z.string() }))
    .optional()
    .describe('tell the user'),
});

export const jiraWatch = writeTool({
  name: 'jira_watch',
  title: 'Change who watches a Jira issue',
  description: 'Makes people, or you, watch a Jira issue (ticket), or stop watching it: who watches hears of changes.',
  toolset: 'watchers',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async prepare({ key, add = [], remove = [] }, context) {
    if (add.length + remove.length === 0) {
      fail({ code: 'invalidArgument', argument: 'add', reason: 'name somebody to add or to remove' });
    }
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const [issue, watchers] = await Promise.all([
      tracker.issues.get(key, { ...call, commentLimit: 0 }),
      tracker.watchers.list(key, call),
    ]);
    const change = await resolveWatchers(tracker, { issueKey: key, watchers: watchers.people, add, remove }, call);
    const namesOf = (people: typeof change.add) => people.map(({ displayName }) => displayName).join(', ');
    return {
      propose: async (t) => ({
        action: t('Change who watches {0} on {1}', key, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: issue.summary },
          ...(change.add.length > 0 ? [{ label: t('Add'), value: namesOf(change.add) }] : []),
          ...(change.remove.length > 0 ? [{ label: t('Remove'), value: namesOf(change.remove) }] : []),
          { label: t('As'), value: account.displayName },
        ],
      }),
      carryOut: async ({ record }) => {
        context.progress('Changing the watchers');
        const done = await changeWatchers(connection, { issue, watchers: watchers.people, ...change }, record);
        const plain = (people: typeof change.add) => people.map(({ displayName }) => clip(displayName, 80));
        return {
          issueKey: key,
          output: {
            ...{ key, url: issue.url, added: plain(done.added), removed: plain(done.removed) },
            ...(change.unchanged.length > 0 && { unchanged: plain(change.unchanged) }),
            ...(done.failed.length > 0 && {
              failed: done.failed.map(({ person, failure }) => ({
                name: clip(person.displayName, 80),
                reason: clip(describeFailure(failure, context.t), 200),
              })),
            }),
          },
        };
      },
    };
  },
});
