import { fail } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { Call, PeopleOperations } from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';

/**
 * The one person `query` names among those assignable in the project. A unique full name (or e-mail, or account id)
 * wins; else every candidate whose name has words starting with all words of the query counts. Several candidates
 * reject with `severalPeopleFound`, none with `noPersonFound`: there is no fallback, in particular not to the caller.
 */
export async function findAssignee(
  people: PeopleOperations,
  query: string,
  where: { readonly projectKey: string } & Call,
): Promise<Person> {
  const wanted = foldText(query).replace(/^@/, '');
  if (wanted === '') {
    fail({ code: 'invalidArgument', argument: 'assignee', reason: 'empty name' });
  }
  if (selfWords.has(wanted)) {
    return people.me(where);
  }
  const found = await assignableCandidates(people, query, where);
  const exact = found.filter((person) => isExactly(person, query, wanted));
  const candidates = exact.length > 0 ? exact : found.filter((person) => matchesWords(person, wanted));
  const [first] = candidates;
  if (candidates.length === 1 && first) {
    return first;
  }
  if (candidates.length > 1) {
    fail({ code: 'severalPeopleFound', query, candidates });
  }
  fail({ code: 'noPersonFound', query, projectKey: where.projectKey, near: await nearbyPeople(people, wanted, where) });
}

const selfWords: ReadonlySet<string> = new Set(['me', 'myself', 'moi', 'moi-meme']);

/** What the site finds for the whole query, else for its longest word: its search knows no typing without accents. */
async function assignableCandidates(
  people: PeopleOperations,
  query: string,
  { projectKey, signal }: { readonly projectKey: string } & Call,
): Promise<readonly Person[]> {
  const request = { limit: 50, ...(signal && { signal }) };
  const bare = query.trim().replace(/^@/, '');
  const found = (await people.searchAssignable(projectKey, bare, request)).filter(isAssignable);
  if (found.length > 0) {
    return found;
  }
  return (await people.searchAssignable(projectKey, '', { ...request, limit: 200 })).filter(isAssignable);
}

function isAssignable(person: Person): boolean {
  return person.isActive && person.kind === 'atlassian';
}

function isExactly(person: Person, query: string, wanted: string): boolean {
  return (
    person.accountId === query.trim() ||
    foldText(person.displayName) === wanted ||
    (person.email !== undefined && foldText(person.email) === wanted)
  );
}

/** Every word of the query starts some word of the name; e-mail matches by its start. */
function matchesWords(person: Person, wanted: string): boolean {
  const names = words(foldText(person.displayName));
  return (
    words(wanted).every((word) => names.some((name) => name.startsWith(word))) ||
    (person.email !== undefined && foldText(person.email).startsWith(wanted))
  );
}

function words(text: string): string[] {
  return text.split(/[\s.,'’-]+/).filter((word) => word !== '');
}

/** Names worth suggesting when nobody matched: those within two edits of a word, else of the same first letter. */
async function nearbyPeople(
  people: PeopleOperations,
  wanted: string,
  { projectKey, signal }: { readonly projectKey: string } & Call,
): Promise<Person[]> {
  const all = await people.searchAssignable(projectKey, '', { limit: 200, ...(signal && { signal }) });
  const scored = all.filter(isAssignable).map((person) => {
    const distances = words(foldText(person.displayName)).flatMap((name) =>
      words(wanted).map((word) => editDistance(name, word)),
    );
    return { person, distance: Math.min(...distances) };
  });
  return scored
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || a.person.displayName.localeCompare(b.person.displayName))
    .slice(0, 5)
    .map(({ person }) => person);
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
