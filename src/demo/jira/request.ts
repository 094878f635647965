import { unsupportedMediaType } from '../body.ts';
import { type DemoRequest, HttpError, jiraError } from '../http.ts';
import { isRecord } from './fieldValues.ts';

type Json = Readonly<Record<string, unknown>>;

export function invalidPayload(): HttpError {
  return jiraError(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
}

/** The body as an object. @throws HttpError 415 without one, 400 when it is something else */
export function objectBody(request: DemoRequest): Json {
  if (request.body === undefined) {
    throw new HttpError(unsupportedMediaType(request.path, request.headers['content-type']));
  }
  if (!isRecord(request.body)) {
    throw invalidPayload();
  }
  return request.body;
}

/** A member that must be a list of texts (or numbers, as ids) when present. */
export function textList(body: Json, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Array.isArray(value)) {
    throw invalidPayload();
  }
  return value.map((member: unknown) => {
    if (typeof member !== 'string' && typeof member !== 'number') {
      throw invalidPayload();
    }
    return String(member);
  });
}

/** A query parameter that may be repeated and hold commas. */
export function listParameter(request: DemoRequest, name: string): string[] | undefined {
  const values = request.query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean);
  return values.length > 0 ? values : undefined;
}

export interface Page<T> {
  readonly startAt: number;
  readonly maxResults: number;
  readonly total: number;
  readonly isLast: boolean;
  readonly values: T[];
}

/** The asked-for part of a list, by `startAt` and `maxResults`. */
export function pageOf<T>(
  items: readonly T[],
  request: DemoRequest,
  size: { readonly byDefault: number; readonly atMost: number },
): Page<T> {
  const startAt = wholeNumber(request, 'startAt') ?? 0;
  const maxResults = Math.min(wholeNumber(request, 'maxResults') ?? size.byDefault, size.atMost);
  const values = items.slice(startAt, startAt + maxResults);
  return { startAt, maxResults, total: items.length, isLast: startAt + values.length >= items.length, values };
}

/** The page as most of the vendor's lists have it. */
export function pageBody<T>(request: DemoRequest, page: Page<T>, view: (item: T) => unknown): Record<string, unknown> {
  const query = new URLSearchParams(request.query);
  query.set('maxResults', String(page.maxResults));
  const address = (startAt: number) => {
    query.set('startAt', String(startAt));
    return `${request.origin}${request.path}?${query}`;
  };
  return {
    self: address(page.startAt),
    ...(!page.isLast && { nextPage: address(page.startAt + page.values.length) }),
    maxResults: page.maxResults,
    startAt: page.startAt,
    total: page.total,
    isLast: page.isLast,
    values: page.values.map(view),
  };
}

function wholeNumber(request: DemoRequest, name: string): number | undefined {
  const text = request.query.get(name);
  if (text === null || text === '') {
    return undefined;
  }
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw jiraError(400, [`The provided value '${text}' of ${name} is not a whole number.`]);
  }
  return number;
}
