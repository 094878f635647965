import type { Decision, DecisionPerson } from '#domain/decision.ts';
import type { Period } from '#domain/period.ts';
import { candidateKey, decisionId, wordsKey } from './candidate.ts';
import { isSameInSubstance, likeness } from './compare.ts';
import { isDayInPeriod, type Located } from './located.ts';
import { plainly } from './sayings.ts';

const likenessOfTwins = 0.9;
/** Comparing each with each gets slow beyond this; only equal texts are then merged. */
const mostCompared = 600;

/** One decision for all the places that tell it, newest first. */
export function mergeDecisions(located: readonly Located[], period: Period): Decision[] {
  const groups: Located[][] = [];
  const singles = singleDecisionPages(located);
  for (const each of [...located].sort(byAppearance)) {
    const group = groups.find((others) => others.some((other) => isSame(each, other, singles, located.length)));
    if (group) {
      group.push(each);
    } else {
      groups.push([each]);
    }
  }
  const decisions = groups.flatMap((group) => toDecision(group, period));
  return decisions.sort((a, b) => (b.appearedAt ?? '').localeCompare(a.appearedAt ?? '') || a.id.localeCompare(b.id));
}

function byAppearance(a: Located, b: Located): number {
  const [left, right] = [a.source.appearedAt ?? '9', b.source.appearedAt ?? '9'];
  return left.localeCompare(right) || a.source.id.localeCompare(b.source.id);
}

/** Pages that hold one decision stand for it: a link to them, or their number, names it. */
function singleDecisionPages(located: readonly Located[]): ReadonlyMap<string, Located> {
  const counts = new Map<string, Located[]>();
  for (const each of located) {
    counts.set(each.source.id, [...(counts.get(each.source.id) ?? []), each]);
  }
  return new Map([...counts].flatMap(([id, [only, second]]) => (only && !second ? [[id, only] as const] : [])));
}

function isSame(a: Located, b: Located, singles: ReadonlyMap<string, Located>, count: number): boolean {
  if (candidateKey(a.candidate) === candidateKey(b.candidate)) {
    return true;
  }
  if (a.source.id === b.source.id || count > mostCompared) {
    return false;
  }
  const isTwin = sayTheSame(a.candidate.text, b.candidate.text);
  return isTwin || names(a, b, singles) || names(b, a, singles);
}

/** True for texts that are one decision in two places. */
export function sayTheSame(a: string, b: string): boolean {
  const [left, right] = [bare(a), bare(b)];
  const [leftKey, rightKey] = [wordsKey(left), wordsKey(right)];
  const isLike = () => likeness(left, right) >= likenessOfTwins && isSameInSubstance(left, right);
  return leftKey.split(' ').length >= 4 && (leftKey === rightKey || isLike());
}

/** Without what people add in brackets at the end. */
function bare(text: string): string {
  return text.replace(/\s*[([][^()[\]]*[)\]]\s*\.?\s*$/u, '') || text;
}

/** True when `a` tells of the page that is the record of `b`: by a link to it, or by its number. */
function names(a: Located, b: Located, singles: ReadonlyMap<string, Located>): boolean {
  if (singles.get(b.source.id) !== b || b.source.kind === 'issueComment') {
    return false;
  }
  const isLinked = a.candidate.links.some((link) => new RegExp(`/pages/${b.source.id}(?:[/?#]|$)`).test(link));
  const record = recordNumber(b.source.title);
  const isNumbered =
    record !== undefined && [a.candidate.topic, a.candidate.text].some((text) => recordNumber(text) === record);
  return isNumbered || (isLinked && likeness(a.candidate.text, b.candidate.text) >= 0.4);
}

/** `adr 12` of "ADR-012: Passkeys". */
function recordNumber(text: string | undefined): string | undefined {
  const [, kind, number] = /^(adr|rfc|daci)[\s:#n°-]*0*(\d{1,5})\b/.exec(plainly(text ?? '')) ?? [];
  return number === undefined ? undefined : `${kind} ${number}`;
}

function toDecision(group: readonly Located[], period: Period): Decision[] {
  const [first] = group;
  const best = [...group].sort((a, b) => b.candidate.confidence - a.candidate.confidence)[0];
  const last = group.at(-1);
  if (!first || !best || !last) {
    return [];
  }
  const { candidate } = best;
  const day = best.takenOn ?? group.find(({ takenOn }) => takenOn !== undefined)?.takenOn;
  const spaceKey = best.source.spaceKey;
  const issueKeys = [...new Set(group.flatMap((each) => each.candidate.issueKeys))];
  const projectKey = best.source.issueKey?.replace(/-\d+$/, '') ?? issueKeys[0]?.replace(/-\d+$/, '') ?? spaceKey;
  return [
    {
      id: decisionId(first.candidate),
      text: candidate.text,
      ...(candidate.topic !== undefined && { topic: candidate.topic }),
      // What was written last holds.
      state: last.candidate.state,
      who: distinct(group.flatMap((each) => each.candidate.who)),
      ...(day !== undefined && { takenOn: day }),
      ...(first.source.appearedAt !== undefined && { appearedAt: first.source.appearedAt }),
      change:
        group.some(({ change }) => change === 'new') && !group.some(({ change }) => change === 'state')
          ? 'new'
          : last.change,
      ...(last.previousState && { previousState: last.previousState }),
      ...(last.previous && { previousId: decisionId(last.previous) }),
      isTakenInPeriod: isDayInPeriod(day, period),
      sources: [best, ...group.filter((each) => each !== best)].map(({ source }) => source),
      issueKeys,
      ...(spaceKey !== undefined && { spaceKey }),
      ...(projectKey !== undefined && { projectKey }),
      confidence: candidate.confidence,
      rule: candidate.rule,
    },
  ];
}

function distinct(people: readonly DecisionPerson[]): DecisionPerson[] {
  return [...new Map(people.map((person) => [person.accountId ?? plainly(person.name), person])).values()];
}
