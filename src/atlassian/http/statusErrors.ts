import type { Entity, Failure, FieldProblem } from '#domain/errors.ts';
import { isObject, list, number, object, objects, text } from '../wire.ts';

/** What a request is about, so that a refusal can be told in those terms. */
export interface RequestContext {
  readonly entity: Entity;
  readonly id?: string;
  /** The JQL or CQL sent: a 400 is then about the query. */
  readonly query?: string;
  /** What a write does, in English, for "outcome unknown": `create issue`. */
  readonly operation?: string;
  /** Where a person can look whether the write happened. */
  readonly searchUrl?: string;
  /** This request is answered 401 also for what somebody else may not do; the site then says so in its words. */
  readonly isDeniedBy401?: true;
}

/** A complete answer that is not a 2xx. */
export interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly isWrite: boolean;
  readonly origin: string;
  readonly scope?: string;
}

/** The failure a refusal stands for. 429 is not among them: rate limits know more. */
export function failureOfStatus(refusal: Refusal, context: RequestContext): Failure {
  const { status, origin } = refusal;
  const isPage = isHtml(refusal.contentType, refusal.body);
  const told = isPage ? { messages: [], problems: [] } : explanations(refusal.body);
  const [detail] = [...told.messages, ...told.problems.map(({ field, message }) => `${field}: ${message}`)];
  const id = context.id;
  switch (status) {
    case 400:
    case 422:
      if (isPage) {
        return { code: 'signInPage', origin };
      }
      if (context.query !== undefined) {
        return { code: 'invalidQuery', query: context.query, messages: told.messages };
      }
      return refusal.isWrite
        ? { code: 'invalidFields', problems: told.problems, messages: told.messages }
        : { code: 'unexpectedAnswer', detail: detail ?? 'the site refused the request', status };
    case 401:
      if (/scope does not match/i.test(refusal.body)) {
        return { code: 'missingScope', ...(refusal.scope !== undefined && { scope: refusal.scope }) };
      }
      if (context.isDeniedBy401 && told.messages.length > 0) {
        return { code: 'forbidden', entity: context.entity, ...(detail !== undefined && { detail }) };
      }
      return isPage ? { code: 'signInPage', origin } : { code: 'credentialRejected', origin };
    case 403:
      return {
        code: 'forbidden',
        entity: context.entity,
        ...(id !== undefined && { id }),
        ...(detail !== undefined && { detail }),
      };
    case 404:
      return { code: 'notFound', entity: context.entity, id: id ?? '' };
    case 409: {
      const currentVersion = versionIn(refusal.body);
      return {
        code: 'conflict',
        entity: context.entity,
        id: id ?? '',
        ...(currentVersion !== undefined && { currentVersion }),
      };
    }
    default:
      return status >= 500
        ? { code: 'siteUnavailable', status }
        : { code: 'unexpectedAnswer', detail: detail ?? 'the site refused the request', status };
  }
}

export function isHtml(contentType: string, body: string): boolean {
  return /^text\/html\b/i.test(contentType) ? /<[a-z!]/i.test(body) : /^\s*<(?:!doctype html|html)\b/i.test(body);
}

interface Explanations {
  readonly messages: readonly string[];
  readonly problems: readonly FieldProblem[];
}

const longestMessage = 500;
const mostMessages = 20;

/**
 * What an error body says, in any of the vendor's shapes: Jira `{errorMessages, errors:{field: text}}`, Confluence v2
 * `{errors:[{title, detail}]}`, v1 `{message, data:{errors:[{message:{translation}}]}}`, the gateway's `{message}`,
 * problem details `{title, detail}`, plain text.
 */
export function explanations(body: string): Explanations {
  const parsed = parseJson(body);
  if (!isObject(parsed)) {
    return { messages: typeof parsed === 'string' ? limited([parsed]) : plainText(body), problems: [] };
  }
  const problems = isObject(parsed['errors'])
    ? Object.entries(parsed['errors']).map(([field, message]) => ({ field, message: messageText(message) ?? '' }))
    : [];
  const messages = [
    ...list(parsed['errorMessages']),
    ...objects(parsed['errors']).flatMap((error) => [error['title'], error['detail'], error['message']]),
    ...objects(object(parsed['data'])['errors']).map((error) => object(error['message'])['translation']),
    parsed['message'],
    parsed['errorMessage'],
    parsed['detail'],
    parsed['title'],
  ].flatMap((message) => messageText(message) ?? []);
  return {
    messages: limited([...new Set(messages)]),
    problems: problems.slice(0, mostMessages).map(({ field, message }) => ({
      field: field.slice(0, longestMessage),
      message: message.slice(0, longestMessage),
    })),
  };
}

function messageText(message: unknown): string | undefined {
  return text(message) ?? text(object(message)['translation']) ?? text(object(message)['message']);
}

function plainText(body: string): string[] {
  const trimmed = body.trim();
  return trimmed === '' || trimmed.startsWith('<') ? [] : limited([trimmed]);
}

function limited(messages: readonly string[]): string[] {
  return messages.slice(0, mostMessages).map((message) => message.slice(0, longestMessage));
}

/** Confluence names the current version only in its sentence: "… Current Version: [7]. Provided version: [6]". */
function versionIn(body: string): number | undefined {
  return number(/current version[^0-9]{0,10}(\d{1,9})/i.exec(body)?.[1]);
}

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
