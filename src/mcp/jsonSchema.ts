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
 * defaults, patterns and lengths: every model pays for the list in every turn, and an argument that is wrong is answered in words.
 */
export function toInputSchema(schema: z.ZodObject): JsonObjectSchema {
  return { ...portable(generated(schema)), type: 'object' };
}

/**
 * The schema of results: the members that are always there by type, all others and what lies inside of members in a
 * line to be read. It is not what results are checked by: the tests do that, by the tool's own schema.
 */
export function toOutputSchema(schema: z.ZodObject): JsonObjectSchema {
  const { properties, required } = generated(schema);
  const always = new Set(Array.isArray(required) ? required : []);
  const [certain, others] = [true, false].map((isCertain) =>
    Object.entries(asJson(properties)).filter(([name]) => always.has(name) === isCertain),
  );
  const members = (certain ?? []).map(([name, member]) => [name, brief(asJson(member))]);
  const rest = shapeOf({ properties: Object.fromEntries(others ?? []) });
  return {
    type: 'object',
    properties: Object.fromEntries(members),
    ...(rest !== '{}' && { description: `Also ${rest}` }),
  };
}

function generated(schema: z.ZodObject): Json {
  return asJson(z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'inline', unrepresentable: 'throw' }));
}

const leftOut: ReadonlySet<string> = new Set([
  'additionalProperties',
  'pattern',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'default',
]);

function portable(schema: Json): Json {
  const entries = Object.entries(schema)
    .filter(([keyword, value]) => !keyword.startsWith('$') && !leftOut.has(keyword) && !isNoBound(value))
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

/** What any whole number is held to. */
function isNoBound(value: unknown): boolean {
  return value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;
}

function brief(member: Json): Json {
  const { type, description, enum: values } = member;
  const items = asJson(member['items']);
  const inside = type === 'array' ? items : member;
  const shape = inside['properties'] === undefined ? undefined : shapeOf(inside);
  const words = [description, shape].filter((part) => part !== undefined).join(' ');
  return {
    type,
    ...(values !== undefined && { enum: values }),
    ...(type === 'array' && { items: { type: items['type'] } }),
    ...(words !== '' && { description: words }),
  };
}

/** `{key, summary, count: number, labels?: [string]}`; what has no type is text. */
function shapeOf({ properties, required }: Json): string {
  const always = new Set(Array.isArray(required) ? required : []);
  const parts = Object.entries(asJson(properties)).map(([name, value]) => {
    const member = asJson(value);
    const type = typeOf(member);
    const { description } = member;
    const note = description === undefined ? '' : ` (${String(description).replace(/\.$/, '')})`;
    return `${name}${always.has(name) ? '' : '?'}${type === 'string' ? '' : `: ${type}`}${note}`;
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
  return properties === undefined ? String(type) : shapeOf(member);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
