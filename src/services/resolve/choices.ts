import type { Translate } from '#shared/l10n.ts';
import type { PersonReason } from '../people.ts';
import type { NameReason } from './names.ts';
import type { TransitionReason } from './transitions.ts';

/** Something that was chosen for somebody who gave no exact name or id, and why it was this one. */
export interface Choice {
  readonly of: 'project' | 'board' | 'sprint' | 'type' | 'assignee' | 'priority' | 'status' | 'field';
  /** Of a field without a word of its own here, in the site's language. */
  readonly name?: string;
  /** Absent where nothing was said. */
  readonly asked?: string;
  readonly chosen: string;
  readonly because: ChoiceReason;
}

/** Why it is this project: chosen or set for the workspace; named by the branch or by commits; the only one. */
export type ProjectReason = 'chosen' | 'branch' | 'commits' | 'onlyProject';
export type BoardReason = 'chosen' | 'onlyBoard' | 'onlyActiveSprint';
export type SprintReason = 'chosen' | 'onlyActive';

export type ChoiceReason =
  | ProjectReason
  | BoardReason
  | SprintReason
  | PersonReason
  | NameReason
  | TransitionReason
  | 'firstType';

const exact: ReadonlySet<ChoiceReason> = new Set<ChoiceReason>([
  ...(['exactName', 'id', 'accountId', 'status exactName', 'status id', 'step exactName', 'step id'] as const),
]);

/** Only where there was something to choose: who gave the exact name or an id need not be told why it was this one. */
export function choiceOf(choice: Choice): Choice[] {
  return exact.has(choice.because) ? [] : [choice];
}

/** `Assignee: Paul Martin (the only one whose name fits "Paul")` */
export function describeChoice(choice: Choice, t: Translate): string {
  return t('{0}: {1} ({2})', choice.name ?? choiceLabel(choice.of, t), choice.chosen, describeReason(choice, t));
}

/** The value as a proposal shows it, with the reason behind it where it was chosen. */
export function withReason(value: string, choice: Choice | undefined, t: Translate): string {
  return choice ? t('{0} ({1})', value, describeReason(choice, t)) : value;
}

export function describeReason({ because, asked = '' }: Choice, t: Translate): string {
  switch (because) {
    case 'chosen':
      return t('chosen for this workspace');
    case 'branch':
      return t('named by the Git branch');
    case 'commits':
      return t('named by the latest commits');
    case 'onlyProject':
      return t('the only project you can see');
    case 'onlyBoard':
      return t('the only board of the project');
    case 'onlyActiveSprint':
      return t('the only board with an active sprint');
    case 'onlyActive':
      return t('the only active sprint of the board');
    case 'firstType':
      return t('the first type of the project');
    case 'self':
      return t('you');
    case 'remembered':
      return t('whom you chose for "{0}" before', asked);
    case 'onlyMatch':
      return t('the only one whose name fits "{0}"', asked);
    case 'onlyPrefix':
    case 'status onlyPrefix':
      return t('the only one that begins with "{0}"', asked);
    case 'step onlyPrefix':
      return t('the only step that begins with "{0}"', asked);
    case 'exactName':
    case 'status exactName':
    case 'step exactName':
      return t('exactly this name');
    case 'id':
    case 'accountId':
    case 'status id':
    case 'step id':
      return t('of this id');
  }
}

export function choiceLabel(of: Choice['of'], t: Translate): string {
  switch (of) {
    case 'project':
      return t('Project');
    case 'board':
      return t('Board');
    case 'sprint':
      return t('Sprint');
    case 'type':
      return t('Type');
    case 'assignee':
      return t('Assignee');
    case 'priority':
      return t('Priority');
    case 'status':
      return t('Status');
    case 'field':
      return t('Field');
  }
}
