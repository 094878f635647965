import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CodeLink } from '#domain/codeLink.ts';
import type { DecisionSource, DecisionState } from '#domain/decision.ts';
import { addDays, dateIn } from '#domain/zonedDate.ts';
import { commandIds, treeContexts } from '#host/ids.ts';
import { translate } from '#host/translate.ts';
import type { DecisionGroup, DecisionGrouping } from '#services/decisions/decisionGroups.ts';
import { decisionStateText } from '#services/decisions/decisionText.ts';
import type { RegisteredDecision } from '#services/decisions/registered.ts';
import { dayOf } from '#services/decisions/registerSearch.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';

/** A row of the decisions view. */
export type DecisionNode = GroupNode | DecisionRow | SourceNode | CodeNode;

export interface GroupNode {
  readonly kind: 'group';
  readonly item: TreeItem;
  readonly children: readonly DecisionRow[];
}

export interface DecisionRow {
  readonly kind: 'decision';
  readonly item: TreeItem;
  readonly decision: RegisteredDecision;
  readonly children: readonly (SourceNode | CodeNode)[];
}

export interface SourceNode {
  readonly kind: 'source';
  readonly item: TreeItem;
  readonly source: DecisionSource;
}

export interface CodeNode {
  readonly kind: 'code';
  readonly item: TreeItem;
  readonly decisionId: string;
  readonly code: CodeLink;
}

interface Look {
  readonly by: DecisionGrouping;
  /** IANA zone. */
  readonly zone: string;
  /** BCP 47 */
  readonly locale: string;
  /** First day of the current week. */
  readonly thisWeek: string;
  codeOf(decisionId: string): readonly CodeLink[];
}

const longestLabel = 160;
const uncertainBelow = 0.6;

export function groupNode(group: DecisionGroup, look: Look, isFirst: boolean): GroupNode {
  const { key, decisions } = group;
  const label = groupLabel(key, look);
  const { Expanded, Collapsed } = TreeItemCollapsibleState;
  const item = new TreeItem(label, isFirst || look.by !== 'week' ? Expanded : Collapsed);
  item.id = `${look.by}:${key}`;
  item.description = String(decisions.length);
  item.accessibilityInformation = { label: l10n.t('{0}, {1} decisions', label, decisions.length) };
  return { kind: 'group', item, children: decisions.map((decision) => decisionRow(decision, look)) };
}

function decisionRow(decision: RegisteredDecision, look: Look): DecisionRow {
  const { id, state, sources } = decision;
  const text = cleanForeignText(decision.text);
  const children = [
    ...sources.map((source, index) => sourceNode(id, source, index)),
    ...look.codeOf(id).map((code) => codeNode(id, code)),
  ];
  const item = new TreeItem(truncate(text, longestLabel), TreeItemCollapsibleState.Collapsed);
  const day = dayOf(decision, look.zone);
  const where = cleanForeignText(sources[0]?.title ?? '');
  const stateName = decisionStateText(state, translate);
  item.id = `decision:${id}`;
  item.description = [state === 'decided' ? '' : stateName, day === '' ? '' : dayText(day, look.locale), where]
    .filter((part) => part !== '')
    .join(' · ');
  item.iconPath = stateIcon(state);
  item.contextValue = treeContexts.decision;
  item.tooltip = tooltipOf(decision, look);
  item.accessibilityInformation = {
    label: [text, stateName, day === '' ? '' : dayText(day, look.locale), where]
      .filter((part) => part !== '')
      .join(', '),
  };
  return { kind: 'decision', item, decision, children };
}

function sourceNode(decisionId: string, source: DecisionSource, index: number): SourceNode {
  const { title, section, kind, issueKey, quote, author } = source;
  const path = [issueKey, title, ...section].filter((part) => part !== undefined && part !== '');
  const item = new TreeItem(cleanForeignText(path.join(' › ')), TreeItemCollapsibleState.None);
  item.id = `source:${decisionId}:${index}`;
  item.description = author ? cleanForeignText(author.name) : '';
  item.iconPath = new ThemeIcon(kind === 'issueComment' ? 'comment' : kind === 'issueField' ? 'issues' : 'book');
  item.contextValue = treeContexts.decisionSource;
  item.tooltip = cleanForeignText(quote);
  item.accessibilityInformation = { label: cleanForeignText([...path, author?.name ?? ''].join(', ')) };
  const node: SourceNode = { kind: 'source', item, source };
  item.command = { command: commandIds.openDecision, title: l10n.t('Open'), arguments: [node] };
  return node;
}

function codeNode(decisionId: string, code: CodeLink): CodeNode {
  const item = new TreeItem(`${code.file}:${code.startLine}`, TreeItemCollapsibleState.None);
  item.id = `code:${decisionId}:${code.uri}:${code.firstLine}`;
  item.description = truncate(code.firstLine, 60);
  item.iconPath = new ThemeIcon('code');
  item.contextValue = treeContexts.decisionCode;
  item.tooltip = code.firstLine;
  item.accessibilityInformation = { label: `${code.file}:${code.startLine}, ${code.firstLine}` };
  const node: CodeNode = { kind: 'code', item, decisionId, code };
  item.command = { command: commandIds.openDecisionCode, title: l10n.t('Open'), arguments: [node] };
  return node;
}

function groupLabel(key: string, { by, locale, thisWeek }: Look): string {
  switch (by) {
    case 'week':
      if (key === '') return l10n.t('Without a date');
      if (key === thisWeek) return l10n.t('This week');
      if (key === addDays(thisWeek, -7)) return l10n.t('Last week');
      return l10n.t('Week of {0}', dayText(key, locale));
    case 'space':
      return key === '' ? l10n.t('Without a space') : cleanForeignText(key);
    case 'state':
      return isState(key) ? decisionStateText(key, translate) : key;
  }
}

function tooltipOf(decision: RegisteredDecision, { zone, locale }: Look): MarkdownString {
  const { text, topic, state, takenOn, appearedAt, who, sources, issueKeys, confidence, earlier } = decision;
  const appeared = appearedAt === undefined ? '' : dateIn(Date.parse(appearedAt), zone);
  const lines = [
    topic === undefined ? '' : l10n.t('About: {0}', topic),
    decisionStateText(state, translate),
    takenOn === undefined ? '' : l10n.t('Taken on {0}', dayText(takenOn, locale)),
    appeared === '' ? '' : l10n.t('Written down on {0}', dayText(appeared, locale)),
    who.length === 0 ? '' : l10n.t('By {0}', who.map(({ name }) => name).join(', ')),
    issueKeys.length === 0 ? '' : l10n.t('Issues: {0}', issueKeys.join(', ')),
    ...sources.map(({ title, section }) => [title, ...section].join(' › ')),
    ...earlier.map((before) => l10n.t('Before: {0} ({1})', before.text, decisionStateText(before.state, translate))),
    confidence < uncertainBelow ? l10n.t('Uncertain: the text may not be a decision.') : '',
  ];
  const tooltip = new MarkdownString().appendMarkdown('**').appendText(cleanForeignText(text)).appendMarkdown('**');
  for (const line of lines.filter((part) => part !== '')) {
    tooltip.appendMarkdown('\n\n').appendText(cleanForeignText(line));
  }
  return tooltip;
}

function dayText(day: string, locale: string): string {
  const style = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, style).format(new Date(`${day}T12:00:00Z`));
}

function stateIcon(state: DecisionState): ThemeIcon {
  switch (state) {
    case 'decided':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
    case 'proposed':
      return new ThemeIcon('question');
    case 'superseded':
      return new ThemeIcon('history');
    case 'rejected':
      return new ThemeIcon('circle-slash');
  }
}

function isState(key: string): key is DecisionState {
  return ['decided', 'proposed', 'superseded', 'rejected'].includes(key);
}
