import { fail } from '#domain/errors.ts';
import { answerList, answerObject, isObject, text, type WireObject } from '../wire.ts';

/** One page of an issue list that goes by `nextPageToken`. */
export interface TokenPage {
  readonly issues: readonly WireObject[];
  readonly nextPageToken?: string;
}

export function tokenPageFrom(answer: unknown): TokenPage {
  const page = answerObject(answer, 'issue list');
  const issues = answerList(page['issues'], 'issue list').filter(isObject);
  const token = page['isLast'] === true ? undefined : text(page['nextPageToken']);
  return { issues, ...(token !== undefined && { nextPageToken: token }) };
}

const mostPages = 200;

/**
 * Every issue of a list, each once: issues move between pages while one walks.
 * @throws unexpectedAnswer when tokens repeat or never end; part of a list must not pass for all of it
 */
export async function allPages(load: (token: string | undefined) => Promise<TokenPage>): Promise<WireObject[]> {
  const issues = new Map<string, WireObject>();
  const tokens = new Set<string>();
  let page = await load(undefined);
  for (let count = 1; ; count++) {
    for (const issue of page.issues) {
      issues.set(text(issue['id']) ?? '', issue);
    }
    const token = page.nextPageToken;
    if (token === undefined) {
      return [...issues.values()];
    }
    if (tokens.has(token) || count >= mostPages) {
      repeated();
    }
    tokens.add(token);
    page = await load(token);
  }
}

function repeated(): never {
  return fail({ code: 'unexpectedAnswer', detail: 'the pages of an issue list repeat: the list would be incomplete' });
}
