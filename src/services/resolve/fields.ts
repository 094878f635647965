import { type FieldProblem, fail } from '#domain/errors.ts';
import type { FieldValue, FieldValues } from '#domain/fieldValue.ts';
import type { Call, PeopleOperations } from '#domain/ports.ts';
import type { AllowedValue, FormField } from '#domain/project.ts';
import { resolveAnyone } from '../people.ts';
import { type Choice, choiceOf } from './choices.ts';
import { resolveName } from './names.ts';

/** A value as people and agents write it: names for options and people, lists for fields that hold several. */
export type FieldInput = string | number | boolean | readonly (string | number)[];

/** Values by field id or by the field's name in the site's language. */
export type FieldInputs = Readonly<Record<string, FieldInput>>;

/** One field's value, resolved. */
export interface ResolvedField {
  readonly field: FormField;
  readonly value: FieldValue;
  /** The value in words, with the names that were meant: what would be written. */
  readonly text: string;
  readonly choices: readonly Choice[];
}

/** A value and what became of the names in it. */
type Meant = Pick<ResolvedField, 'value' | 'choices'> & { readonly names: readonly string[] };

interface FieldContext extends Call {
  readonly people: PeopleOperations;
  readonly projectKey: string;
}

/** Everything given for fields of a form, by the form's own metadata. @throws unknownName, invalidArgument, … */
export async function resolveFields(
  form: readonly FormField[],
  inputs: FieldInputs,
  context: FieldContext,
): Promise<readonly ResolvedField[]> {
  const settable = form.filter(({ id }) => !reserved.has(id));
  const resolved = await Promise.all(
    Object.entries(inputs).map(async ([name, input]): Promise<ResolvedField> => {
      const { value: field } = resolveName('field', name, settable);
      const { value, names, choices } = await resolveValue(field, input, context);
      return { field, value, text: names.join(', '), choices };
    }),
  );
  const ids = resolved.map(({ field }) => field.id);
  const twice = resolved.find(({ field }, index) => ids.indexOf(field.id) !== index);
  return twice ? fail({ code: 'invalidArgument', argument: twice.field.name, reason: 'is given twice' }) : resolved;
}

export function valuesById(fields: readonly ResolvedField[]): FieldValues {
  return Object.fromEntries(fields.map(({ field, value }) => [field.id, value]));
}

/** The same values by ids, so that a second look-up cannot find others than the ones a person has seen. */
export function pinnedInputs(fields: readonly ResolvedField[]): FieldInputs {
  return Object.fromEntries(fields.map(({ field, value }) => [field.id, pinnedInput(value)]));
}

function pinnedInput(value: FieldValue): FieldInput {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'richText':
      return value.markdown;
    case 'number':
      return value.number;
    case 'date':
      return value.date;
    case 'choice':
      return value.id;
    case 'choices':
      return value.ids;
    case 'cascade':
      return value.childId === undefined ? value.id : [value.id, value.childId];
    case 'person':
      return value.accountId;
    case 'people':
      return value.accountIds;
    case 'labels':
      return value.labels;
  }
}

/** Set by arguments of their own. */
const reserved: ReadonlySet<string> = new Set([
  ...['project', 'issuetype', 'summary', 'description', 'assignee', 'priority', 'labels', 'parent', 'duedate'],
]);

/** A value by the field's schema. */
async function resolveValue(field: FormField, input: FieldInput, context: FieldContext): Promise<Meant> {
  const parts = [input].flat();
  const asItIs = (value: FieldValue): Meant => ({ value, names: parts.map(String), choices: [] });
  switch (field.type) {
    case 'array':
      return resolveList(field, parts, asItIs, context);
    case 'number':
      return asItIs({ kind: 'number', number: numberFrom(field, single(field, parts)) });
    case 'date':
      return asItIs({ kind: 'date', date: dateFrom(field, String(single(field, parts))) });
    case 'datetime':
      return asItIs({ kind: 'date', date: instantFrom(field, String(single(field, parts))) });
    case 'user': {
      const person = await personFrom(field, String(single(field, parts)), context);
      return together([person], () => ({ kind: 'person', accountId: person.id }));
    }
    case 'option-with-child':
      return cascadeFrom(field, parts.map(String));
    case 'string':
      return isRichText(field)
        ? asItIs({ kind: 'richText', markdown: String(single(field, parts)) })
        : asItIs({ kind: 'text', text: String(single(field, parts)) });
    default: {
      if (!field.allowedValues) {
        return unsupported(field);
      }
      const option = optionFrom(field, String(single(field, parts)), field.allowedValues);
      return together([option], () => ({ kind: 'choice', id: option.id }));
    }
  }
}

async function resolveList(
  field: FormField,
  parts: readonly (string | number | boolean)[],
  asItIs: (value: FieldValue) => Meant,
  context: FieldContext,
): Promise<Meant> {
  const { allowedValues } = field;
  if (allowedValues) {
    const options = parts.map((part) => optionFrom(field, String(part), allowedValues));
    return together(options, (ids) => ({ kind: 'choices', ids: [...new Set(ids)] }));
  }
  if (field.itemType === 'string') {
    return asItIs({ kind: 'labels', labels: parts.map(String) });
  }
  if (field.itemType === 'user') {
    const people = await Promise.all(parts.map((part) => personFrom(field, String(part), context)));
    return together(people, (accountIds) => ({ kind: 'people', accountIds }));
  }
  return unsupported(field);
}

type Named = Omit<Meant, 'value'> & { readonly id: string };

function together(members: readonly Named[], toValue: (ids: readonly string[]) => FieldValue): Meant {
  return {
    value: toValue(members.map(({ id }) => id)),
    names: members.flatMap(({ names }) => names),
    choices: members.flatMap(({ choices }) => choices),
  };
}

function optionFrom({ name }: FormField, asked: string, values: readonly AllowedValue[]) {
  const { value, because } = resolveName<AllowedValue>(name, asked, values);
  const { id, children = [] } = value;
  const choices = choiceOf({ of: 'field', name, asked, chosen: value.name, because });
  return { id, children, names: [value.name], choices };
}

async function personFrom({ name }: FormField, asked: string, context: FieldContext): Promise<Named> {
  const { value, because } = await resolveAnyone(context.people, asked, context);
  const choices = choiceOf({ of: 'field', name, asked, chosen: value.displayName, because });
  return { id: value.accountId, names: [value.displayName], choices };
}

/** `["Hardware", "Screen"]`, or the same in one text: `Hardware > Screen`. */
function cascadeFrom(field: FormField, parts: readonly string[]): Meant {
  const [first = '', second, ...more] = parts.length === 1 ? (parts[0] ?? '').split(/\s*>\s*/) : parts;
  if (more.length > 0) {
    unusable(field, 'has two levels');
  }
  const parent = optionFrom(field, first, field.allowedValues ?? []);
  if (second === undefined) {
    return together([parent], () => ({ kind: 'cascade', id: parent.id }));
  }
  const child = optionFrom(field, second, parent.children);
  return together([parent, child], () => ({ kind: 'cascade', id: parent.id, childId: child.id }));
}

function isRichText({ id, customType }: FormField): boolean {
  return id === 'environment' || customType?.endsWith(':textarea') === true;
}

function single<T>(field: FormField, parts: readonly T[]): T {
  const [only] = parts;
  return only === undefined || parts.length !== 1 ? unusable(field, 'takes one value') : only;
}

function numberFrom(field: FormField, input: string | number | boolean): number {
  const number = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
  return typeof number === 'number' && Number.isFinite(number) ? number : unusable(field, 'takes a number');
}

function dateFrom(field: FormField, text: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDate ? text : unusable(field, 'takes a date such as 2026-12-31');
}

function instantFrom(field: FormField, text: string): string {
  const isInstant = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  return isInstant ? text : unusable(field, 'takes an instant such as 2026-12-31T09:00:00+01:00');
}

function unsupported(field: FormField): never {
  return unusable(field, 'cannot be set from here');
}

function unusable({ name }: FormField, reason: string): never {
  return fail({ code: 'invalidArgument', argument: name, reason });
}

/** The form's required fields that are left out, named with what they allow, before the site refuses the write. */
export function requireFields(form: readonly FormField[], given: ReadonlySet<string>): void {
  const missing = form.filter(({ id, isRequired, hasDefault }) => isRequired && !hasDefault && !given.has(id));
  if (missing.length > 0) {
    fail({ code: 'invalidFields', problems: missing.map(missingField), messages: [] });
  }
}

function missingField({ name, allowedValues }: FormField): FieldProblem {
  return { field: name, message: 'required', ...(allowedValues && { allowedValues }) };
}
