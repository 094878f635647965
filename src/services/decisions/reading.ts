import type { DecisionState } from '#domain/decision.ts';
import type { PageBlock, PageContent } from '#domain/page.ts';
import { datesIn } from './dates.ts';
import { headingMeaning } from './headings.ts';
import { roleOf } from './rules/columns.ts';
import { plainly } from './sayings.ts';
import { stateIn, statesNamed } from './states.ts';

/** A part of a page with the headings it stands under, those that only look like headings included. */
export interface Passage {
  readonly index: number;
  readonly block: PageBlock;
  /** From the outermost. */
  readonly headings: readonly string[];
  /** Passages between the same headings have the same number. */
  readonly group: number;
  readonly isQuoted: boolean;
}

/** A text as the rules see it. */
export interface Reading {
  readonly title: string;
  readonly passages: readonly Passage[];
  /** The headings themselves. */
  readonly titles: readonly PageBlock[];
  /** The day it was written, for days that are named without their year. */
  readonly writtenOn?: string;
  /** Of the meeting it tells of. */
  readonly meetingOn?: string;
  /** Made for decisions, by its title or labels. */
  readonly isRecord: boolean;
  /** Labelled as a decision. */
  readonly isLabelled: boolean;
  /** Lists decisions: a log, a register. */
  readonly isLog: boolean;
  /** Where it is a record of one decision: what it says its state is. */
  readonly recordState?: DecisionState;
  readonly isTemplate: boolean;
}

type Source = Pick<PageContent, 'title' | 'labels' | 'blocks' | 'lastModified'>;

export function readingOf(source: Source): Reading {
  const passages = passagesOf(source.blocks);
  const writtenOn = source.lastModified?.slice(0, 10);
  const meetingOn = meetingDay(source.title, passages, writtenOn);
  const status = statusLine(passages) ?? tableFact(passages, 'state');
  const recordState = status === undefined ? undefined : stateIn(status);
  const title = plainly(source.title);
  const labels = source.labels.map(plainly);
  const isRecord =
    /\b(?:adr|daci|rfc|decisions?)\b/.test(title) ||
    labels.some((label) => /^(?:adr|daci|decisions?|decision-.*)$/.test(label));
  return {
    title: source.title,
    passages,
    titles: source.blocks.filter(({ kind }) => kind === 'heading'),
    isRecord,
    isLabelled: labels.some((label) => /^decisions?$/.test(label)),
    isLog: isRecord && /\b(?:log|register|registry|registre|journal|index|records|list|liste|suivi)\b/.test(title),
    isTemplate:
      /^(?:\[?(?:template|modele|gabarit)\b)|\b(?:template|modele)\]?$/.test(title) ||
      labels.some((label) => /^(?:template|modele|gabarit)s?$/.test(label)) ||
      (status !== undefined && statesNamed(status) > 2),
    ...(writtenOn !== undefined && { writtenOn }),
    ...(meetingOn !== undefined && { meetingOn }),
    ...(recordState && { recordState }),
  };
}

function passagesOf(blocks: readonly PageBlock[]): Passage[] {
  const passages: Passage[] = [];
  let pseudo: { readonly title: string; readonly place: string } | undefined;
  let locals: { readonly level: number; readonly title: string; readonly container: number }[] = [];
  let group = 0;
  let key = '';
  blocks.forEach((block, index) => {
    const containers = block.containers ?? [];
    const numbers = containers.map(({ number }) => number);
    const container = numbers.at(-1);
    locals = locals.filter((local) => numbers.includes(local.container));
    const place = JSON.stringify([block.section, numbers, locals.length]);
    if (block.kind === 'heading') {
      pseudo = undefined;
      if (container !== undefined) {
        const level = /^#+/.exec(block.markdown)?.[0].length ?? 1;
        locals = [...locals.filter((local) => local.level < level), { level, title: block.text, container }];
      }
    } else if (pseudo !== undefined && pseudo.place !== place) {
      pseudo = undefined;
    }
    const isPseudo = isPseudoHeading(block, blocks[index + 1]);
    if (isPseudo) {
      pseudo = { title: block.text, place };
    }
    const around = containers.flatMap(({ title }) => title ?? []);
    const inner = locals.map(({ title }) => title);
    const headings = [...block.path, ...around, ...inner, ...(pseudo ? [pseudo.title] : [])];
    const nextKey = JSON.stringify([block.section, block.path, numbers, headings]);
    if (block.kind !== 'heading' && !isPseudo && block.text !== '' && !isContainerTitle(block)) {
      group += nextKey === key ? 0 : 1;
      key = nextKey;
      const isQuoted = containers.some(({ kind }) => kind === 'quote');
      passages.push({ index: passages.length, block, headings, group, isQuoted });
    }
  });
  return passages;
}

/** A line in bold, or one with a colon, that people put where a heading should be. */
function isPseudoHeading({ kind, text, markdown }: PageBlock, next: PageBlock | undefined): boolean {
  if (kind !== 'paragraph' || text.split(' ').length > 8 || /[.!?]$/.test(text)) {
    return false;
  }
  const isBold = /^\*\*[^*]+\*\*[\s:]*$/.test(markdown.trim());
  const isKnown = headingMeaning(text) !== undefined;
  const isFollowedByList = next?.kind === 'item' || next?.kind === 'decision';
  return (isBold && (isKnown || isFollowedByList || text.endsWith(':'))) || (isKnown && /:$/.test(text));
}

function isContainerTitle({ kind, text, containers }: PageBlock): boolean {
  return kind === 'paragraph' && containers?.at(-1)?.title === text;
}

const otherDays = /\b(?:post-?mortem|incident|outage|panne|release|version|roadmap|plan|deadline|echeance)\b/;
const meetingLine =
  /^(?:date\b|minutes (?:of|for)|meeting (?:of|on|held)|held on|reunion (?:du|de)|comite (?:du|de)|compte[- ]rendu (?:du|de)|cr du|seance du|point du|conseil du)/;

function meetingDay(title: string, passages: readonly Passage[], writtenOn: string | undefined): string | undefined {
  const [named] = otherDays.test(plainly(title)) ? [] : datesIn(title, writtenOn);
  if (named) {
    return named.date;
  }
  for (const { block } of passages.slice(0, 6)) {
    const isLine = block.kind === 'paragraph' || (block.kind === 'row' && block.cells?.length === 2);
    const [found] = isLine && meetingLine.test(plainly(block.text)) ? datesIn(block.text, writtenOn) : [];
    if (found) {
      return found.date;
    }
  }
  const told = tableFact(passages, 'date');
  return told === undefined ? undefined : datesIn(told, writtenOn)[0]?.date;
}

/** From a table of facts about the page: names and values in two columns, or names above one row of values. */
function tableFact(passages: readonly Passage[], role: 'state' | 'date'): string | undefined {
  const [first] = passages.filter(({ block }) => block.table !== undefined);
  const rows = passages.filter(({ block }) => block.table !== undefined && block.table === first?.block.table);
  const body = rows.filter(({ block }) => !block.isHeader);
  const [only, second] = body;
  const { columns = [], cells = [] } = only?.block ?? {};
  const isDecisions = columns.some((name) => /^(?:decision|outcome|topic)$/.test(roleOf(name) ?? ''));
  if (columns.length > 0) {
    return second || isDecisions ? undefined : cells[columns.findIndex((name) => roleOf(name) === role)];
  }
  const isPairs = body.every(({ block }) => block.cells?.length === 2);
  return isPairs ? body.find(({ block }) => roleOf(block.cells?.[0] ?? '') === role)?.block.cells?.[1] : undefined;
}

/** `Status: accepted`, or what stands under the heading "Status". */
function statusLine(passages: readonly Passage[]): string | undefined {
  for (const { block, headings, isQuoted } of passages) {
    if (isQuoted || (block.kind !== 'paragraph' && block.kind !== 'item')) {
      continue;
    }
    const [, line] = /^(?:status|statut|etat)\s*:\s*(.+)$/.exec(plainly(block.text)) ?? [];
    const isUnder = /^(?:status|statut|etat)$/.test(plainly(headings.at(-1) ?? '').replace(/[\s:]+$/, ''));
    if (line !== undefined || isUnder) {
      return line ?? block.text;
    }
  }
  return undefined;
}
