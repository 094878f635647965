import { failureOf } from '#domain/errors.ts';
import type { Space } from '#domain/page.ts';
import type { Call, KnowledgeBase, WorkspaceDefaults } from '#domain/ports.ts';
import type { SpaceOfProject } from '#domain/projectState.ts';
import type { DecisionQuery } from './decisions/query.ts';

/**
 * The wiki spaces of a project: the one that was asked for, else the one with the project's key, if there is one, and
 * the one that the workspace names, if the project is the workspace's own. Jira does not tell which spaces a project
 * has.
 */
export async function spacesOfProject(
  { spaces }: KnowledgeBase,
  projectKey: string,
  { asked, defaults }: { readonly asked?: string | undefined; readonly defaults: WorkspaceDefaults },
  call: Call = {},
): Promise<SpaceOfProject[]> {
  if (asked !== undefined) {
    return [{ key: asked, because: 'asked' }];
  }
  const isOwn = defaults.projectKey === undefined || defaults.projectKey === projectKey;
  const named = isOwn ? defaults.spaceKey : undefined;
  const items = await spaces.list({ ...call, keys: [projectKey] }).then((page) => page.items, noneIfOutside);
  const alike = items.map(({ key }) => ({ key, because: 'sameKey' }) as const);
  return named === undefined || items.some(({ key }) => key === named)
    ? alike
    : [...alike, { key: named, because: 'workspace' }];
}

/** The allow-list may leave out the space of a project that it lets in. */
function noneIfOutside(error: unknown): readonly Space[] {
  if (failureOf(error)?.code === 'outsideAllowList') {
    return [];
  }
  throw error;
}

/** Where decisions on the project are looked for. */
export function decisionScope(
  projectKey: string,
  spaces: readonly SpaceOfProject[],
): Pick<DecisionQuery, 'projectKeys' | 'spaceKeys' | 'alsoSpaceKeys'> {
  const keys = spaces.map(({ key }) => key);
  const isAsked = spaces.some(({ because }) => because === 'asked');
  return { projectKeys: [projectKey], ...(isAsked ? { spaceKeys: keys } : { alsoSpaceKeys: keys }) };
}
