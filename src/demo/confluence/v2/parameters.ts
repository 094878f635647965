import { confluenceError, type DemoRequest, type HttpError } from '../../http.ts';

/** Query parameters, read as the vendor's v2 reads them: lists are repeated or joined by commas. */

export const invalidParameter = (name: string, value: string, expected: string): HttpError =>
  confluenceError(
    400,
    'INVALID_REQUEST_PARAMETER',
    `Provided value {${value}} for '${name}' is not the correct type. Expected type is ${expected}`,
  );

export const notFound = (kind: string, id: string): HttpError =>
  confluenceError(404, 'NOT_FOUND', `Cannot find [${kind}] entity with id [${id}]`);

export function list(request: DemoRequest, name: string): string[] | undefined {
  const given = request.query.getAll(name).flatMap((value) => value.split(','));
  const values = given.map((value) => value.trim()).filter((value) => value !== '');
  return values.length > 0 ? values : undefined;
}

export function idList(request: DemoRequest, name: string): string[] | undefined {
  const values = list(request, name);
  for (const value of values ?? []) if (!/^\d+$/.test(value)) throw invalidParameter(name, value, 'long');
  return values;
}

export function integer(request: DemoRequest, name: string, range: { min: number; max: number }): number | undefined {
  const text = request.query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw invalidParameter(name, text, 'int');
  if (value < range.min || value > range.max) {
    const rule = value < range.min ? `greater than or equal to ${range.min}` : `less than or equal to ${range.max}`;
    throw confluenceError(400, 'INVALID_REQUEST_PARAMETER', `Provided value {${text}} for '${name}' must be ${rule}`);
  }
  return value;
}

export function flag(request: DemoRequest, name: string, byDefault = false): boolean {
  const text = request.query.get(name);
  if (text === null) return byDefault;
  if (text !== 'true' && text !== 'false') throw invalidParameter(name, text, 'boolean');
  return text === 'true';
}

export function oneOf<T extends string>(request: DemoRequest, name: string, allowed: readonly T[]): T | undefined {
  const text = request.query.get(name);
  if (text === null || text === '') return undefined;
  return chosen(name, text, allowed);
}

export function someOf<T extends string>(request: DemoRequest, name: string, allowed: readonly T[]): T[] | undefined {
  return list(request, name)?.map((text) => chosen(name, text, allowed));
}

function chosen<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const value = allowed.find((candidate) => candidate === text);
  if (value === undefined) throw invalidParameter(name, text, `one of [${allowed.join(', ')}]`);
  return value;
}

/** The id of a path; text that is no number is refused as the vendor does. */
export function pathId(request: DemoRequest, name = 'id'): string {
  const text = request.params[name] ?? '';
  if (!/^\d{1,18}$/.test(text)) throw invalidParameter(name, text, 'long');
  return text;
}

/** `-title` sorts downwards. Without the parameter the order stays. */
export function sorted<T>(
  request: DemoRequest,
  items: readonly T[],
  keys: Readonly<Record<string, (item: T) => string | number>>,
): T[] {
  const given = request.query.get('sort');
  if (given === null || given === '') return [...items];
  const name = given.replace(/^-/, '');
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (!key) throw invalidParameter('sort', given, `one of [${Object.keys(keys).join(', ')}]`);
  const sign = given.startsWith('-') ? -1 : 1;
  return [...items].sort((a, b) => sign * compare(key(a), key(b)));
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
