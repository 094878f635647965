import * as z from 'zod';
import { takeWithin } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { chosenProject, describeVersion, projectArgument, versionSchema } from './versionTexts.ts';

const perPage = 30;
/** The marks of foreign text come on top. */
const budgetBytes = 5000;

const input = z.strictObject({
  project: projectArgument,
  state: z.enum(['unreleased', 'released', 'archived', 'all']).default('unreleased').describe('Default unreleased.'),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe('Of the previous result.'),
});

const output = z.object({
  project: z.string(),
  versions: z.array(versionSchema).describe('newest first'),
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

export const jiraVersions = readTool({
  name: 'jira_versions',
  title: 'Versions of a Jira project',
  description:
    'Versions (releases) of a Jira project with dates and progress: how many issues (tickets) have it as their fix version, and how many are done.',
  input,
  output,
  toolset: 'versions',
  foreignText: ['versions.description'],
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler({ project: given, state, cursor }, { connection, defaults, signal }) {
    const { tracker } = await connection();
    const project = chosenProject(given, defaults);
    const page = await tracker.versions.list(project, {
      ...{ signal, limit: perPage },
      ...(state !== 'all' && { states: [state] }),
      ...(cursor !== undefined && { cursor }),
    });
    const shown = takeWithin(page.items.map(describeVersion), budgetBytes);
    const isCut = shown.length < page.items.length;
    const next = isCut ? String(Number(cursor ?? 0) + shown.length) : page.cursor;
    return {
      project,
      versions: [...shown],
      truncated: next !== undefined,
      ...(next !== undefined && { cursor: next }),
    };
  },
});
