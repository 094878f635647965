import { Ajv, type ValidateFunction } from 'ajv';

/** Whose rules apply: `readOnly` properties are not required of a request, `writeOnly` ones not of an answer. */
export type Direction = 'request' | 'response';

export interface Strictness {
  /** For recorded real answers, which drift from the documents: extra properties, nulls and unlisted values pass. */
  readonly tolerant?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const KEPT_AS_IS = new Set(
  'maxLength minLength maximum minimum maxItems minItems uniqueItems maxProperties minProperties'.split(' '),
);

/**
 * An OpenAPI 3.0 schema as JSON Schema. `nullable` becomes a null alternative (the documents forget null in their enums),
 * siblings of `$ref` do not count, `oneOf` is read as `anyOf` (the documents' alternatives overlap), examples,
 * discriminators and patterns that are no JavaScript regular expression are dropped.
 */
function toJsonSchema(schema: unknown, direction: Direction, tolerant: boolean): unknown {
  if (!isRecord(schema)) return schema;
  const convert = (value: unknown) => toJsonSchema(value, direction, tolerant);
  const orNull = (value: unknown) => ({ anyOf: [value, { type: 'null' }] });
  if (typeof schema['$ref'] === 'string') {
    const reference = { $ref: schema['$ref'] };
    return tolerant ? orNull(reference) : reference;
  }
  const result: Record<string, unknown> = {};
  const alternatives: unknown[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (KEPT_AS_IS.has(keyword)) result[keyword] = value;
    else if (keyword === 'type' && value !== 'any') result['type'] = value;
    else if (keyword === 'enum' && !tolerant) result['enum'] = value;
    else if (keyword === 'format' && typeof value === 'string') result['format'] = value;
    else if (keyword === 'pattern' && isPattern(value)) result['pattern'] = value;
    else if (keyword === 'properties' && isRecord(value))
      result['properties'] = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, convert(child)]));
    else if (keyword === 'required' && Array.isArray(value))
      result['required'] = value.filter((name) => !isExempt(schema, name, direction));
    else if (keyword === 'items' || keyword === 'not') result[keyword] = convert(value);
    else if (keyword === 'additionalProperties' && (value !== false || !tolerant))
      result['additionalProperties'] = convert(value);
    else if (keyword === 'allOf' && Array.isArray(value)) result['allOf'] = value.map(convert);
    else if ((keyword === 'anyOf' || keyword === 'oneOf') && Array.isArray(value)) {
      alternatives.push({ anyOf: value.map(convert) });
    }
  }
  if (alternatives.length > 0) {
    result['allOf'] = [...(Array.isArray(result['allOf']) ? result['allOf'] : []), ...alternatives];
  }
  return schema['nullable'] === true || tolerant ? orNull(result) : result;
}

function isExempt(schema: Json, name: unknown, direction: Direction): boolean {
  const property = isRecord(schema['properties']) ? schema['properties'][String(name)] : undefined;
  return isRecord(property) && property[direction === 'request' ? 'readOnly' : 'writeOnly'] === true;
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && Boolean(new RegExp(value));
  } catch {
    return false;
  }
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Compiles schemas of one document, each on first use and only the part of the document that it reaches. */
export class SchemaCompiler {
  readonly #direction: Direction;
  readonly #tolerant: boolean;
  readonly #ajv: Ajv;
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor(components: unknown, direction: Direction, strictness: Strictness) {
    this.#direction = direction;
    this.#tolerant = strictness.tolerant ?? false;
    this.#ajv = new Ajv({
      strict: false,
      allErrors: true,
      validateSchema: false,
      unicodeRegExp: false,
      inlineRefs: false,
      addUsedSchema: false,
      logger: false,
    });
    const isUrl = (value: string) => URL.canParse(value, 'https://example.org');
    this.#ajv.addFormat('date-time', (value) => DATE_TIME.test(value)); // Jira writes +0000 without a colon
    this.#ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
    this.#ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
    for (const name of ['uri', 'url', 'URL']) this.#ajv.addFormat(name, isUrl);
    for (const name of ['int32', 'int64']) {
      this.#ajv.addFormat(name, { type: 'number', validate: (value) => Number.isSafeInteger(value) });
    }
    const schemas = isRecord(components) && isRecord(components['schemas']) ? components['schemas'] : {};
    const converted = Object.entries(schemas).map(([name, schema]) => [name, this.#convert(schema)]);
    this.#ajv.addSchema({ components: { schemas: Object.fromEntries(converted) } }, 'document');
  }

  /** Where and why the value breaks the schema; empty when it does not. */
  check(schema: object, value: unknown): string[] {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      const absolute = JSON.stringify(this.#convert(schema)).replaceAll('"$ref":"#/', '"$ref":"document#/');
      validate = this.#ajv.compile(JSON.parse(absolute));
      this.#compiled.set(schema, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const detail = 'additionalProperty' in params ? ` (${params['additionalProperty']})` : '';
      const allowed = 'allowedValues' in params ? ` (${String(params['allowedValues'])})` : '';
      return `${instancePath || '/'} ${message ?? 'is wrong'}${detail}${allowed}`;
    });
  }

  #convert(schema: unknown): unknown {
    return toJsonSchema(schema, this.#direction, this.#tolerant);
  }
}
