import type { DemoUser } from './jira/model.ts';
import type { DemoSite } from './site.ts';

/** A request after authentication, routing and body parsing. */
export interface DemoRequest {
  readonly method: string;
  /** Path on the site, without the gateway prefix: `/rest/api/3/issue/NIM-1`. */
  readonly path: string;
  /** Decoded path parameters of the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
  readonly caller: DemoUser;
  /** Origin under which the caller sees the site; every link in an answer starts with it. */
  readonly origin: string;
}

export interface DemoResponse {
  readonly status: number;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: unknown;
  /** Sent as it is in place of `body`, with the `Content-Type` given in `headers`. */
  readonly text?: string;
  /** The same for what is no text. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One endpoint. `pattern` is the OpenAPI path template: `/rest/api/3/issue/{issueIdOrKey}`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly pattern: string;
  /** Its body is `multipart/form-data`, and no other. */
  readonly takesFiles?: true;
  handle(request: DemoRequest, site: DemoSite): DemoResponse;
}

/** Thrown by any handler to answer with an error in the vendor's own shape. */
export class HttpError extends Error {
  readonly response: DemoResponse;

  constructor(response: DemoResponse) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

/** Jira's error shape: general messages and messages by field. */
export function jiraError(status: number, messages: readonly string[], errors: Record<string, string> = {}): HttpError {
  return new HttpError({ status, body: { errorMessages: messages, errors } });
}

/** Confluence v2's error shape. */
export function confluenceError(status: number, code: string, title: string, detail?: string): HttpError {
  return new HttpError({ status, body: { errors: [{ status, code, title, detail: detail ?? null }] } });
}
