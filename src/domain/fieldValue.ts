/** A value for one field, resolved to ids: what a backend can write without guessing. Lists replace what is there. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  /** For fields that hold rich text. */
  | { readonly kind: 'richText'; readonly markdown: string }
  | { readonly kind: 'number'; readonly number: number }
  /** `yyyy-mm-dd`, or an ISO 8601 instant for fields with a time. */
  | { readonly kind: 'date'; readonly date: string }
  /** Option, priority, resolution, version … by id. */
  | { readonly kind: 'choice'; readonly id: string }
  | { readonly kind: 'choices'; readonly ids: readonly string[] }
  | { readonly kind: 'cascade'; readonly id: string; readonly childId?: string }
  | { readonly kind: 'person'; readonly accountId: string }
  | { readonly kind: 'people'; readonly accountIds: readonly string[] }
  /** Free words without spaces. */
  | { readonly kind: 'labels'; readonly labels: readonly string[] };

export type FieldValues = Readonly<Record<string, FieldValue>>;

/** What a site holds in a field, whatever its type. */
export interface StoredField {
  /** Ids of the options, versions or people; empty for plain values. */
  readonly ids: readonly string[];
  /** For people to read; empty when nothing is stored. */
  readonly text: string;
}

/** One field before and after. An absent side held nothing. */
export interface FieldChange {
  /** `summary`, `status`, `labels`, `customfield_10016` …; `section` of a page. */
  readonly field: string;
  /** In the site's language, of fields without a word of their own. */
  readonly name?: string;
  readonly before?: StoredField;
  readonly after?: StoredField;
}

/** True when a field holds the value that was to be written. Of rich text only that there is some: it is rewritten. */
export function isStored(value: FieldValue, stored: StoredField | undefined): boolean {
  const { ids, text } = stored ?? { ids: [], text: '' };
  switch (value.kind) {
    case 'text':
      return text.trim() === value.text.trim();
    case 'richText':
      return (text.trim() === '') === (value.markdown.trim() === '');
    case 'number':
      return text !== '' && Number(text) === value.number;
    case 'date':
      return text === value.date || (text !== '' && Date.parse(text) === Date.parse(value.date));
    case 'choice':
      return isSameSet(ids, [value.id]);
    case 'choices':
      return isSameSet(ids, value.ids);
    case 'cascade':
      return isSameSet(ids, [value.id, ...(value.childId === undefined ? [] : [value.childId])]);
    case 'person':
      return isSameSet(ids, [value.accountId]);
    case 'people':
      return isSameSet(ids, value.accountIds);
    case 'labels':
      return isSameSet(text.split(', '), value.labels);
  }
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a.filter((each) => each !== '')), new Set(b)];
  return left.size === right.size && [...left].every((each) => right.has(each));
}
