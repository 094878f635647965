import { type Candidate, peopleIn, placeOf } from '../candidate.ts';
import { statedDay } from '../dates.ts';
import { type HeadingMeaning, meaningOf } from '../headings.ts';
import type { Passage, Reading } from '../reading.ts';
import { deniesDecision, isNothing, isPointer, isQuestion, plainly, withoutQuotations } from '../sayings.ts';
import { stateAtStart, withoutState } from '../states.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

/** Items of lists, or else paragraphs, under "Decisions" and its kin. */
export const underHeading: Rule = {
  id: 'underHeading',
  find(reading, isFree) {
    const judged: number[] = [];
    const candidates: Candidate[] = [];
    for (const group of groupsOf(reading.passages)) {
      const meaning = meaningOf(group[0]?.headings ?? []);
      if (meaning !== 'decision' && meaning !== 'decisions' && meaning !== 'proposed') {
        continue;
      }
      const open = group.filter(({ index }) => isFree(index));
      judged.push(...open.flatMap(({ index, block }) => (/^(?:item|paragraph)$/.test(block.kind) ? [index] : [])));
      if (!reading.isTemplate) {
        candidates.push(
          ...chosen(group, open, meaning, reading.passages).flatMap((parts) =>
            candidate(this.id, parts, meaning, reading),
          ),
        );
      }
    }
    return { candidates, judged };
  },
};

function groupsOf(passages: readonly Passage[]): Passage[][] {
  const groups = new Map<number, Passage[]>();
  for (const passage of passages) {
    groups.set(passage.group, [...(groups.get(passage.group) ?? []), passage]);
  }
  return [...groups.values()];
}

/** Which parts are a decision each. */
function chosen(
  group: readonly Passage[],
  open: readonly Passage[],
  meaning: HeadingMeaning,
  all: readonly Passage[],
): Passage[][] {
  const said = open.filter(({ isQuoted }) => !isQuoted);
  const items = itemsOf(said);
  const paragraphs = said.filter(({ block }) => block.kind === 'paragraph' && !/:\s*$/.test(block.text));
  // What stands in a panel beside the list of decisions is no decision itself.
  const isSibling = ({ headings }: Passage) => headings.join('\n') === group[0]?.headings.join('\n');
  const hasOthers = all.some((passage) => {
    const { kind } = passage.block;
    const isElsewhere = kind === 'item' && passage.group !== group[0]?.group;
    return isSibling(passage) && (kind === 'decision' || kind === 'row' || isElsewhere);
  });
  const before = all[(group[0]?.index ?? 0) - 1];
  // Somebody else's decision was quoted; this only comments on it.
  const isIntroducedByQuote = before?.isQuoted === true && before.headings.join('\n') === group[0]?.headings.join('\n');
  if (items.length > 0) {
    const leading = paragraphs.filter(({ index }) => index < (items[0]?.index ?? 0));
    return meaning === 'decision' && leading.length > 0 && !hasOthers ? [leading] : items.map((item) => [item]);
  }
  if (hasOthers || isIntroducedByQuote || paragraphs.length === 0) {
    return [];
  }
  // What was judged before ("Decision: …") was the decision; the rest only tells of it.
  const isToldAlready = meaning === 'decision' && group.length > open.length;
  const isOne = meaning === 'decision' && !paragraphs.some(({ block }) => deniesDecision(block.text));
  return isToldAlready ? [] : isOne ? [paragraphs] : paragraphs.map((paragraph) => [paragraph]);
}

/** Items of the outermost list; where one only announces others (`Product:`), those. */
function itemsOf(said: readonly Passage[]): Passage[] {
  const items = said.filter(({ block }) => block.kind === 'item');
  const chosenItems: Passage[] = [];
  let announcedDepth: number | undefined;
  for (const item of items) {
    const depth = item.block.depth ?? 0;
    if (announcedDepth !== undefined && depth <= announcedDepth) {
      announcedDepth = undefined;
    }
    const isAnnounced = announcedDepth !== undefined && depth === announcedDepth + 1;
    if (depth === 0 || isAnnounced) {
      if (/:\s*$/.test(item.block.text)) {
        announcedDepth = depth;
      } else {
        chosenItems.push(item);
      }
    }
  }
  return chosenItems;
}

const asides =
  /^[[(]?(?:actions?|todo|to do|next|note|nb|rappel|reminder|context|contexte|pourquoi|why|rationale|because|raison|question|reason|see also|voir aussi|infos?|information|risks?|risques?|tasks?|taches?)\b\s*[\d#]*\s*[:\])]/;

function candidate(rule: string, parts: readonly Passage[], meaning: HeadingMeaning, reading: Reading): Candidate[] {
  const [first] = parts;
  if (first === undefined) {
    return [];
  }
  const blocks = parts.map(({ block }) => block);
  const lead = withoutState(first.block);
  const text = [lead.text, ...blocks.slice(1).map((block) => block.text)].join(' ');
  const recordState = meaning === 'decision' ? reading.recordState : undefined;
  const state = lead.state ?? recordState ?? (meaning === 'proposed' ? 'proposed' : 'decided');
  const isOpen =
    lead.state === undefined &&
    state === 'decided' &&
    (deniesDecision(text) || isQuestion(text) || stateAtStart(text) === 'proposed');
  const isEmpty = isNothing(text) || isPointer(text) || blocks.every(isPlaceholder) || isMostlyQuoted(text);
  if (isEmpty || isOpen || !/\p{L}+\P{L}+\p{L}/u.test(text) || asides.test(plainly(text))) {
    return [];
  }
  const day = statedDay(first.block.text, reading.writtenOn);
  const confidence = first.block.kind === 'item' ? 0.92 : meaning === 'decision' ? 0.88 : 0.82;
  const day2 = dayAbove(first, reading, day);
  return [{ rule, confidence, text, state, who: peopleIn(blocks), ...day2, ...placeOf(blocks) }];
}

/** `"We shall see", says the landlord.` */
function isMostlyQuoted(text: string): boolean {
  const own = withoutQuotations(text);
  return own === '' || (own !== text && own.split(/\s+/).length < 5 && /^[«“„"]/.test(text.trim()));
}

function isPlaceholder({ text, placeholders }: Passage['block']): boolean {
  return placeholders !== undefined && placeholders.join(' ') === text;
}
