import type { Source } from './sources.ts';

/** Plain text, foreign text in it included, and where it comes from. */
export interface Statement {
  readonly text: string;
  readonly sources: readonly number[];
}

export interface FactGroup {
  readonly heading?: string;
  /** The most important first: what a model has no room for is cut from the end. */
  readonly statements: readonly Statement[];
}

/** What is known about a topic, computed: a model may word it, and adds nothing. */
export interface Facts {
  readonly title: string;
  readonly groups: readonly FactGroup[];
  /** What the facts do not cover, and how they were counted. */
  readonly notes: readonly string[];
  readonly sources: readonly Source[];
  /** What a model is to write, in English. */
  readonly task: string;
}

export function statementsOf({ groups }: Pick<Facts, 'groups'>): readonly Statement[] {
  return groups.flatMap(({ statements }) => statements);
}

/** The first statements of the groups in turn; groups that nothing is left of are gone. */
export function firstStatements(groups: readonly FactGroup[], count: number): readonly FactGroup[] {
  let left = count;
  return groups.flatMap((group) => {
    const statements = group.statements.slice(0, Math.max(0, left));
    left -= group.statements.length;
    return statements.length > 0 ? [{ ...group, statements }] : [];
  });
}

/** For a model; what looks like a citation in the text itself is somebody else's. */
export function citedLine({ text, sources }: Statement): string {
  return `- ${text.replace(/\[(\^?\d+)\]/g, '($1)')} ${sources.map((id) => `[${id}]`).join('')}`;
}
