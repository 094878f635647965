import type { Decision, DecisionPerson } from '#domain/decision.ts';
import type { Period } from '#domain/period.ts';
import { candidateKey, decisionId } from './candidate.ts';
import { isDayInPeriod, type Located } from './located.ts';
import { plainly } from './sayings.ts';
import { bareWordingOf, likeness, sayTheSame, type Wording, wordingOf } from './wording.ts';

/** A link alone may only be a reference. */
const likenessOfLinked = 0.4;
/** Comparing each with each gets slow beyond this; only equal texts are then merged. */
const mostCompared = 600;

/** One decision for all the places that tell it, newest first. */
export function mergeDecisions(located: readonly Located[], period: Period): Decision[] {
  const groups = new Map<string, Group>();
  for (const each of [...located].sort(byAppearance)) {
    const key = candidateKey(each.candidate);
    const group = groups.get(key);
    if (group) {
      group.members.push(each);
    } else {
      groups.set(key, { members: [each], wording: bareWordingOf(each.candidate.text) });
    }
  }
  const merged = groups.size > mostCompared ? [...groups.values()] : alike([...groups.values()], located);
  const decisions = merged.flatMap(({ members }) => toDecision(members, period));
  return decisions.sort((a, b) => (b.appearedAt ?? '').localeCompare(a.appearedAt ?? '') || a.id.localeCompare(b.id));
}

/** Places that say the same in the same words. */
interface Group {
  readonly members: Located[];
  readonly wording: Wording;
}

function alike(groups: readonly Group[], located: readonly Located[]): Group[] {
  const records = recordsOf(located);
  const merged: Group[] = [];
  for (const group of groups) {
    const other = merged.find((each) => isSame(group, each, records));
    if (other) {
      other.members.push(...group.members);
      other.members.sort(byAppearance);
    } else {
      merged.push({ ...group, members: [...group.members] });
    }
  }
  return merged;
}

function byAppearance(a: Located, b: Located): number {
  const [left, right] = [a.source.appearedAt ?? '9', b.source.appearedAt ?? '9'];
  return left.localeCompare(right) || a.source.id.localeCompare(b.source.id);
}

interface Records {
  /** For a decision that is the only one of its page: what names that page. */
  readonly pageOf: ReadonlyMap<Located, { readonly link: RegExp; readonly number?: string }>;
  /** Numbers of records that a decision begins with. */
  readonly numbersIn: ReadonlyMap<Located, readonly string[]>;
}

/** Pages that hold one decision stand for it: a link to them, or their number, names it. */
function recordsOf(located: readonly Located[]): Records {
  const counts = new Map<string, number>();
  for (const { source } of located) {
    counts.set(source.id, (counts.get(source.id) ?? 0) + 1);
  }
  const single = located.filter(({ source }) => counts.get(source.id) === 1 && /^\d+$/.test(source.id));
  const pages = single.filter(({ source }) => source.kind === 'page' || source.kind === 'blogpost');
  const pageOf = pages.map((each) => {
    const number = recordNumber(each.source.title);
    const link = new RegExp(`/pages/${each.source.id}(?:[/?#]|$)`);
    return [each, { link, ...(number !== undefined && { number }) }] as const;
  });
  const numbersIn = located.map((each) => {
    const texts = [each.candidate.topic, each.candidate.text];
    return [each, texts.flatMap((text) => recordNumber(text) ?? [])] as const;
  });
  return { pageOf: new Map(pageOf), numbersIn: new Map(numbersIn) };
}

function isSame(a: Group, b: Group, records: Records): boolean {
  if (sayTheSame(a.wording, b.wording)) {
    return !isOnPagesOf(a, b);
  }
  const isNamed = (one: Group, other: Group) =>
    one.members.some((teller) => other.members.some((told) => names(teller, told, records)));
  return (isNamed(a, b) || isNamed(b, a)) && !isOnPagesOf(a, b);
}

/** One page does not tell one decision twice: two that sound alike there are two. */
function isOnPagesOf(a: Group, b: Group): boolean {
  return a.members.every(({ source }) => b.members.some((other) => other.source.id === source.id));
}

/** True when `a` tells of the page that is the record of `b`: by a link to it, or by its number. */
function names(a: Located, b: Located, records: Records): boolean {
  const page = records.pageOf.get(b);
  if (page === undefined) {
    return false;
  }
  const isNumbered = page.number !== undefined && records.numbersIn.get(a)?.includes(page.number) === true;
  const isLinked = a.candidate.links.some((link) => page.link.test(link));
  const isLike = () => likeness(wordingOf(a.candidate.text), wordingOf(b.candidate.text)) >= likenessOfLinked;
  return isNumbered || (isLinked && isLike());
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
