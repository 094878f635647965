import { type Disposable, type FileDecorationProvider, l10n, ThemeColor, Uri, window } from 'vscode';
import type { Issue } from '#domain/issue.ts';
import { issueScheme } from '#host/ids.ts';

/** Ids that every Jira site starts with, from the most to the least urgent. Priorities a site adds show no arrow. */
const badges: Readonly<Record<string, string>> = { '1': '↑↑', '2': '↑', '3': '=', '4': '↓', '5': '↓↓' };

/** Names what a row's decoration shows; a change makes another URI, so nothing has to be announced. */
export function decorationUri({ key, priority }: Issue, isBlocked: boolean): Uri {
  const query = new URLSearchParams({
    ...(priority && { priority: priority.id, name: priority.name }),
    ...(isBlocked && { blocked: '1' }),
  });
  return Uri.from({ scheme: issueScheme, path: `/${key}`, query: query.toString() });
}

/** The priority as a badge at the row's right edge; blocked issues in the colour of errors. */
export function registerPriorityDecorations(): Disposable {
  const provider: FileDecorationProvider = {
    provideFileDecoration: ({ scheme, query }) => {
      if (scheme !== issueScheme) {
        return undefined;
      }
      const shown = new URLSearchParams(query);
      const badge = badges[shown.get('priority') ?? ''];
      const isBlocked = shown.has('blocked');
      return {
        ...(badge && { badge, tooltip: l10n.t('Priority: {0}', shown.get('name') ?? '') }),
        ...(isBlocked && { color: new ThemeColor('list.errorForeground') }),
        propagate: false,
      };
    },
  };
  return window.registerFileDecorationProvider(provider);
}
