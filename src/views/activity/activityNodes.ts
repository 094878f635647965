import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { ConsentGrant, OperationKind, OperationRecord } from '#domain/operation.ts';
import { treeContexts } from '#host/ids.ts';
import { translate } from '#host/translate.ts';
import { describeFailure } from '#services/errorText.ts';
import { hasWayBack } from '#services/undo/undoable.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';

/** A row of the activity view. */
export type ActivityNode = DayNode | OperationNode;

export interface DayNode {
  readonly kind: 'day';
  readonly item: TreeItem;
  readonly operations: readonly OperationNode[];
}

export interface OperationNode {
  readonly kind: 'operation';
  readonly item: TreeItem;
  readonly record: OperationRecord;
}

/** Newest first, by the days of this machine's zone. */
export function dayNodes(
  records: readonly OperationRecord[],
  undone: ReadonlySet<string>,
  now: Date,
): readonly DayNode[] {
  const days = Map.groupBy(records, ({ startedAt }) => new Date(startedAt).toDateString());
  return [...days].map(([day, ofDay], index) => {
    const { Expanded, Collapsed } = TreeItemCollapsibleState;
    const item = new TreeItem(dayText(new Date(day), now), index === 0 ? Expanded : Collapsed);
    item.id = `day ${day}`;
    item.description = String(ofDay.length);
    return { kind: 'day', item, operations: ofDay.map((record) => operationNode(record, undone.has(record.id))) };
  });
}

function operationNode(record: OperationRecord, isUndone: boolean): OperationNode {
  const { id, kind, startedAt } = record;
  const subject = subjectOf(record);
  const item = new TreeItem(subject === '' ? kindText(kind) : subject, TreeItemCollapsibleState.None);
  const time = new Date(startedAt).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  item.id = id;
  item.description = [kindText(kind), whoText(record), time].filter((part) => part !== '').join(' · ');
  item.iconPath = iconOf(record, isUndone);
  item.contextValue = hasWayBack(record) && !isUndone ? treeContexts.undoableOperation : treeContexts.operation;
  item.tooltip = detailsOf(record, isUndone);
  item.accessibilityInformation = {
    label: [subject, kindText(kind), outcomeText(record, isUndone), whoText(record), time].join(', '),
  };
  return { kind: 'operation', item, record };
}

/** Plain text; for the tooltip and the clipboard. */
export function detailsOf(record: OperationRecord, isUndone: boolean): string {
  const { consent, tool, startedAt, failure, changes = [], issues = [], origin, kind } = record;
  const lines = [
    `${kindText(kind)}: ${subjectOf(record)}`,
    `${outcomeText(record, isUndone)}, ${new Date(startedAt).toLocaleString()}`,
    [whoText(record), tool ?? ''].filter((part) => part !== '').join(', '),
    consent === undefined ? '' : consentText(consent),
    origin,
    ...(failure ? [describeFailure(failure, translate)] : []),
    ...changes.map(changeText),
    ...issues.flatMap(({ key, changes }) => changes.map((change) => `${key} ${changeText(change)}`)),
  ];
  return cleanForeignText(lines.filter((line) => line.trim() !== '').join('\n'));
}

function changeText({ field, name, before, after }: FieldChange): string {
  return `${name ?? field}: ${brief(before)} → ${brief(after)}`;
}

function subjectOf({ target, issueKey, summary }: OperationRecord): string {
  const key = issueKey ?? (target?.entity === 'issue' ? target.id : '');
  const title = cleanForeignText(target?.title ?? summary).replace(/\s+/g, ' ');
  return truncate(`${key} ${title === key ? '' : title}`.trim(), 120);
}

function iconOf({ outcome }: OperationRecord, isUndone: boolean): ThemeIcon {
  if (isUndone) {
    return new ThemeIcon('discard');
  }
  switch (outcome) {
    case 'done':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
    case 'unknown':
      return new ThemeIcon('question', new ThemeColor('testing.iconQueued'));
    case 'pending':
      return new ThemeIcon('loading~spin');
  }
}

function outcomeText({ outcome }: OperationRecord, isUndone: boolean): string {
  if (isUndone) {
    return l10n.t('Undone since');
  }
  switch (outcome) {
    case 'done':
      return l10n.t('Done');
    case 'failed':
      return l10n.t('Failed, nothing was stored');
    case 'unknown':
      return l10n.t('Outcome unknown');
    case 'pending':
      return l10n.t('Under way');
  }
}

function whoText({ surface, client }: OperationRecord): string {
  if (surface === 'agent') {
    return client === undefined ? l10n.t('agent') : truncate(cleanForeignText(client), 40);
  }
  return surface === 'rule' ? l10n.t('rule') : l10n.t('you');
}

function kindText(kind: OperationKind): string {
  switch (kind) {
    case 'createIssue':
      return l10n.t('Issue created');
    case 'updateIssue':
      return l10n.t('Issue changed');
    case 'transitionIssue':
      return l10n.t('Status changed');
    case 'commentIssue':
    case 'commentPage':
      return l10n.t('Comment added');
    case 'linkIssue':
      return l10n.t('Link added');
    case 'moveToSprint':
      return l10n.t('Moved to a sprint');
    case 'moveIssues':
      return l10n.t('Issues moved');
    case 'rankIssues':
      return l10n.t('Issues ranked');
    case 'createSprint':
      return l10n.t('Sprint created');
    case 'updateSprint':
      return l10n.t('Sprint changed');
    case 'createVersion':
      return l10n.t('Version created');
    case 'updateVersion':
      return l10n.t('Version changed');
    case 'deleteIssue':
      return l10n.t('Issue deleted');
    case 'createPage':
      return l10n.t('Page created');
    case 'updatePage':
      return l10n.t('Page changed');
    case 'labelPage':
      return l10n.t('Labels changed');
    case 'deletePage':
      return l10n.t('Page moved to the trash');
    case 'deleteComment':
      return l10n.t('Comment deleted');
    case 'logWork':
      return l10n.t('Work logged');
    case 'watchIssue':
      return l10n.t('Watchers changed');
    case 'attachFile':
      return l10n.t('File attached');
    case 'undo':
      return l10n.t('Change undone');
    default:
      return l10n.t('Written');
  }
}

function consentText(consent: ConsentGrant): string {
  switch (consent) {
    case 'host':
    case 'client':
      return l10n.t('Confirmed in the program that the agent runs in');
    case 'flag':
      return l10n.t('Allowed when the server was started');
    case 'once':
      return l10n.t('Allowed once in this editor');
    case 'session':
      return l10n.t('Allowed for the session in this editor');
    case 'always':
      return l10n.t('Allowed for good in this editor');
    case 'user':
      return l10n.t('By your own hand');
  }
}

function dayText(day: Date, now: Date): string {
  const isToday = day.toDateString() === now.toDateString();
  return isToday
    ? l10n.t('Today')
    : day.toLocaleDateString(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
}

function brief(field: { readonly text: string } | undefined): string {
  return field === undefined ? '–' : truncate(field.text.replace(/\s+/g, ' '), 80);
}
