import { validateAdf } from '../adf.ts';
import type { DemoSite } from '../site.ts';
import type { AdfNode, DemoChangeItem, DemoField, DemoIssue, DemoIssueType, DemoProject, DemoUser } from './model.ts';

/** What a valid value does to an issue. `items` are for the changelog; none when nothing changes. */
export interface FieldWrite {
  items(issue: DemoIssue): readonly DemoChangeItem[];
  apply(issue: DemoIssue): void;
}

export interface WriteContext {
  readonly site: DemoSite;
  readonly project: DemoProject;
  readonly type: DemoIssueType;
  readonly caller: DemoUser;
}

export type FieldWriter = (context: WriteContext, value: unknown, field: DemoField) => FieldWrite;

/** Thrown by writers: the vendor's message for one field. */
export class FieldError extends Error {}

const adfRequired = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';

/** A document, or null for none. @throws FieldError */
export function readDocument(value: unknown): AdfNode | null {
  if (value === null) {
    return null;
  }
  if (!isDocument(value)) {
    throw new FieldError(adfRequired);
  }
  if (validateAdf(value).length > 0) {
    throw new FieldError('INVALID_INPUT');
  }
  return value;
}

function isDocument(value: unknown): value is AdfNode {
  return isRecord(value) && value['type'] === 'doc';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function accountIdOf(value: unknown): string | null {
  if (value === null || value === undefined) {
    return null;
  }
  const id = isRecord(value) ? (value['accountId'] ?? value['id'] ?? null) : undefined;
  if (id === null || typeof id === 'string') {
    return id;
  }
  throw new FieldError('data was not an object');
}

export function oneOf<T extends { readonly id: string; readonly name: string }>(
  values: readonly T[],
  value: unknown,
  label: string,
  fieldName: string,
): T {
  const reference = isRecord(value) ? (value['id'] ?? value['name']) : undefined;
  if (typeof reference !== 'string') {
    throw new FieldError(`Specify the ${label} (id or name) in the string format`);
  }
  const found = values.find(({ id, name }) =>
    isRecord(value) && value['id'] === undefined ? name === reference : id === reference,
  );
  if (!found) {
    throw new FieldError(`The ${fieldName} selected is invalid.`);
  }
  return found;
}

export function listOf<T extends { readonly id: string; readonly name: string }>(
  values: readonly T[],
  value: unknown,
  label: string,
): T[] {
  const list: unknown = value === null ? [] : value;
  if (!Array.isArray(list)) {
    throw new FieldError('data was not an array');
  }
  return list.map((member: unknown) => {
    const found = values.find(
      ({ id, name }) => isRecord(member) && (String(member['id']) === id || member['name'] === name),
    );
    if (!found) {
      const asked = isRecord(member) ? String(member['name'] ?? member['id']) : String(member);
      throw new FieldError(`${label} name '${asked}' is not valid`);
    }
    return found;
  });
}

export function readDate(value: unknown): string | null {
  if (value === null || value === '') {
    return null;
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))) {
    throw new FieldError(`Error parsing date string: ${String(value)}`);
  }
  return value;
}

export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}

export function changed<T extends string | null>(
  read: (issue: DemoIssue) => T | null,
  to: T | null,
  item: (from: T | null) => DemoChangeItem,
  apply: (issue: DemoIssue) => void,
): FieldWrite {
  return { items: (issue) => (read(issue) === to ? [] : [item(read(issue))]), apply };
}
