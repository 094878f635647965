import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Version, VersionChange } from '#domain/version.ts';
import { versionChanges } from '#services/versionFields.ts';
import { resolveVersion, updateVersion } from '#services/versions.ts';
import type { Translate } from '#shared/l10n.ts';
import { writeTool } from '../../toolDefinition.ts';
import { dueDate } from './arguments.ts';
import { changesSchema, describeChanges } from './storedIssue.ts';
import { chosenProject, describeVersion, projectArgument, versionSchema } from './versionTexts.ts';

const input = z.strictObject({
  project: projectArgument,
  version: z.string().min(1).max(255).describe('By name or id.'),
  name: z.string().trim().min(1).max(255).optional().describe('New name.'),
  description: z.string().trim().max(5000).optional().describe('New text.'),
  start: dueDate.optional().describe('yyyy-mm-dd.'),
  releaseDate: dueDate.optional().describe('yyyy-mm-dd; today where a release is given none.'),
  released: z.boolean().optional().describe('true releases it, false takes that back.'),
  archived: z.boolean().optional().describe('true hides it from forms.'),
});

const output = z.object({
  version: versionSchema.describe('As stored.'),
  changes: changesSchema,
  unresolved: z.number().describe('Issues with this fix version that are not resolved; tell the user.'),
  unresolvedJql: z.string().optional().describe('finds them with jira_search'),
});

type Input = z.output<typeof input>;

export const jiraUpdateVersion = writeTool({
  name: 'jira_update_version',
  title: 'Change or release a version of a Jira project',
  description:
    'Changes, releases or archives a version (release) of a Jira project, and tells how many unresolved issues (tickets) it still has: they keep it as their fix version.',
  input,
  output,
  toolset: 'versions',
  foreignText: ['version.description'],
  hints: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const call = { signal: context.signal };
    const project = await tracker.projects.get(chosenProject(input.project, context.defaults), call);
    const before = await resolveVersion(tracker.versions, project.key, input.version, call);
    const change = changeOf(input, before);
    if (versionChanges(before, { ...before, ...change }).length === 0) {
      fail({
        code: 'invalidArgument',
        argument: 'version',
        reason: `${before.name} is so already: nothing would change`,
      });
    }
    const { unresolved, total } = await tracker.versions.issueCounts(project.key, before.id, call);
    const isRelease = change.isReleased === true;
    return {
      propose: async (t) => ({
        action: isRelease
          ? t('Release version {0} of project {1} on {2}', before.name, project.key, site.origin)
          : t('Change version {0} of project {1} on {2}', before.name, project.key, site.origin),
        scope: project.key,
        fields: [
          ...rowsOf(before, change, t),
          ...(isRelease
            ? [{ label: t('Unresolved issues'), value: t('{0} of {1}, which keep it', unresolved, total) }]
            : []),
          { label: t('As'), value: account.displayName },
        ],
        ...(change.description !== undefined && { text: { label: t('Description'), value: change.description } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Changing the version');
        const where = { projectKey: project.key, before };
        const { version, changes } = await updateVersion(connection, where, change, record);
        return {
          output: {
            version: describeVersion(version),
            changes: describeChanges(changes),
            unresolved,
            ...(unresolved > 0 && {
              unresolvedJql: `project = ${project.key} AND fixVersion = ${version.id} AND resolution IS EMPTY`,
            }),
          },
        };
      },
    };
  },
});

function changeOf(
  { name, description, start, releaseDate, released, archived }: Input,
  before: Version,
): VersionChange {
  const date = releaseDate ?? (released === true && !before.isReleased ? today() : undefined);
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(start !== undefined && { startDate: start }),
    ...(date !== undefined && { releaseDate: date }),
    ...(released !== undefined && { isReleased: released }),
    ...(archived !== undefined && { isArchived: archived }),
  };
}

/** The description is shown whole below them. */
function rowsOf(before: Version, change: VersionChange, t: Translate) {
  const labels: Readonly<Record<string, string>> = {
    ...{ name: t('Name'), description: t('Description'), startDate: t('Start'), releaseDate: t('Release date') },
    ...{ released: t('Released'), archived: t('Archived') },
  };
  return versionChanges(before, { ...before, ...change }).map(({ field, before: from, after: to }) => {
    const value = field === 'description' ? t('as below') : `${from?.text ?? t('none')} → ${to?.text ?? t('none')}`;
    return { label: labels[field] ?? field, value };
  });
}

/** By the clock of the user's own machine. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
