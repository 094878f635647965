import * as z from 'zod';

/** A JSON Schema object as sent in the tool list. */
export interface JsonObjectSchema {
  readonly type: 'object';
  readonly [keyword: string]: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The schema of arguments as every known client takes it: draft-07, nothing starting with `$`, no boolean schemas. The
 * last is why `additionalProperties: false` is left out although unknown arguments are refused at run time. So are
 * defaults, bounds, patterns and lengths: every model pays for the list in every turn, some clients drop them anyway,
 * what matters is said in words, and an argument that is wrong is answered in words.
 */
export function toInputSchema(schema: z.ZodObject): JsonObjectSchema {
  return { ...portable(generated(schema)), type: 'object' };
}

/**
 * The schema of results, to be read by a model: the first member that is always there by type, all others in one line
 * that it carries, because clients that show this schema leave out a description of the whole. It is not what results
 * are checked by: the tests do that, by the tool's own schema.
 */
export function toOutputSchema(schema: z.ZodObject): JsonObjectSchema {
  const { properties, required } = generated(schema);
  const all = Object.entries(asJson(properties));
  const [first] = Array.isArray(required) ? required.map(String) : [];
  const rest = all.filter(([name]) => name !== first);
  const line = rest.length > 0 ? [`Beside it ${shapeOf({ properties: Object.fromEntries(rest), required })}`] : [];
  const lead = all.filter(([name]) => name === first).map(([name, member]) => [name, brief(asJson(member), line)]);
  return { type: 'object', properties: Object.fromEntries(lead) };
}

function generated(schema: z.ZodObject): Json {
  return asJson(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'inline', unrepresentable: 'throw' }));
}

const leftOut: ReadonlySet<string> = new Set([
  'additionalProperties',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
]);

function portable(schema: Json): Json {
  const entries = Object.entries(schema)
    .filter(([keyword]) => !keyword.startsWith('$') && !leftOut.has(keyword))
    .map(([keyword, value]) => [keyword, keyword === 'properties' ? members(asJson(value)) : portableValue(value)]);
  return Object.fromEntries(entries);
}

/** The names of arguments are no keywords, whatever they are. */
function members(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, portable(asJson(member))]));
}

function portableValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(portableValue);
  }
  return isJson(value) ? portable(value) : value;
}

function brief(member: Json, lines: readonly string[]): Json {
  const { type, description } = member;
  const items = asJson(member['items']);
  const inside = type === 'array' ? items : member;
  const shape = inside['properties'] === undefined ? undefined : shapeOf(inside);
  const words = [description, shape, ...lines].filter((part) => part !== undefined).join(' ');
  return {
    type,
    ...(type === 'array' && { items: { type: items['type'] } }),
    ...(words !== '' && { description: words }),
  };
}

/** `{key, summary, count: number, isCut?, labels?: []}`; what has no type is text, or what its name says. */
function shapeOf({ properties, required, alike }: Json): string {
  if (typeof alike === 'string') {
    return alike;
  }
  const always = new Set(Array.isArray(required) ? required : []);
  const parts = Object.entries(asJson(properties)).map(([name, value]) => {
    const member = asJson(value);
    const type = typeOf(member);
    const { description } = member;
    const note = description === undefined ? '' : ` (${String(description).replace(/\.$/, '')})`;
    return `${name}${always.has(name) ? '' : '?'}${type === '' ? '' : `: ${type}`}${note}`;
  });
  return `{${parts.join(', ')}}`;
}

function typeOf(member: Json): string {
  const { type, enum: values, properties } = member;
  if (Array.isArray(values)) {
    return values.join('|');
  }
  if (type === 'array') {
    return `[${typeOf(asJson(member['items']))}]`;
  }
  if (properties !== undefined) {
    return shapeOf(member);
  }
  return type === 'string' || type === 'boolean' ? '' : String(type);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
