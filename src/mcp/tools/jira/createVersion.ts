import * as z from 'zod';
import { checkNewName, createVersion } from '#services/versions.ts';
import { writeTool } from '../../toolDefinition.ts';
import { dueDate } from './arguments.ts';
import { chosenProject, describeVersion, projectArgument, versionSchema } from './versionTexts.ts';

const input = z.strictObject({
  project: projectArgument,
  name: z.string().trim().min(1).max(255).describe('New in the project, such as 4.9.'),
  description: z.string().trim().min(1).max(5000).optional().describe('What it is for.'),
  start: dueDate.optional().describe('yyyy-mm-dd.'),
  releaseDate: dueDate.optional().describe('Planned: yyyy-mm-dd.'),
});

const output = z.object({ version: versionSchema.describe('As stored.') });

export const jiraCreateVersion = writeTool({
  name: 'jira_create_version',
  title: 'Create a version of a Jira project',
  description:
    'Creates an unreleased version (release) of a Jira project. jira_update_issue gives it to issues: add fixVersions.',
  input,
  output,
  toolset: 'versions',
  foreignText: ['version.description'],
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare({ project, name, description, start, releaseDate }, context) {
    const connection = await context.connection();
    const { tracker, site, account } = connection;
    const { key } = await tracker.projects.get(chosenProject(project, context.defaults), { signal: context.signal });
    await checkNewName(tracker.versions, key, name, { signal: context.signal });
    const draft = {
      name,
      ...(description !== undefined && { description }),
      ...(start !== undefined && { startDate: start }),
      ...(releaseDate !== undefined && { releaseDate }),
    };
    return {
      propose: async (t) => ({
        action: t('Create version {0} of project {1} on {2}', name, key, site.origin),
        scope: key,
        fields: [
          ...(start === undefined ? [] : [{ label: t('Start'), value: start }]),
          ...(releaseDate === undefined ? [] : [{ label: t('Release date'), value: releaseDate }]),
          { label: t('As'), value: account.displayName },
        ],
        ...(description !== undefined && { text: { label: t('Description'), value: description } }),
      }),
      carryOut: async ({ record }) => {
        context.progress('Creating the version');
        return { output: { version: describeVersion(await createVersion(connection, key, draft, record)) } };
      },
    };
  },
});
