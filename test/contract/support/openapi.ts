/**
 * The vendor's OpenAPI documents as a judge of requests and answers.
 *
 * The documents are not part of the project (see `contractsFolder`); tests that need them use `describeContracts`, which
 * skips by name, with the reason, where they are absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { type Direction, isRecord, SchemaCompiler, type Strictness } from './schemas.ts';

export type ContractDocument =
  | 'jira-cloud-platform-v3'
  | 'jira-cloud-software-agile'
  | 'confluence-cloud-v1'
  | 'confluence-cloud-v2'
  | 'jira-dc-10.3'
  | 'confluence-dc-10.0.3';

export interface ContractRequest {
  readonly method: string;
  /** With or without query string, gateway prefix (`/ex/jira/{cloudId}`) or origin. */
  readonly path: string;
  readonly query?: URLSearchParams | Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

export interface ContractAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Parsed JSON; undefined when the answer had no body. */
  readonly body?: unknown;
}

/** Prefix that a document's paths lack. */
const BASE_PATH: Readonly<Partial<Record<ContractDocument, string>>> = {
  'confluence-cloud-v2': '/wiki/api/v2',
  'jira-dc-10.3': '/rest',
};

/** Answered by what stands before the API, so seldom or never written down operation by operation. */
const DOCUMENTED_EVERYWHERE = new Set([401, 429, 500, 503]);

/** `CONTRACTS_DIR`, or `../shared/contracts` beside the repository; undefined when absent. */
export function contractsFolder(): string | undefined {
  const repository = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = process.env['CONTRACTS_DIR'] ?? path.join(repository, '..', 'shared', 'contracts');
  return existsSync(path.join(folder, 'openapi')) ? path.resolve(folder) : undefined;
}

/** `describe`, skipped by name when the vendor's documents are absent. */
export function describeContracts(name: string, tests: () => void): void {
  if (contractsFolder()) describe(name, tests);
  else describe.skip(`${name} (skipped: no ../shared/contracts and no CONTRACTS_DIR)`, tests);
}

/** What is wrong with an answer, strictly by the document; empty when nothing is. */
export function checkResponse(
  document: ContractDocument,
  answer: ContractAnswer,
  strictness: Strictness = {},
): string[] {
  const operation = index(document).find(answer.method, answer.path);
  if (!operation) return [`${answer.method} ${answer.path} is not in ${document}`];
  const responses = operation.definition['responses'];
  if (!isRecord(responses)) return [];
  const documented = operation.resolve(responses[String(answer.status)] ?? responses['default']);
  if (!documented) {
    return DOCUMENTED_EVERYWHERE.has(answer.status)
      ? []
      : [`status ${answer.status} is not documented (${Object.keys(responses)})`];
  }
  if (answer.status === 204) return answer.body === undefined ? [] : ['/ 204 must not have a body'];
  const schema = jsonSchemaOf(documented);
  if (!schema) return [];
  if (answer.body === undefined) return ['/ the documented body is missing'];
  return index(document).compiler('response', strictness).check(schema, answer.body);
}

/** What is wrong with a request, strictly by the document; empty when nothing is. */
export function checkRequest(document: ContractDocument, request: ContractRequest): string[] {
  const { pathname, searchParams } = new URL(request.path, 'https://example.org');
  const operation = index(document).find(request.method, pathname);
  if (!operation) return [`${request.method} ${pathname} is not in ${document}`];
  const compiler = index(document).compiler('request', {});
  const query = new Map<string, string[]>();
  const given = request.query instanceof URLSearchParams ? [...request.query] : Object.entries(request.query ?? {});
  for (const [name, value] of [...searchParams, ...given]) query.set(name, (query.get(name) ?? []).concat(value));
  const problems: string[] = [];
  const known = new Set<string>();
  for (const parameter of operation.parameters) {
    const name = String(parameter['name']);
    const place = parameter['in'];
    if (place === 'query') known.add(name);
    else if (place !== 'path') continue;
    const values = place === 'query' ? query.get(name) : operation.pathValues(name);
    const schema = operation.resolve(parameter['schema']);
    if (values && schema) {
      const value = coerce(values, schema, operation);
      problems.push(...compiler.check(schema, value).map((problem) => `${place} parameter ${name}: ${problem}`));
    } else if (!values && parameter['required'] === true) {
      problems.push(`${place} parameter ${name} is missing`);
    }
  }
  for (const name of query.keys()) if (!known.has(name)) problems.push(`query parameter ${name} is not documented`);
  return [...problems, ...checkRequestBody(operation, request.body, compiler)];
}

/** The vendor's example answer, parsed; undefined when the document has none. */
export function vendorExample(document: ContractDocument, answer: Omit<ContractAnswer, 'body'>): unknown {
  const operation = index(document).find(answer.method, answer.path);
  const responses = operation?.definition['responses'];
  const response = isRecord(responses) ? operation?.resolve(responses[String(answer.status)]) : undefined;
  const example = response && jsonContentOf(response)?.['example'];
  return typeof example === 'string' ? JSON.parse(example) : example; // the documents give JSON inside a string
}

function checkRequestBody(operation: Operation, body: unknown, compiler: SchemaCompiler): string[] {
  const documented = operation.resolve(operation.definition['requestBody']);
  if (!documented) return body === undefined ? [] : ['body: the document knows no body here'];
  if (body === undefined) return documented['required'] === true ? ['body: is missing'] : [];
  const schema = jsonSchemaOf(documented);
  return schema ? compiler.check(schema, body).map((problem) => `body: ${problem}`) : [];
}

/** Strings of a URL as the types that the parameter's schema asks for. */
function coerce(values: readonly string[], schema: Json, operation: Operation): unknown {
  if (schema['type'] === 'array') {
    const items = operation.resolve(schema['items']) ?? {};
    const split = values.flatMap((value) => value.split(','));
    return split.map((value) => coerce([value], items, operation));
  }
  const [value = ''] = values;
  if (schema['type'] === 'object') return {}; // the documents' word for a string they did not care to describe
  if ((schema['type'] === 'integer' || schema['type'] === 'number') && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value);
  if (schema['type'] === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  return value;
}

type Json = Readonly<Record<string, unknown>>;

function jsonContentOf(holder: Json): Json | undefined {
  const content = isRecord(holder['content']) ? holder['content'] : {};
  const type = Object.keys(content).find((name) => name.includes('json')) ?? Object.keys(content)[0];
  const chosen = type === undefined ? undefined : content[type];
  return isRecord(chosen) ? chosen : undefined;
}

function jsonSchemaOf(holder: Json): Json | undefined {
  const schema = jsonContentOf(holder)?.['schema'];
  return isRecord(schema) ? schema : undefined;
}

interface Operation {
  readonly definition: Json;
  readonly parameters: readonly Json[];
  pathValues(name: string): string[] | undefined;
  resolve(value: unknown): Json | undefined;
}

class DocumentIndex {
  readonly #document: Json;
  readonly #basePath: string;
  readonly #templates: readonly { readonly regExp: RegExp; readonly path: string; readonly item: Json }[];
  readonly #compilers = new Map<string, SchemaCompiler>();

  constructor(document: Json, basePath: string) {
    this.#document = document;
    this.#basePath = basePath;
    const paths = Object.entries(isRecord(document['paths']) ? document['paths'] : {});
    // A literal segment wins over a parameter: `/issue/bulkfetch` before `/issue/{issueIdOrKey}`.
    const weight = (template: string) => template.replace(/\{[^}]*\}/g, '\uffff');
    this.#templates = paths
      .flatMap(([template, item]) =>
        isRecord(item) ? [{ path: template, regExp: templateToRegExp(template), item }] : [],
      )
      .sort((a, b) => (weight(a.path) < weight(b.path) ? -1 : 1));
  }

  find(method: string, location: string): Operation | undefined {
    const pathname = new URL(location, 'https://example.org').pathname.replace(/^\/ex\/(jira|confluence)\/[^/]+/, '');
    if (!pathname.startsWith(`${this.#basePath}/`)) return undefined;
    for (const { regExp, item } of this.#templates) {
      const match = regExp.exec(pathname.slice(this.#basePath.length));
      const definition = item[method.toLowerCase()];
      if (!match || !isRecord(definition)) continue;
      const parameters: Json[] = [item['parameters'], definition['parameters']].flatMap((list) =>
        Array.isArray(list) ? list.map((parameter) => this.#resolve(parameter) ?? {}) : [],
      );
      return {
        definition,
        parameters,
        pathValues: (name) => {
          const value = match.groups?.[groupName(name)];
          return value === undefined ? undefined : [decodeURIComponent(value)];
        },
        resolve: (value) => this.#resolve(value),
      };
    }
    return undefined;
  }

  compiler(direction: Direction, strictness: Strictness): SchemaCompiler {
    const key = `${direction} ${strictness.tolerant ?? false}`;
    const compiler =
      this.#compilers.get(key) ?? new SchemaCompiler(this.#document['components'], direction, strictness);
    this.#compilers.set(key, compiler);
    return compiler;
  }

  #resolve(value: unknown): Json | undefined {
    if (!isRecord(value)) return undefined;
    const reference = value['$ref'];
    if (typeof reference !== 'string') return value;
    const steps = reference.replace(/^#\//, '').split('/');
    const target = steps.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), this.#document);
    return this.#resolve(target);
  }
}

const groupName = (parameter: string) => `p_${parameter.replace(/\W/g, '_')}`;

function templateToRegExp(template: string): RegExp {
  const source = template.split(/(\{[^}]*\})/).map((part) => {
    if (part.startsWith('{')) return `(?<${groupName(part.slice(1, -1))}>[^/]+)`;
    return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}/?$`);
}

/** Parsed once for all tests of a process: reading the platform's 2.4 MB again for each check would take minutes. */
const indices = new Map<ContractDocument, DocumentIndex>();

function index(document: ContractDocument): DocumentIndex {
  const folder = contractsFolder();
  if (!folder) throw new Error('The OpenAPI documents are absent: use describeContracts');
  const existing = indices.get(document);
  if (existing) return existing;
  const parsed: unknown = JSON.parse(readFileSync(path.join(folder, 'openapi', `${document}.json`), 'utf8'));
  const created = new DocumentIndex(isRecord(parsed) ? parsed : {}, BASE_PATH[document] ?? '');
  indices.set(document, created);
  return created;
}
