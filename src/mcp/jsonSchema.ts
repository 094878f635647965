import * as z from 'zod';

/** A JSON Schema object as sent in the tool list. */
export interface JsonObjectSchema {
  readonly type: 'object';
  readonly [keyword: string]: unknown;
}

/**
 * The schema as every known client takes it: draft-07, nothing starting with `$`, no boolean schemas. The last is why
 * `additionalProperties: false` is left out although unknown arguments are refused at run time.
 */
export function toJsonSchema(schema: z.ZodObject): JsonObjectSchema {
  const generated = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    unrepresentable: 'throw',
  });
  return { ...portable(generated), type: 'object' };
}

function portable(schema: object): Record<string, unknown> {
  const entries = Object.entries(schema)
    .filter(([keyword]) => !keyword.startsWith('$') && keyword !== 'additionalProperties')
    .map(([keyword, value]) => [keyword, portableValue(value)] as const);
  return Object.fromEntries(entries);
}

function portableValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(portableValue);
  }
  return typeof value === 'object' && value !== null ? portable(value) : value;
}
