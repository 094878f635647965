import { createHash } from 'node:crypto';
import type { DecisionPerson, DecisionState } from '#domain/decision.ts';
import type { PageBlock } from '#domain/page.ts';
import { foldText } from '#shared/text.ts';

/** What a rule takes for a decision, before it is known when it was written down. */
export interface Candidate {
  readonly rule: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly text: string;
  readonly topic?: string;
  readonly state: DecisionState;
  readonly who: readonly DecisionPerson[];
  /** Stated with the decision itself, `yyyy-mm-dd`. */
  readonly statedOn?: string;
  /** Stated for the meeting or day it stands under. */
  readonly meetingOn?: string;
  readonly quote: string;
  readonly section: readonly string[];
  /** `number` of the section. */
  readonly sectionNumber?: number;
  readonly issueKeys: readonly string[];
  readonly links: readonly string[];
}

/** Texts that say the same in other letters, marks and spacing have the same key. */
export function wordsKey(text: string): string {
  return foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export function candidateKey({ text, topic }: Pick<Candidate, 'text' | 'topic'>): string {
  return topic === undefined ? wordsKey(text) : `${wordsKey(topic)} | ${wordsKey(text)}`;
}

/** Stable over runs and machines: it depends on what was decided alone. */
export function decisionId(decision: Pick<Candidate, 'text' | 'topic'>): string {
  return createHash('sha256').update(candidateKey(decision)).digest('hex').slice(0, 16);
}

const longestQuote = 400;

/** What every candidate tells of the parts it stands in. */
export function placeOf(blocks: readonly PageBlock[]) {
  const [first] = blocks;
  const texts = blocks.map(({ text }) => text).join(' ');
  return {
    quote: texts.length > longestQuote ? `${texts.slice(0, longestQuote - 1)}…` : texts,
    section: first?.path ?? [],
    ...(first?.section !== undefined && { sectionNumber: first.section }),
    issueKeys: [...new Set(blocks.flatMap(issueKeysIn))],
    links: [...new Set(blocks.flatMap(({ links }) => links ?? []))],
  };
}

export function peopleIn(blocks: readonly PageBlock[], within?: string): DecisionPerson[] {
  const people = blocks.flatMap(({ people = [] }) => people);
  const named = within === undefined ? people : people.filter(({ name }) => within.includes(`@${name}`));
  return [...new Map(named.map((person) => [person.accountId, person])).values()];
}

// Names of standards and of other numbered things look like keys of issues.
const noProjects = new Set(
  'ADR RFC ISO UTF SHA AES CVE PCI TLS HTTP RGPD GDPR COVID ES PR MR RC WCAG EN NF D'.split(' '),
);

export function issueKeysIn({ text, links = [] }: Pick<PageBlock, 'text' | 'links'>): string[] {
  const linked = links.flatMap((link) => /\/browse\/([A-Z][A-Z0-9_]+-[1-9]\d*)(?:[?#]|$)/.exec(link)?.[1] ?? []);
  const written = text.match(/\b[A-Z][A-Z0-9_]+-[1-9]\d{0,6}\b/g) ?? [];
  return [...linked, ...written.filter((key) => !noProjects.has(key.slice(0, key.lastIndexOf('-'))))];
}
