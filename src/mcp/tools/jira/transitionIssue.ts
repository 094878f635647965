import * as z from 'zod';
import { issueFieldChanges } from '#services/issueFieldChanges.ts';
import { withReason } from '#services/resolve/choices.ts';
import { carryOutTransition, resolveTransitionRequest } from '#services/transitionIssue.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { fieldInputs, furtherFields, issueKey } from './arguments.ts';
import {
  changesSchema,
  choiceAmong,
  describeChanges,
  describeMismatches,
  mismatchesSchema,
  projectOf,
  proposedFields,
  targetOf,
  why,
  whySchema,
} from './storedIssue.ts';

const input = z.strictObject({
  key: issueKey.describe('Issue key.'),
  to: z.string().min(1).max(100).describe('The status to reach, or the step to take, by name.'),
  fields: furtherFields.optional().describe('What the step asks for, by name.'),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  status: z.string().describe('as stored'),
  state: z.enum(['todo', 'inProgress', 'done']),
  changes: changesSchema,
  mismatches: mismatchesSchema,
  why: whySchema,
});

const states = { new: 'todo', indeterminate: 'inProgress', done: 'done' } as const;

export const jiraTransitionIssue = writeTool({
  name: 'jira_transition_issue',
  title: 'Move a Jira issue',
  description: 'Moves a Jira issue (ticket) to another status. Errors name the possible steps and needed fields.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async prepare({ key, to, fields = [] }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const request = { issueKey: key, to, fields: fieldInputs(fields) };
    const resolved = await resolveTransitionRequest(tracker, request, call);
    const fieldIds = resolved.fields.map(({ field }) => field.id);
    const before = await tracker.issues.get(key, { ...call, commentLimit: 0, fieldIds });
    const { transition, choices } = resolved;
    return {
      propose: async (t) => ({
        action: t('Move {0} to {1} on {2}', key, transition.to.name, site.origin),
        scope: projectOf(key),
        fields: [
          { label: t('Issue'), value: before.summary },
          { label: t('Status'), value: `${before.status.name} → ${transition.to.name}` },
          { label: t('Step'), value: withReason(transition.name, choiceAmong(choices, 'status'), t) },
          ...proposedFields(resolved.fields, t),
          { label: t('As'), value: account.displayName },
        ],
      }),
      carryOut: async ({ record }) => {
        context.progress('Moving the issue');
        const plan = {
          kind: 'transitionIssue',
          projectKey: projectOf(key),
          summary: `${before.status.name} → ${transition.to.name}`,
          target: targetOf(before),
        } as const;
        const names = Object.fromEntries(resolved.fields.map(({ field }) => [field.id, field.name]));
        const changesOf = ({ stored }: { readonly stored: typeof before }) => issueFieldChanges(before, stored, names);
        const moved = await record(
          connection,
          plan,
          () => carryOutTransition(connection, resolved),
          (written) => ({
            changes: changesOf(written),
            ...(written.stored.updated !== undefined && { updated: written.stored.updated }),
          }),
        );
        const { stored, mismatches } = moved;
        return {
          issueKey: key,
          output: {
            key,
            url: stored.url,
            status: clip(stored.status.name, 60),
            state: states[stored.status.category],
            changes: describeChanges(changesOf(moved)),
            mismatches: describeMismatches(mismatches),
            ...why(choices, context.t),
          },
        };
      },
    };
  },
});
