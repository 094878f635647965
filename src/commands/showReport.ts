import { l10n, ProgressLocation, type QuickPickItem, window } from 'vscode';
import type { ReportRequest } from '#domain/report.ts';
import { signalOf } from '#host/cancellation.ts';
import type { CommandContext, CommandHandler } from './context.ts';

type ReportItem = QuickPickItem & Pick<ReportRequest, 'topic' | 'period'>;

/** What `@trestle` tells in the chat, where there is no chat or no language model: in an editor, with its sources. */
export function showReport(context: CommandContext): CommandHandler {
  return async () => {
    const items: ReportItem[] = [
      { label: l10n.t('The decisions of this week'), topic: 'decisions', period: 'this week' },
      { label: l10n.t('The decisions of last week'), topic: 'decisions', period: 'last week' },
      { label: l10n.t('Where the sprint stands'), topic: 'sprint' },
      { label: l10n.t('What is blocked, and since when'), topic: 'blocked' },
      { label: l10n.t('My stand-up'), topic: 'standup' },
    ];
    const placeHolder = l10n.t('What do you want to know? No language model is used.');
    const chosen = await window.showQuickPick(items, { placeHolder });
    if (!chosen) {
      return;
    }
    const { label: title, topic, period } = chosen;
    const text = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) =>
        context.writeReport({
          ...{ topic, signal: signalOf(token) },
          ...(period !== undefined && { period }),
          onProgress: (message) => progress.report({ message }),
        }),
    );
    await context.previews.showMarkdown(`${title}.md`, text);
  };
}
