import { commands, env, l10n, Uri } from 'vscode';
import type { Connection } from '#domain/ports.ts';
import { commandIds } from '#host/ids.ts';
import { type NotificationAction, notify } from '#host/notify.ts';
import { translate } from '#host/translate.ts';
import { addToSprint, type CreatedIssue } from '#services/createIssue.ts';
import { describeFailure } from '#services/errorText.ts';
import type { Mismatch } from '#services/readBack.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext } from '../context.ts';

/** Says what Jira stored, which may differ from what was asked for, and what can be done about it. */
export function reportCreated(context: CommandContext, connection: Connection, created: CreatedIssue): void {
  const { reference, steps, mismatches, sprint } = created;
  const { key, url } = reference;
  const actions: NotificationAction[] = [
    { title: l10n.t('Open'), run: () => env.openExternal(Uri.parse(url, true)) },
    { title: l10n.t('Copy Key'), run: () => commands.executeCommand(commandIds.copyIssueKey, { key, url }) },
  ];
  const sprintStep = steps.find(({ step }) => step === 'sprint');
  if (sprint && sprintStep?.failure) {
    const reason = describeFailure(sprintStep.failure, translate);
    const message = l10n.t(
      '{0} is created, but it could not be added to {1}: {2}',
      key,
      cleanForeignText(sprint.name),
      reason,
    );
    const retry = { title: l10n.t('Try Again'), run: () => retrySprint(context, connection, created) };
    context.inBackground(notify('warning', message, [retry, ...actions]));
    return;
  }
  const stored = storedText(created);
  if (mismatches.length > 0) {
    context.inBackground(notify('warning', [stored, ...mismatches.map(mismatchText)].join(' '), actions));
    return;
  }
  context.inBackground(notify('information', stored, actions));
}

/** Repeats only the step that failed; the ticket is not touched otherwise. */
async function retrySprint(context: CommandContext, connection: Connection, created: CreatedIssue): Promise<void> {
  const { reference, sprint } = created;
  if (sprint) {
    await addToSprint(connection, reference.key, sprint.id);
    await context.sprint.refresh();
    const message = l10n.t('{0} is now in {1}.', reference.key, cleanForeignText(sprint.name));
    context.inBackground(notify('information', message));
  }
}

function storedText({ reference: { key }, stored }: CreatedIssue): string {
  if (!stored) {
    return l10n.t('{0} is created. Jira did not say how it was stored.', key);
  }
  const summary = cleanForeignText(stored.summary);
  const assignee = stored.assignee && cleanForeignText(stored.assignee.displayName);
  const sprint = stored.sprints.find(({ state }) => state !== 'closed');
  const sprintName = sprint && cleanForeignText(sprint.name);
  if (assignee !== undefined && sprintName !== undefined) {
    return l10n.t('{0} "{1}" is created: assigned to {2}, in {3}.', key, summary, assignee, sprintName);
  }
  if (assignee !== undefined) {
    return l10n.t('{0} "{1}" is created: assigned to {2}.', key, summary, assignee);
  }
  return sprintName === undefined
    ? l10n.t('{0} "{1}" is created, assigned to nobody.', key, summary)
    : l10n.t('{0} "{1}" is created: assigned to nobody, in {2}.', key, summary, sprintName);
}

function mismatchText({ field, name, asked, stored }: Mismatch): string {
  const label = name === undefined ? fieldName(field) : cleanForeignText(name);
  return stored === undefined
    ? l10n.t('{0}: asked for "{1}", Jira stored nothing.', label, asked)
    : l10n.t('{0}: asked for "{1}", Jira stored "{2}".', label, asked, cleanForeignText(stored));
}

function fieldName(field: Mismatch['field']): string {
  switch (field) {
    case 'assignee':
      return l10n.t('Assignee');
    case 'sprint':
      return l10n.t('Sprint');
    case 'type':
      return l10n.t('Type');
    case 'summary':
      return l10n.t('Summary');
    case 'priority':
      return l10n.t('Priority');
    case 'status':
      return l10n.t('Status');
    case 'description':
      return l10n.t('Description');
    case 'labels':
      return l10n.t('Labels');
    case 'components':
      return l10n.t('Components');
    case 'fixVersions':
      return l10n.t('Fix versions');
    case 'parent':
      return l10n.t('Parent');
    case 'due':
      return l10n.t('Due date');
    case 'field':
      return l10n.t('Field');
  }
}
