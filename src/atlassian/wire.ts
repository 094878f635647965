import { fail } from '#domain/errors.ts';

/** A JSON object of an answer. Its members are unknown until read by one of the guards below. */
export type WireObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one: optional parts may be null, missing, or of another shape altogether. */
export function object(value: unknown): WireObject {
  return isObject(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function objects(value: unknown): readonly WireObject[] {
  return list(value).filter(isObject);
}

/** A non-empty string; numbers become strings, since ids come as either. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value === '' ? undefined : value;
  }
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** A finite number; also when written as a string, as older answers do. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) {
    return Number(value);
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** For the few members nothing works without. `what` names the member for the error: `issue.key`. */
export function required<T>(value: T | undefined, what: string): T {
  return value ?? fail({ code: 'unexpectedAnswer', detail: `${what} is missing` });
}

/** The answer itself, which must be an object. */
export function answerObject(answer: unknown, what: string): WireObject {
  return isObject(answer)
    ? answer
    : fail({ code: 'unexpectedAnswer', detail: `${what}: expected an object, got ${kindOf(answer)}` });
}

/** The member that holds an answer's items, which must be an array: anything else would read as "nothing found". */
export function answerList(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value)
    ? value
    : fail({ code: 'unexpectedAnswer', detail: `${what}: expected an array, got ${kindOf(value)}` });
}

/** `{ [key]: value }` unless the value is undefined; for optional members under exactOptionalPropertyTypes. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V };
export function optional(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) {
    return value === null ? 'null' : 'nothing';
  }
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
