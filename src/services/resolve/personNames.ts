import type { Person } from '#domain/person.ts';
import { foldText } from '#shared/text.ts';

/**
 * True when every word of the (folded) query starts a word of the name, each its own; initials count ("p. martin").
 * An e-mail, or a log-in made from the name ("pmartin"), matches too.
 */
export function isNamedIn({ displayName, email }: Person, wanted: string): boolean {
  const names = wordsOf(foldText(displayName));
  const asked = wordsOf(wanted);
  return (
    (asked.length > 0 && haveOwnWords(asked, names)) ||
    (email !== undefined && foldText(email).startsWith(wanted)) ||
    logins(names).includes(wanted)
  );
}

/** Names worth suggesting when nobody matched: those with a word within two edits of a word of the query. */
export function nearNames(people: readonly Person[], wanted: string): Person[] {
  const scored = people.map((person) => {
    const distances = wordsOf(foldText(person.displayName)).flatMap((name) =>
      wordsOf(wanted).map((word) => editDistance(name, word)),
    );
    return { person, distance: Math.min(...distances) };
  });
  return scored
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || a.person.displayName.localeCompare(b.person.displayName))
    .slice(0, 5)
    .map(({ person }) => person);
}

export function wordsOf(text: string): string[] {
  return text.split(/[\s.,'’_-]+/).filter((word) => word !== '');
}

/** "ma ma" is not Martin alone: each asked word needs a word of the name to itself, in whatever order. */
function haveOwnWords(asked: readonly string[], names: readonly string[]): boolean {
  const [first, ...rest] = asked;
  if (first === undefined) {
    return true;
  }
  return names.some((name, index) => name.startsWith(first) && haveOwnWords(rest, names.toSpliced(index, 1)));
}

function logins(names: readonly string[]): string[] {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  return names.length < 2 ? [] : [first + last, first.charAt(0) + last, last + first.charAt(0)];
}

/** Levenshtein distance of two short words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
