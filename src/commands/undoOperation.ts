import { l10n, window } from 'vscode';
import { fail } from '#domain/errors.ts';
import { notify } from '#host/notify.ts';
import { recordWrites } from '#services/journal/recordWrite.ts';
import { carryOutUndo, planUndo, type UndoPlan } from '#services/undo/undo.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { operationArgument } from './operationArgument.ts';

/** Takes an operation back, after showing what exactly that changes. */
export function undoOperation(context: CommandContext): CommandHandler {
  return async (argument) => {
    const { connections, journal, sprint, inBackground } = context;
    const { id, summary } = await operationArgument(context, argument);
    const connection = (await connections.current()) ?? fail({ code: 'notSignedIn' });
    const opened = await journal();
    const plan = await planUndo(connection, opened, id);
    const { undo, question } = askingFor(plan, cleanForeignText(summary));
    const answer = await window.showWarningMessage(question, { modal: true, detail: detailOf(plan) }, undo);
    if (answer !== undo) {
      return;
    }
    const record = recordWrites(journal, { surface: 'command', consent: 'user' });
    const { notRestored } = await carryOutUndo(connection, opened, id, record);
    inBackground(sprint.refresh());
    const done = l10n.t('"{0}" was undone.', cleanForeignText(summary));
    const left = l10n.t('Not exactly as before: {0}. Look at it in Jira.', notRestored.join(', '));
    inBackground(notRestored.length === 0 ? notify('information', done) : notify('warning', [done, left].join(' ')));
  };
}

function askingFor({ isDeletion, isToTrash }: UndoPlan, summary: string) {
  if (isToTrash) {
    return { undo: l10n.t('Move to Trash'), question: l10n.t('Undo "{0}" by moving it to the trash?', summary) };
  }
  return isDeletion
    ? { undo: l10n.t('Delete'), question: l10n.t('Undo "{0}" by deleting it for good?', summary) }
    : { undo: l10n.t('Undo'), question: l10n.t('Undo "{0}"?', summary) };
}

function detailOf({ changes }: UndoPlan): string {
  const text = (value: string | undefined) => truncate(cleanForeignText(value ?? '–'), 400);
  return changes
    .map(({ field, name, before, after }) => `${name ?? field}: ${text(before?.text)} → ${text(after?.text)}`)
    .join('\n');
}
