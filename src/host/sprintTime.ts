import { l10n } from 'vscode';
import { daysLeft, type Sprint } from '#domain/sprint.ts';

/** "5 days left", "2 days overdue"; undefined for a sprint without an end. */
export function timeLeftText(sprint: Sprint, now: Date): string | undefined {
  const days = daysLeft(sprint, now);
  if (days === undefined) {
    return undefined;
  }
  if (days < 0) {
    return days === -1 ? l10n.t('1 day overdue') : l10n.t('{0} days overdue', -days);
  }
  if (days === 0) {
    return l10n.t('ends today');
  }
  return days === 1 ? l10n.t('1 day left') : l10n.t('{0} days left', days);
}
