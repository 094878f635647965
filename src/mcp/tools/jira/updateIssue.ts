import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { describeFailure } from '#services/errorText.ts';
import { issueFieldChanges } from '#services/issueFieldChanges.ts';
import { resolveSprint } from '#services/sprintMove.ts';
import { resolveUpdate } from '#services/updateIssue.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { changeArguments, isFieldChange, namesOf, proposedValues, toRequest, writeChange } from './issueChange.ts';
import {
  changesSchema,
  describeChanges,
  describeMismatches,
  mismatchesSchema,
  projectOf,
  sprintRow,
  why,
  whySchema,
} from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  ...changeArguments,
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  updated: z.string().optional().describe('for basedOn'),
  changes: changesSchema.describe('as stored'),
  mismatches: mismatchesSchema,
  why: whySchema,
  sprintFailed: z.string().optional().describe('why; the rest was stored'),
});

type Output = z.input<typeof output>;

export const jiraUpdateIssue = writeTool({
  name: 'jira_update_issue',
  title: 'Change a Jira issue',
  description:
    'Changes fields of a Jira issue (ticket): people, sprint "current" and values by name. Not its status: jira_transition_issue.',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const { key } = input;
    const request = toRequest(key, input);
    const [resolved, target] = await Promise.all([
      resolveUpdate(tracker, request, call),
      input.sprint === undefined
        ? undefined
        : resolveSprint(tracker, input.sprint, projectOf(key), context.defaults, call),
    ]);
    const sprint = target?.sprint;
    const choices = [...resolved.choices, ...(target?.choices ?? [])];
    const isChange = isFieldChange(resolved);
    if (!isChange && !sprint) {
      fail({ code: 'invalidArgument', argument: 'key', reason: 'alone changes nothing: give what is to change' });
    }
    const fieldIds = Object.keys(resolved.change.fields ?? {});
    const read = () => tracker.issues.get(key, { commentLimit: 0, fieldIds });
    const before = await tracker.issues.get(key, { ...call, commentLimit: 0, fieldIds });
    const work = { connection, resolved, sprint, isChange, read };
    return {
      propose: async (t) => ({
        action: t('Change {0} on {1}', key, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: before.summary },
          ...proposedValues(resolved, before, t),
          ...(sprint ? [sprintRow(sprint, choices, t)] : []),
          { label: t('As'), value: account.displayName },
        ],
        ...(input.description !== undefined && { text: { label: t('Description'), value: input.description } }),
      }),
      carryOut: async (journal) => {
        context.progress('Changing the issue');
        const { stored, mismatches, failure } = await writeChange(work, journal);
        const output: Output = {
          key,
          url: stored.url,
          ...(stored.updated !== undefined && { updated: stored.updated }),
          changes: describeChanges(issueFieldChanges(before, stored, namesOf(resolved))),
          mismatches: describeMismatches(mismatches),
          ...why(choices, context.t),
          ...(failure && { sprintFailed: clip(describeFailure(failure, context.t), 500) }),
        };
        return { issueKey: key, output };
      },
    };
  },
});
