import type { DecisionState } from '#domain/decision.ts';
import type { PageBlock } from '#domain/page.ts';
import { plainly } from './sayings.ts';

// What lozenges, status columns and lines such as "Status: …" say, in English and French, folded.
const signs: readonly (readonly [DecisionState, RegExp])[] = [
  [
    'rejected',
    /\b(?:not|non|never|pas) (?:approved|accepted|agreed|retenue?s?|approuvee?s?|acceptee?s?|adoptee?s?)\b|\b(?:rejected|refused|declined|denied|dropped|abandoned|vetoed|no.go|no|non|won't do|wontfix|rejetee?s?|refusee?s?|ecartee?s?|abandonnee?s?|declinee?s?|defavorable)\b/,
  ],
  [
    'proposed',
    /\b(?:not|non|pas encore|pas) (?:yet )?(?:decided|started|validated|confirmed|decidee?s?|validee?s?|confirmee?s?|tranchee?s?)\b|\b(?:to be|to|a) (?:decided?|discuss(?:ed)?|confirm(?:ed)?|approved?|validated?|reviewed?|determined|decider|valider|trancher|confirmer|discuter|arbitrer|approuver|definir|faire)\b|\b(?:undecided|proposed|proposal|suggested|draft|provisional|pending|open|in progress|in review|in discussion|ongoing|under (?:discussion|review)|deferred|postponed|on hold|awaiting|waiting|not started|todo|to do|tb[dc]|proposee?s?|proposition|brouillon|provisoire|en (?:cours|attente|discussion|suspens|revue|etude)|reportee?s?|differee?s?|ajournee?s?|ouverte?s?|a l'etude)\b/,
  ],
  [
    'superseded',
    /\b(?:superseded|superceded|replaced|obsolete|deprecated|revoked|reversed|withdrawn|cancelled|canceled|remplacee?s? par|remplacee?s?$|obsoletes?|caduque?s?|caduc|annulee?s?|abrogee?s?|perimee?s?|revoquee?s?)\b|^remplacee?s?$/,
  ],
  [
    'decided',
    /\b(?:decided|accepted|approved|adopted|agreed|confirmed|validated|ratified|done|final|finali[sz]ed|completed?|closed|resolved|signed off|implemented|active|in force|granted|accordee?s?|decidee?s?|acceptee?s?|approuvee?s?|adoptee?s?|actee?s?|validee?s?|confirmee?s?|arretee?s?|retenue?s?|tranchee?s?|prises?|terminee?s?|close?s?|clos|finalisee?s?|en vigueur|appliquee?s?|yes|oui|ok|okay|go|accord)\b/,
  ],
];

/** The state that the first telling word of a short text stands for. */
export function stateIn(text: string): DecisionState | undefined {
  return firstSign(text)?.state;
}

/** The state that the text begins with: `Approved for Thursday`, but not `The approved list`. */
export function stateAtStart(text: string): DecisionState | undefined {
  const sign = firstSign(text);
  const { before = '', after = '' } = sign ?? {};
  const isAlone =
    /^$|^\s*[,;:.!()–—-]|^ (?:for|until|till|by|with|as|on|at|in|to the|au|le|la|par|pour|jusqu|sous|en|a|dans|avec)\b/;
  return /^[^\p{L}\p{N}]*$/u.test(before) && isAlone.test(after) ? sign?.state : undefined;
}

/** How many states it names: a template lists them all. */
export function statesNamed(text: string): number {
  const folded = plainly(text);
  return signs.filter(([, pattern]) => pattern.test(folded)).length;
}

/** What people put in a status column instead of a word. */
const marks: Readonly<Record<string, string>> = {
  '✅': 'ok',
  '✔': 'ok',
  '✓': 'ok',
  '👍': 'ok',
  '🟢': 'ok',
  '❌': 'rejected',
  '✖': 'rejected',
  '✗': 'rejected',
  '👎': 'rejected',
  '🔴': 'rejected',
  '🚫': 'rejected',
  '⏳': 'pending',
  '⌛': 'pending',
  '🟡': 'pending',
};

function firstSign(text: string) {
  const folded = plainly(text.replace(/\p{Emoji_Presentation}|[✔✖✓✗]/gu, (mark) => ` ${marks[mark] ?? ''} `)).trim();
  const found = signs.flatMap(([state, pattern]) => {
    const match = pattern.exec(folded);
    if (!match) {
      return [];
    }
    const end = match.index + match[0].length;
    return [{ state, index: match.index, before: folded.slice(0, match.index), after: folded.slice(end) }];
  });
  return found.sort((a, b) => a.index - b.index)[0];
}

/** What a text says once its state is taken off its beginning or end. */
export interface Stated {
  readonly text: string;
  readonly state?: DecisionState;
}

const lead = /^[^\p{L}\p{N}[(<«“"@#]+/u;

export function withoutState({
  text,
  statuses = [],
  markdown,
}: Pick<PageBlock, 'text' | 'statuses' | 'markdown'>): Stated {
  const said = text.replace(lead, '').trim();
  if (isStruck(markdown)) {
    return { text: said, state: 'superseded' };
  }
  if (/^\p{Z}*[❌⛔🚫✗✘]/u.test(text)) {
    return { text: said, state: 'rejected' };
  }
  const [first, last] = [statuses[0], statuses.at(-1)];
  const byFirst = first !== undefined && said.startsWith(first) ? stateIn(first) : undefined;
  if (first !== undefined && byFirst) {
    return { text: trimmed(said.slice(first.length)), state: byFirst };
  }
  const byLast = last !== undefined && said.endsWith(last) ? stateIn(last) : undefined;
  if (last !== undefined && byLast) {
    return { text: trimmed(said.slice(0, -last.length)), state: byLast };
  }
  return bracketed(said) ?? worded(said) ?? { text: said };
}

function bracketed(said: string): Stated | undefined {
  const start = /^[[(]([^\])]{2,60})[\])]\s*[:–—-]?\s*(.+)$/su.exec(said);
  const atStart = start?.[1] === undefined ? undefined : stateAtStart(start[1]);
  if (start?.[2] !== undefined && atStart) {
    return { text: start[2], state: atStart };
  }
  const end = /^(.+?)\s*[[(]([^\])[(]{2,80})[\])]\s*\.?$/su.exec(said);
  const atEnd = end?.[2] === undefined ? undefined : stateAtStart(end[2]);
  return end?.[1] !== undefined && atEnd && atEnd !== 'decided' ? { text: end[1], state: atEnd } : undefined;
}

/** `Rejected: use one database.` */
function worded(said: string): Stated | undefined {
  const [, word, rest] = /^([\p{L}' ]{3,24}?)\s*[:–—]\s+(.+)$/su.exec(said) ?? [];
  const state = word === undefined || word.trim().includes(' ') ? undefined : stateAtStart(word);
  return rest !== undefined && state && state !== 'decided' ? { text: rest, state } : undefined;
}

function isStruck(markdown: string): boolean {
  const body = markdown.trim().replace(/^(?:[-*+]|\d+[.)])\s+(?:\[[^\]]*\]\s*)?/, '');
  return /^~~[^~]+~~[.\s]*$/.test(body);
}

function trimmed(text: string): string {
  return text.replace(/^[\s:–—-]+|[\s:–—-]+$/gu, '').replace(lead, '');
}
