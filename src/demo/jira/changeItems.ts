import type { AdfNode, DemoChangeItem, DemoField, DemoIssue, DemoSprint, DemoUser } from './model.ts';

/** Changelog entries as the vendor writes them: ids in `from`/`to`, texts in `fromString`/`toString`, null for nothing. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** A change of a system field that holds one named thing: status, priority, resolution, issue type. */
export function namedItem(fieldId: string, from: Named | undefined, to: Named | undefined): DemoChangeItem {
  return {
    field: fieldId,
    fieldtype: 'jira',
    fieldId,
    from: from?.id ?? null,
    fromString: from?.name ?? null,
    to: to?.id ?? null,
    toString: to?.name ?? null,
  };
}

export function userItem(fieldId: string, from: DemoUser | undefined, to: DemoUser | undefined): DemoChangeItem {
  return namedItem(fieldId, asNamed(from), asNamed(to));
}

function asNamed(user: DemoUser | undefined): Named | undefined {
  return user && { id: user.accountId, name: user.displayName };
}

export function textItem(fieldId: string, from: string | null, to: string | null): DemoChangeItem {
  return { field: fieldId, fieldtype: 'jira', fieldId, from: null, fromString: from, to: null, toString: to };
}

/** Labels stand in one text, separated by spaces. */
export function labelsItem(from: readonly string[], to: readonly string[]): DemoChangeItem {
  return { ...textItem('labels', from.join(' '), to.join(' ')), from: '', to: '' };
}

/** One item per value that came or went, as for components and versions. */
export function setItems(field: string, fieldId: string, from: readonly Named[], to: readonly Named[]) {
  const removed = from.filter(({ id }) => !to.some((other) => other.id === id));
  const added = to.filter(({ id }) => !from.some((other) => other.id === id));
  return [
    ...removed.map((value) => ({ ...namedItem(fieldId, value, undefined), field })),
    ...added.map((value) => ({ ...namedItem(fieldId, undefined, value), field })),
  ];
}

export function sprintItem(field: DemoField, from: readonly DemoSprint[], to: readonly DemoSprint[]): DemoChangeItem {
  return {
    field: field.name,
    fieldtype: 'custom',
    fieldId: field.id,
    from: from.map(({ id }) => id).join(', '),
    fromString: from.map(({ name }) => name).join(', '),
    to: to.map(({ id }) => id).join(', '),
    toString: to.map(({ name }) => name).join(', '),
  };
}

export function rankItem(field: DemoField, isHigher: boolean): DemoChangeItem {
  return {
    field: field.name,
    fieldtype: 'custom',
    fieldId: field.id,
    from: '',
    fromString: '',
    to: '',
    toString: isHigher ? 'Ranked higher' : 'Ranked lower',
  };
}

/** How a link reads from one of its ends: "This issue is blocked by PAY-12". Pass `removed` for a link that went. */
export function linkItem(phrase: string, otherKey: string, removed = false): DemoChangeItem {
  const [id, text] = [otherKey, `This issue ${phrase} ${otherKey}`];
  const there = { from: null, fromString: null, to: id, toString: text };
  const gone = { from: id, fromString: text, to: null, toString: null };
  return { field: 'Link', fieldtype: 'jira', ...(removed ? gone : there) };
}

export function parentItem(from: DemoIssue | undefined, to: DemoIssue | undefined): DemoChangeItem {
  return {
    field: 'IssueParentAssociation',
    fieldtype: 'jira',
    from: from?.id ?? null,
    fromString: from?.key ?? null,
    to: to?.id ?? null,
    toString: to?.key ?? null,
  };
}

/** A custom field by its wire value: options show their values, users their names, numbers and texts themselves. */
export function customItem(
  field: DemoField,
  from: unknown,
  to: unknown,
  nameOf: (accountId: string) => string,
): DemoChangeItem {
  const [before, after] = [describe(field, from, nameOf), describe(field, to, nameOf)];
  return {
    field: field.name,
    fieldtype: 'custom',
    fieldId: field.id,
    from: before.id,
    fromString: before.text,
    to: after.id,
    toString: after.text,
  };
}

function describe(
  field: DemoField,
  value: unknown,
  nameOf: (accountId: string) => string,
): { id: string | null; text: string | null } {
  const isList = field.schema.type === 'array';
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    // Checkboxes and the like write empty texts where single values write null.
    return isList ? { id: '', text: '' } : { id: null, text: null };
  }
  if (isList && Array.isArray(value)) {
    const members = value.map((member) =>
      describe({ ...field, schema: { type: field.schema.items ?? '' } }, member, nameOf),
    );
    const ids = members.flatMap(({ id }) => id ?? []);
    return { id: ids.length > 0 ? `[${ids.join(', ')}]` : '', text: members.map(({ text }) => text).join(',') };
  }
  if (typeof value !== 'object') {
    return { id: null, text: String(value) };
  }
  if ('type' in value && value.type === 'doc') {
    return { id: null, text: plainText(value) };
  }
  const record: Record<string, unknown> = { ...value };
  if (typeof record['accountId'] === 'string') {
    return { id: record['accountId'], text: nameOf(record['accountId']) };
  }
  return { id: String(record['id'] ?? ''), text: String(record['value'] ?? '') };
}

/** The text of a document without its structure, as the changelog and the text search have it. */
export function plainText(node: unknown): string {
  if (!isNode(node)) {
    return '';
  }
  if (node.text !== undefined) {
    return node.text;
  }
  const attrText = node.attrs?.['text'];
  const inner = (node.content ?? []).map(plainText);
  return inner.length > 0
    ? inner.join(isBlock(node.content?.[0]) ? '\n' : '')
    : typeof attrText === 'string'
      ? attrText
      : '';
}

function isBlock(node: AdfNode | undefined): boolean {
  return (
    node !== undefined && !['text', 'mention', 'emoji', 'date', 'status', 'inlineCard', 'hardBreak'].includes(node.type)
  );
}

function isNode(value: unknown): value is AdfNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}
