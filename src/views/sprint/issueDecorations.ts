import { type Disposable, type FileDecorationProvider, l10n, ThemeColor, Uri, window } from 'vscode';
import type { Issue } from '#domain/issue.ts';
import { issueScheme } from '#host/ids.ts';
import { cleanForeignText } from '#shared/text.ts';

/** Names what a row's decoration shows; a change makes another URI, so nothing has to be announced. */
export function decorationUri({ key, assignee }: Issue, isBlocked: boolean): Uri {
  const query = new URLSearchParams({
    ...(assignee && { assignee: cleanForeignText(assignee.displayName) }),
    ...(isBlocked && { blocked: '1' }),
  });
  return Uri.from({ scheme: issueScheme, path: `/${key}`, query: query.toString() });
}

/** The assignee's initials at the row's right edge, where they stay in narrow side bars; blocked issues in red. */
export function registerIssueDecorations(): Disposable {
  const provider: FileDecorationProvider = {
    provideFileDecoration: ({ scheme, query }) => {
      if (scheme !== issueScheme) {
        return undefined;
      }
      const shown = new URLSearchParams(query);
      const assignee = shown.get('assignee');
      const isBlocked = shown.has('blocked');
      if (!assignee && !isBlocked) {
        return undefined; // VS Code refuses decorations that show nothing
      }
      return {
        ...(assignee && { badge: initialsOf(assignee), tooltip: l10n.t('Assigned to {0}', assignee) }),
        ...(isBlocked && { color: new ThemeColor('list.errorForeground') }),
        propagate: false,
      };
    },
  };
  return window.registerFileDecorationProvider(provider);
}

/** "Paul Martin" → "PM". At most two characters: VS Code refuses longer badges. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
  const [first = name, ...others] = words;
  const initials = [first, ...others.slice(-1)].map((word) => [...word][0] ?? '').join('');
  return initials.toLocaleUpperCase();
}
