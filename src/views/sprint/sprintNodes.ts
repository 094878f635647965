import { l10n, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Uri } from 'vscode';
import type { Blocker, Issue, StatusCategory } from '#domain/issue.ts';
import { type CommandId, treeContexts } from '#host/ids.ts';
import { iconUri, issueIcon } from '#host/issueIcons.ts';
import { timeLeftText } from '#host/sprintTime.ts';
import { translate } from '#host/translate.ts';
import { describeChoice } from '#services/resolve/choices.ts';
import type { SprintBoard, StatusGroup } from '#services/sprintBoard.ts';
import { cleanForeignText } from '#shared/text.ts';
import { decorationUri } from './issueDecorations.ts';

/** A row of the sprint view. Items are made once, so that VS Code can ask for them as often as it likes. */
export type SprintNode = HeaderNode | GroupNode | IssueNode | ActionNode;

export interface HeaderNode {
  readonly kind: 'header';
  readonly item: TreeItem;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly item: TreeItem;
  readonly group: StatusGroup;
}

export interface IssueNode {
  readonly kind: 'issue';
  readonly item: TreeItem;
  readonly issue: Issue;
  readonly blockers: readonly Blocker[];
}

/** A row to click on: choose a board, sign in again, try again. */
export interface ActionNode {
  readonly kind: 'action';
  readonly item: TreeItem;
}

/** Groups with more issues start folded. */
const maxUnfoldedIssues = 50;

export function headerNode({ board, sprint, doneCount, totalCount, choices }: SprintBoard, now: Date): HeaderNode {
  const name = cleanForeignText(sprint?.name ?? board.name);
  const goal = cleanForeignText(sprint?.goal ?? '').trim();
  const progress = l10n.t('{0} of {1} done', doneCount, totalCount);
  const left = sprint && timeLeftText(sprint, now);
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = 'header';
  // A narrow side bar cuts the end off.
  item.description = [`${doneCount}/${totalCount}`, left, goal].filter((part) => part).join(' · ');
  item.iconPath = new ThemeIcon(sprint ? 'rocket' : 'project');
  const reasons = choices.map((choice) => describeChoice(choice, translate));
  item.tooltip = tooltip(name, [goal, [progress, left].filter((part) => part).join(' · '), ...reasons]);
  item.accessibilityInformation = {
    label: [name, progress, left, goal && l10n.t('Goal: {0}', goal)].filter((part) => part).join(', '),
  };
  return { kind: 'header', item };
}

export function groupNode(group: StatusGroup, { groups }: SprintBoard): GroupNode {
  const { status, columnName, issues } = group;
  const isFolded = issues.length > maxUnfoldedIssues || (status.category === 'done' && groups.length > 1);
  const item = new TreeItem(
    cleanForeignText(status.name),
    isFolded ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded,
  );
  item.id = `group:${status.id}`;
  item.description = String(issues.length);
  item.iconPath = new ThemeIcon(categoryIcons[status.category]);
  item.tooltip = tooltip(status.name, columnName === undefined ? [] : [l10n.t('Column: {0}', columnName)]);
  item.accessibilityInformation = { label: l10n.t('{0}, {1} issues', status.name, issues.length) };
  return { kind: 'group', item, group };
}

export function issueNode(issue: Issue, blockers: readonly Blocker[], extensionUri: Uri): IssueNode {
  const { key, assignee, priority } = issue;
  const summary = cleanForeignText(issue.summary);
  const isBlocked = blockers.length > 0;
  const marks = [isBlocked ? '⊘' : '', priorityArrows[priority?.id ?? ''] ?? ''].filter((mark) => mark !== '');
  const item = new TreeItem([...marks, key, summary].join(' '), TreeItemCollapsibleState.None);
  item.id = `issue:${key}`;
  item.description = assignee ? cleanForeignText(assignee.displayName) : l10n.t('Unassigned');
  item.iconPath = iconUri(extensionUri, issueIcon(issue.type));
  item.resourceUri = decorationUri(issue, isBlocked);
  item.contextValue = treeContexts.issue;
  item.accessibilityInformation = { label: accessibleLabel(issue, summary, blockers) };
  return { kind: 'issue', item, issue, blockers };
}

/** Built when the row is hovered: a thousand tooltips are not needed to show a thousand rows. */
export function issueTooltip({ issue, blockers }: Pick<IssueNode, 'issue' | 'blockers'>): MarkdownString {
  const { key, summary, type, status, priority, assignee, storyPoints, parent } = issue;
  return tooltip(`${key} ${summary}`, [
    [type.name, status.name, priority?.name].filter((part) => part).join(' · '),
    assignee ? l10n.t('Assigned to {0}', assignee.displayName) : l10n.t('Unassigned'),
    storyPoints === undefined ? '' : l10n.t('Story points: {0}', storyPoints),
    parent ? l10n.t('Part of {0}', `${parent.key} ${parent.summary}`) : '',
    ...blockers.map(blockerText),
  ]);
}

export function actionNode(label: string, icon: string, command: CommandId): ActionNode {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `action:${command}`;
  item.iconPath = new ThemeIcon(icon);
  item.command = { command, title: label };
  return { kind: 'action', item };
}

function accessibleLabel(issue: Issue, summary: string, blockers: readonly Blocker[]): string {
  const { key, type, status, priority, assignee } = issue;
  return [
    key,
    summary,
    type.name,
    status.name,
    priority && l10n.t('Priority: {0}', priority.name),
    assignee ? l10n.t('Assigned to {0}', assignee.displayName) : l10n.t('Unassigned'),
    ...blockers.map(blockerText),
  ]
    .filter((part) => part)
    .join(', ');
}

function blockerText(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'flag':
      return l10n.t('Blocked: flagged as impeded');
    case 'status':
      return l10n.t('Blocked: in status {0}', blocker.status.name);
    case 'link':
      return l10n.t('Blocked by {0}', blocker.key);
  }
}

/** Jira's text goes in as text only: no links, images or commands of whoever wrote it. */
function tooltip(title: string, lines: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(cleanForeignText(title)).appendMarkdown('**');
  for (const line of lines.filter((part) => part !== '')) {
    text.appendMarkdown('\n\n').appendText(cleanForeignText(line));
  }
  return text;
}

/**
 * By the ids that every Jira site starts with, from the most to the least urgent. The middle one has no mark, nor have
 * priorities a site adds: their name is in the tooltip.
 */
const priorityArrows: Readonly<Record<string, string>> = { '1': '⇈', '2': '↑', '4': '↓', '5': '⇊' };

const categoryIcons: Readonly<Record<StatusCategory, string>> = {
  new: 'circle-large-outline',
  indeterminate: 'play-circle',
  done: 'pass-filled',
};
