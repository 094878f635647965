import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  l10n,
  languages,
  type TextDocument,
} from 'vscode';
import { commandIds } from '#host/ids.ts';
import type { CodePlace } from './editorSelections.ts';

/** Offers a ticket for a problem in the lightbulb and in the problem's own "Quick Fix…". */
export function registerCreateIssueAction(): Disposable {
  const provider: CodeActionProvider = {
    provideCodeActions: (document, _range, { diagnostics }) => {
      const [first] = diagnostics;
      if (!first) {
        return [];
      }
      const title = l10n.t('Create Jira issue for this problem…');
      const action = new CodeAction(title, CodeActionKind.QuickFix);
      action.command = {
        command: commandIds.createIssueFromSelection,
        title,
        arguments: [placeOf(document, first.range.start.line, first.range.end.line)],
      };
      action.diagnostics = [...diagnostics];
      return [action];
    },
  };
  return languages.registerCodeActionsProvider([{ scheme: 'file' }, { scheme: 'untitled' }], provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix],
  });
}

function placeOf({ uri }: TextDocument, start: number, end: number): CodePlace {
  return { uri: uri.toString(), startLine: start + 1, endLine: end + 1 };
}
