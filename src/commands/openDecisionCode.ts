import { l10n, Position, Range, Uri, window, workspace } from 'vscode';
import { type CodeLink, findLink, isCodeLink } from '#domain/codeLink.ts';
import { fail } from '#domain/errors.ts';
import { notify } from '#host/notify.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { isRecord } from './decisionArgument.ts';

/** Opens code that a decision is linked to, at the lines as they stand now. */
export function openDecisionCode({ inBackground }: CommandContext): CommandHandler {
  return async (argument) => {
    const code = codeArgument(argument);
    const document = await workspace.openTextDocument(Uri.parse(code.uri, true));
    const { line, outcome } = findLink(code, document.getText());
    const start = new Position(line - 1, 0);
    const end = document.validatePosition(new Position(line - 1 + code.endLine - code.startLine, 10_000));
    await window.showTextDocument(document, { selection: new Range(start, end) });
    if (outcome === 'gone') {
      const text = l10n.t('The linked lines are no longer in {0}; this is where they stood.', code.file);
      inBackground(notify('information', text));
    }
  };
}

/** Only what is linked in this workspace is opened: the argument may come from anywhere. */
function codeArgument(argument: unknown): CodeLink {
  const code = isRecord(argument) ? argument['code'] : undefined;
  const isHere = isCodeLink(code) && workspace.getWorkspaceFolder(Uri.parse(code.uri, true)) !== undefined;
  return isHere ? code : fail({ code: 'invalidArgument', argument: 'code', reason: 'is not in this workspace' });
}
