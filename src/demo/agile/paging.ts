import { jiraError } from '../http.ts';

export interface OffsetPage<T> {
  readonly maxResults: number;
  readonly startAt: number;
  readonly total: number;
  readonly isLast: boolean;
  readonly values: readonly T[];
}

const PAGE_SIZE = 50;
const LARGEST_PAGE = 100;
/** The vendor's limit; whoever asks for more than ids gets fewer. */
const LARGEST_LIGHT_PAGE = 5000;

/** @throws HttpError 400 for numbers that are none */
export function offsetPage<T>(items: readonly T[], query: URLSearchParams): OffsetPage<T> {
  const startAt = integer(query, 'startAt', 0);
  const maxResults = Math.min(integer(query, 'maxResults', PAGE_SIZE), PAGE_SIZE);
  const values = items.slice(startAt, startAt + maxResults);
  return { maxResults, startAt, total: items.length, isLast: startAt + values.length >= items.length, values };
}

export interface TokenPage<T> {
  readonly values: readonly T[];
  readonly isLast: boolean;
  /** Absent on the last page. */
  readonly nextPageToken?: string;
}

/**
 * A page after a token. The token belongs to one question: used with another one it is refused. A page of ids alone
 * (`isLight`) may be much larger.
 * @throws HttpError 400
 */
export function tokenPage<T>(
  items: readonly T[],
  query: URLSearchParams,
  { question, isLight }: { readonly question: string; readonly isLight: boolean },
): TokenPage<T> {
  // A page of nothing would lead to itself for ever.
  const maxResults = Math.min(
    integer(query, 'maxResults', PAGE_SIZE) || 1,
    isLight ? LARGEST_LIGHT_PAGE : LARGEST_PAGE,
  );
  const token = query.get('nextPageToken');
  const start = token ? readToken(token, question) : 0;
  const values = items.slice(start, start + maxResults);
  const end = start + values.length;
  return end >= items.length
    ? { values, isLast: true }
    : { values, isLast: false, nextPageToken: writeToken(end, question) };
}

function writeToken(start: number, question: string): string {
  return Buffer.from(JSON.stringify({ start, question: fingerprint(question) })).toString('base64url');
}

function readToken(token: string, question: string): number {
  const invalid = jiraError(400, ['The provided next page token is invalid or expired.']);
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('start' in parsed) || !('question' in parsed)) throw invalid;
    if (typeof parsed.start !== 'number' || parsed.question !== fingerprint(question)) throw invalid;
    return parsed.start;
  } catch {
    throw invalid;
  }
}

function fingerprint(text: string): number {
  let hash = 7;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  return hash;
}

function integer(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,15}$/.test(text)) throw jiraError(400, [`The value '${text}' of '${name}' is not a valid number.`]);
  return Number(text);
}

/** A query parameter that may be repeated or hold a list: `fields=a,b&fields=c`. */
export function listParameter(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean);
}
