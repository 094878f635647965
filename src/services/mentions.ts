import { fail } from '#domain/errors.ts';
import type { Markdown } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';
import type { Call, PeopleOperations } from '#domain/ports.ts';
import { foldText } from '#shared/text.ts';
import { isNamedIn } from './resolve/personNames.ts';

/** A text whose `@Name`s are spelled out, and whom they mean. */
export interface MentionedText {
  readonly markdown: Markdown;
  readonly mentions: readonly Person[];
  /** What follows an `@` that nobody is called: it stays text. */
  readonly unknown: readonly string[];
}

/** Among whom a name is looked for: those who can be assigned in a project, or everybody on the site. */
export interface MentionScope extends Call {
  readonly people: PeopleOperations;
  readonly projectKey?: string;
}

const everybody = 200;

/**
 * Finds whom the `@Name`s of a text mean: by full name or account id, or the one person whose name has a word like it.
 * Code is left alone, and so is what nobody is called (`@Override`).
 * @throws severalPeopleFound, noPersonFound when a first name fits somebody but the name that follows does not
 */
export async function resolveMentions(markdown: Markdown, scope: MentionScope): Promise<MentionedText> {
  const found: Person[] = [];
  const unknown: string[] = [];
  let text = '';
  for (const [index, part] of markdown.split(codePattern).entries()) {
    // Every second part is what the pattern found.
    text += index % 2 === 1 ? part : await withNames(part, scope, found, unknown);
  }
  return { markdown: text, mentions: distinct(found), unknown: [...new Set(unknown)] };
}

const codePattern = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]+`)/;
/** One word, and the next one where it looks like a name. What stands after a letter, a slash or a dot is an address. */
const atPattern =
  /(?<![\p{L}\p{N}@/.\\])@(\d{1,10}:[0-9a-f][0-9a-f-]{27,}|[\p{L}\p{N}][\p{L}\p{M}\p{N}'’_-]*)((?: \p{Lu}[\p{L}\p{M}'’-]*)?)/gu;

async function withNames(text: string, scope: MentionScope, found: Person[], unknown: string[]): Promise<string> {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(atPattern)) {
    const [, word = '', second = ''] = match;
    if (match.index < done) {
      continue;
    }
    // "@scope/package" and "@media(" are no names.
    if (/^[/(.:]\S/.test(text.slice(match.index + word.length + 1))) {
      continue;
    }
    const person = await personAt(text.slice(match.index + 1), { word, second: second.trim() }, scope);
    if (!person) {
      unknown.push(word);
      continue;
    }
    const { displayName } = person.person;
    result += `${text.slice(done, match.index)}@${displayName}`;
    done = match.index + 1 + person.length;
    found.push(person.person);
  }
  return result + text.slice(done);
}

async function personAt(
  rest: string,
  { word, second }: { readonly word: string; readonly second: string },
  scope: MentionScope,
): Promise<{ readonly person: Person; readonly length: number } | undefined> {
  if (/^(?:[0-9a-f]{24}|\d{1,10}:.+)$/.test(word)) {
    return { person: await scope.people.get(word, scope), length: word.length };
  }
  const candidates = await candidatesFor(word, scope);
  const inFull = candidates.filter((person) => isFullNameAt(person, rest));
  const longest = Math.max(0, ...inFull.map(({ displayName }) => displayName.length));
  const named = inFull.filter(({ displayName }) => displayName.length === longest);
  if (named.length > 0) {
    return { person: only(named, word), length: longest };
  }
  const byWord = candidates.filter((person) => isNamedIn(person, foldText(word)));
  if (byWord.length === 0) {
    return undefined;
  }
  if (second !== '') {
    const both = `${word} ${second}`;
    const byBoth = byWord.filter((person) => isNamedIn(person, foldText(both)));
    // A name that goes on otherwise is somebody else's.
    return byBoth.length > 0
      ? { person: only(byBoth, both), length: both.length }
      : fail({ code: 'noPersonFound', query: `@${both}`, near: byWord });
  }
  return { person: only(byWord, word), length: word.length };
}

function only(people: readonly Person[], query: string): Person {
  const [first, ...others] = distinct(people);
  return first && others.length === 0
    ? first
    : fail({ code: 'severalPeopleFound', query: `@${query}`, candidates: distinct(people) });
}

async function candidatesFor(word: string, { people, projectKey, ...call }: MentionScope): Promise<readonly Person[]> {
  const search = (text: string, limit: number) =>
    projectKey === undefined
      ? people.search(text, { ...call, limit })
      : people.searchAssignable(projectKey, text, { ...call, limit });
  const all = projectKey === undefined ? [] : await search('', everybody);
  const isAll = projectKey !== undefined && all.length < everybody;
  const more = isAll ? [] : await search(word, 50);
  return distinct([...all, ...more]).filter(({ isActive, kind }) => isActive && kind === 'atlassian');
}

function isFullNameAt({ displayName }: Person, rest: string): boolean {
  const said = rest.slice(0, displayName.length);
  return (
    displayName !== '' &&
    foldText(said) === foldText(displayName) &&
    !/^[\p{L}\p{N}]/u.test(rest.slice(displayName.length))
  );
}

function distinct(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [person.accountId, person])).values()];
}
