import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Version, VersionChange } from '#domain/version.ts';
import { versionFields } from '#services/versionFields.ts';
import { resolveVersion, updateVersion } from '#services/versions.ts';
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
    const rows = rowsOf(before, change);
    if (rows.length === 0) {
      fail({
        code: 'invalidArgument',
        argument: 'version',
        reason: `${before.name} is so already: nothing would change`,
      });
    }
    const { unresolved, total } = await tracker.versions.issueCounts(project.key, before.id, call);
    const isRelease = change.isReleased === true;
    return {
      propose: async () => ({
        action: `${isRelease ? 'Release' : 'Change'} version ${before.name} of project ${project.key} on ${site.origin}`,
        scope: project.key,
        fields: [
          ...rows,
          ...(isRelease ? [{ label: 'Unresolved issues', value: `${unresolved} of ${total}, which keep it` }] : []),
          { label: 'As', value: account.displayName },
        ],
        ...(change.description !== undefined && { text: { label: 'Description', value: change.description } }),
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

const labels: Readonly<Record<string, string>> = {
  ...{ name: 'Name', startDate: 'Start', releaseDate: 'Release date', released: 'Released', archived: 'Archived' },
};

/** The description is shown whole below them. */
function rowsOf(before: Version, change: VersionChange) {
  const [was, is] = [versionFields(before), versionFields({ ...before, ...change })];
  return Object.entries(is).flatMap(([field, { text }]) => {
    const old = was[field]?.text ?? '';
    const value = field === 'description' ? 'as below' : `${old || 'none'} → ${text || 'none'}`;
    return old === text ? [] : [{ label: labels[field] ?? 'Description', value }];
  });
}

/** By the clock of the user's own machine. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
