import type { StoredField } from '#domain/fieldValue.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { isObject, list, text, type WireObject } from '../wire.ts';

/** Any field's value: what it says to a person, and the ids it goes by. */
export function storedFieldFrom(value: unknown, origin: string): StoredField {
  const parts = (Array.isArray(value) ? list(value) : [value]).map((part) => partFrom(part, origin));
  return {
    ids: parts.flatMap(({ ids }) => ids),
    text: parts.flatMap((part) => (part.text === '' ? [] : [part.text])).join(', '),
  };
}

function partFrom(value: unknown, origin: string): StoredField {
  if (!isObject(value)) {
    return { ids: [], text: typeof value === 'boolean' ? String(value) : (text(value) ?? '') };
  }
  if (value['type'] === 'doc') {
    return { ids: [], text: adfToMarkdown(value, { baseUrl: origin }) };
  }
  const own: StoredField = { ids: idsOf(value), text: nameOf(value) };
  const child = isObject(value['child']) ? partFrom(value['child'], origin) : undefined;
  return child ? { ids: [...own.ids, ...child.ids], text: `${own.text} > ${child.text}` } : own;
}

function idsOf(value: WireObject): string[] {
  const id = text(value['accountId']) ?? text(value['id']);
  return id === undefined ? [] : [id];
}

function nameOf(value: WireObject): string {
  const names = [value['value'], value['name'], value['displayName'], value['key'], value['id']];
  return names.map(text).find((name) => name !== undefined) ?? '';
}
