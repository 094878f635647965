import { l10n, window } from 'vscode';
import { codeLinkOf } from '#domain/codeLink.ts';
import { fail } from '#domain/errors.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { decisionArgument } from './decisionArgument.ts';
import { plainLabel } from './projectItems.ts';

/** Remembers, in this workspace, that a decision is about the lines selected in the editor. */
export function linkDecisionToCode(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { origin, decision } = decisionArgument(context, argument);
    const place = context.selections.currentPlace();
    const selection = place && (await context.selections.selectionAt(place));
    if (!selection) {
      fail({ code: 'noEditor' });
    }
    const { file, text } = selection;
    const code = codeLinkOf({ ...place, file }, text);
    await context.decisions.links.add({ origin, decisionId: decision.id, code });
    const said = plainLabel(decision.text);
    window.setStatusBarMessage(l10n.t('{0}:{1} is linked to "{2}"', file, code.startLine, said), 5000);
  };
}
