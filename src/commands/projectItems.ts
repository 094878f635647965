import type { QuickPickItem } from 'vscode';
import type { IssueTracker } from '#domain/ports.ts';
import { cleanForeignText } from '#shared/text.ts';

export type ProjectItem = QuickPickItem & { readonly projectKey: string };

/** Projects to pick from, by key; the list's own filter finds them by name too. */
export async function projectItems(tracker: IssueTracker): Promise<ProjectItem[]> {
  const { items } = await tracker.projects.list({ limit: 200 });
  return items.map(({ key, name }) => ({ label: key, description: cleanForeignText(name), projectKey: key }));
}

/** A label with the site's text in it: `$(name)` would be drawn as an icon. */
export function plainLabel(text: string): string {
  return cleanForeignText(text).replaceAll('$(', '$ (');
}
