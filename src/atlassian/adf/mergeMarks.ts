import type { AdfMark } from './document.ts';

/** Marks of a character of the original, and those that its Markdown shows. */
export interface PassageMarks {
  readonly own: readonly AdfMark[];
  readonly shown: readonly AdfMark[];
}

export function sameMarks(a: readonly AdfMark[] | undefined, b: readonly AdfMark[] | undefined): boolean {
  return a === b || JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
}

/** The original's marks, with what the edit added and without what it took away. */
export function mergeMarks(
  original: readonly AdfMark[] | undefined,
  before: readonly AdfMark[] | undefined,
  after: readonly AdfMark[] | undefined,
): readonly AdfMark[] | undefined {
  if (sameMarks(before, after)) {
    return original;
  }
  const added = (after ?? []).filter((mark) => !hasMark(before, mark));
  const removed = (before ?? []).filter((mark) => !hasMark(after, mark));
  const changed = new Set([...added, ...removed].map(({ type }) => type));
  const kept = (original ?? []).filter(({ type }) => !changed.has(type));
  return allowed([...kept, ...added]);
}

/** The marks of new text: its own, and what Markdown does not show of the passage it stands in. */
export function passageMarks(
  marks: readonly AdfMark[],
  passage: readonly (PassageMarks | undefined)[],
): readonly AdfMark[] {
  const [first, ...others] = passage;
  if (first === undefined) {
    return marks;
  }
  const isEverywhere = (mark: AdfMark): boolean =>
    others.every((other) => other !== undefined && hasMark(hidden(other), mark));
  const inherited = hidden(first).filter((mark) => isEverywhere(mark) && !marks.some(({ type }) => type === mark.type));
  const order = first.own.map(({ type }) => type);
  return allowed([...marks, ...inherited].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type)));
}

function hidden({ own, shown }: PassageMarks): readonly AdfMark[] {
  return own.filter((mark) => !shown.some(({ type }) => type === mark.type));
}

/** Code goes with links and comments only. */
function allowed(marks: readonly AdfMark[]): readonly AdfMark[] {
  const isCode = marks.some(({ type }) => type === 'code');
  return isCode ? marks.filter(({ type }) => type === 'code' || type === 'link' || type === 'annotation') : marks;
}

function hasMark(marks: readonly AdfMark[] | undefined, mark: AdfMark): boolean {
  return marks?.some((other) => JSON.stringify(other) === JSON.stringify(mark)) === true;
}
