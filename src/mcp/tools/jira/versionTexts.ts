import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { WorkspaceDefaults } from '#domain/ports.ts';
import type { Version } from '#domain/version.ts';
import { clip } from '../../output.ts';
import { projectKey } from './arguments.ts';

/** What the tools about versions share. */

export const projectArgument = projectKey.optional().describe('Project key. Default: that of this workspace.');

export const versionSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['unreleased', 'released', 'archived']),
  start: z.string().optional(),
  releaseDate: z.string().optional(),
  overdue: z.boolean().optional(),
  issues: z.number().optional(),
  done: z.number().optional(),
  description: z.string().optional(),
  url: z.string(),
});

export function describeVersion(version: Version): z.input<typeof versionSchema> {
  const { id, name, startDate, releaseDate, isOverdue, progress, description, url } = version;
  return {
    ...{ id, url, state: stateOf(version), name: clip(name, 100) },
    ...(startDate !== undefined && { start: startDate }),
    ...(releaseDate !== undefined && { releaseDate }),
    ...(isOverdue && { overdue: true }),
    ...(progress && { issues: progress.toDo + progress.inProgress + progress.done, done: progress.done }),
    ...(description !== '' && { description: clip(description, 200) }),
  };
}

export function stateOf({ isArchived, isReleased }: Version): 'unreleased' | 'released' | 'archived' {
  return isArchived ? 'archived' : isReleased ? 'released' : 'unreleased';
}

export function chosenProject(project: string | undefined, { projectKey }: WorkspaceDefaults): string {
  return project ?? projectKey ?? fail({ code: 'noProjectChosen', candidates: [] });
}
