import { fail } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import type { Call, PeopleOperations } from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';
import { isNamedIn, nearNames, wordsOf } from './resolve/personNames.ts';
import type { Resolved } from './resolve/resolved.ts';

/**
 * Why it is this person: the caller said "me"; the account id; the full name or e-mail; whom a human chose for this
 * name before; the only one the name fits.
 */
export type PersonReason = 'self' | 'accountId' | 'exactName' | 'remembered' | 'onlyMatch';

type Where = { readonly projectKey: string } & Call;

/** The one person `query` names among those assignable in the project; see `resolveAssignee`. */
export async function findAssignee(people: PeopleOperations, query: string, where: Where): Promise<Person> {
  return (await resolveAssignee(people, query, where)).value;
}

/**
 * The one person `query` names among those assignable in the project. A unique full name (or e-mail, or account id)
 * wins, then whom the user meant by the name before; else every candidate whose name has words starting with all words
 * of the query counts. Several candidates reject with `severalPeopleFound`, those assigned lately first; none with
 * `noPersonFound`: there is no fallback, in particular not to the caller.
 */
export async function resolveAssignee(
  people: PeopleOperations,
  query: string,
  where: Where,
): Promise<Resolved<Person, PersonReason>> {
  return resolvePerson(people, query, where, (text, limit) =>
    people.searchAssignable(where.projectKey, text, { ...callOf(where), limit }),
  );
}

/** The same among all people of the site, for fields that may name anybody. */
export async function resolveAnyone(
  people: PeopleOperations,
  query: string,
  where: Where,
): Promise<Resolved<Person, PersonReason>> {
  return resolvePerson(people, query, where, (text, limit) => people.search(text, { ...callOf(where), limit }));
}

type Search = (text: string, limit: number) => Promise<readonly Person[]>;

async function resolvePerson(
  people: PeopleOperations,
  query: string,
  where: Where,
  search: Search,
): Promise<Resolved<Person, PersonReason>> {
  const wanted = foldText(query).replace(/^@/, '');
  if (wanted === '') {
    fail({ code: 'invalidArgument', argument: 'assignee', reason: 'empty name' });
  }
  if (selfWords.has(wanted)) {
    return { value: await people.me(where), because: 'self' };
  }
  if (isAccountId(query.trim())) {
    // Searches know no account ids. Whether this person can be assigned is left to the site.
    return { value: await people.get(query.trim(), where), because: 'accountId' };
  }
  const found = await candidatesFor(search, query);
  const exact = found.filter((person) => isExactly(person, wanted));
  const remembered = exact.length === 1 ? undefined : await rememberedPerson(people, query, where, search);
  if (remembered) {
    return { value: remembered, because: 'remembered' };
  }
  const candidates = exact.length > 0 ? exact : found.filter((person) => isNamedIn(person, wanted));
  const [first] = candidates;
  if (candidates.length === 1 && first) {
    return { value: first, because: exact.length === 0 ? 'onlyMatch' : 'exactName' };
  }
  if (candidates.length > 1) {
    fail({ code: 'severalPeopleFound', query, candidates: await recentFirst(people, candidates, where) });
  }
  const everybody = (await search('', 200)).filter(isAssignable);
  fail({ code: 'noPersonFound', query, projectKey: where.projectKey, near: nearNames(everybody, wanted) });
}

const selfWords: ReadonlySet<string> = new Set(['me', 'myself', 'moi', 'moi-meme']);

/** What the site finds for the whole query, else everybody: its search knows no accents left out, no word order. */
async function candidatesFor(search: Search, query: string): Promise<readonly Person[]> {
  const found = (await search(query.trim().replace(/^@/, ''), 50)).filter(isAssignable);
  return found.length > 0 ? found : (await search('', 200)).filter(isAssignable);
}

/** Whom a human chose for this name, as long as that person can still be meant. */
async function rememberedPerson(
  people: PeopleOperations,
  query: string,
  { projectKey }: Where,
  search: Search,
): Promise<Person | undefined> {
  const alias = people.aliasOf?.(projectKey, query);
  if (!alias) {
    return undefined;
  }
  const found = await search(alias.displayName, 50);
  return found.find((person) => person.accountId === alias.accountId && isAssignable(person));
}

function isAssignable(person: Person): boolean {
  return person.isActive && person.kind === 'atlassian';
}

function isExactly(person: Person, wanted: string): boolean {
  return (
    wordsOf(foldText(person.displayName)).join(' ') === wordsOf(wanted).join(' ') ||
    (person.email !== undefined && foldText(person.email) === wanted)
  );
}

/** 24 hex digits, or a number, a colon and a UUID. */
function isAccountId(text: string): boolean {
  return /^(?:[0-9a-f]{24}|\d{1,10}:[0-9a-f]{8}-[0-9a-f-]{27})$/.test(text);
}

/** Only an order for people to choose from: that somebody was assigned lately does not make them meant. */
async function recentFirst(
  people: PeopleOperations,
  candidates: readonly Person[],
  where: Where,
): Promise<readonly Person[]> {
  // An order is not worth a failure.
  const recent = await people.recentlyAssigned(where.projectKey, callOf(where)).catch(() => []);
  const rank = ({ accountId }: Person) => {
    const index = recent.findIndex((person) => person.accountId === accountId);
    return index < 0 ? recent.length : index;
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}

function callOf({ signal, isFresh }: Call): Call {
  return { ...(signal && { signal }), ...(isFresh && { isFresh }) };
}
