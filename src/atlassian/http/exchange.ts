import { type DoubtfulEntity, type Entity, type Failure, failureOf, TrestleError } from '#domain/errors.ts';
import type { Credential } from '#domain/site.ts';
import type { Clock } from './clock.ts';
import { IdleWatch } from './idleWatch.ts';
import { connectFailure, networkCause } from './networkErrors.ts';
import type { RateLimitKeys } from './rateLimits.ts';
import { readBody, readBytes } from './readBody.ts';
import { endpointOf, issueOf, type RequestBases, requestUrl } from './requestUrl.ts';
import { scopeFor } from './scopes.ts';
import { abortError } from './slots.ts';
import { failureOfStatus, isHtml, parseJson, type RequestContext } from './statusErrors.ts';
import type { Fetch } from './trustedFetch.ts';

/** `basic`: e-mail and token. `bearer`: the token alone. */
export type AuthorizationScheme = 'basic' | 'bearer';

export interface ExchangeOptions {
  /** The site the credential belongs to. It is sent to `bases`, and its secret goes into no message. */
  readonly credential: Credential;
  readonly bases: RequestBases;
  /** `basic` unless told. */
  readonly scheme?: AuthorizationScheme;
  readonly userAgent: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Longest silence while waiting for headers or for the next part of the body. */
  readonly idleMs: number;
  /** Limit for one answer, decompressed. */
  readonly bodyBytes: number;
}

/** What jira.js and confluence.js hand over. Their `schema` is ignored: answers are read by our own guards. */
export interface WireRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly searchParams?: object | undefined;
  readonly body?: unknown;
  /** Sends no credential. */
  readonly isAnonymous?: boolean;
  /** The answer is a file of at most this many bytes, not JSON: `FileAnswer`. */
  readonly fileBytes?: number;
}

/** A 2xx answer to a request for a file. */
export interface FileAnswer {
  readonly contentType: string;
  readonly content: Uint8Array;
}

export type Outcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | {
      readonly kind: 'failure';
      readonly failure: Failure;
      readonly mayRepeat: boolean;
      /** Of an answer that asks to be left alone for a while. */
      readonly pauseHeaders?: Headers;
    };

/** POSTs that only read: as free to repeat as a GET. */
const readingPosts = /^\/rest\/api\/3\/(?:search\/(?:jql|approximate-count)|issue\/bulkfetch|changelog\/bulkfetch)$/;
const mostRedirects = 3;
const loginPlace = /login|signin|sign-in|sso|saml|oauth|\bauth\b|^id\./i;

/** One request and what became of it, each time it is tried. */
export class Exchange {
  readonly keys: RateLimitKeys;
  readonly isWrite: boolean;
  private readonly options: ExchangeOptions;
  private readonly context: RequestContext;
  private readonly request: WireRequest;
  private readonly method: string;
  private readonly url: URL;

  constructor(options: ExchangeOptions, request: WireRequest, context: RequestContext) {
    this.options = options;
    this.request = request;
    this.context = context;
    this.method = (request.method ?? 'GET').toUpperCase();
    this.isWrite = this.method !== 'GET' && !readingPosts.test(request.url);
    this.url = requestUrl(options.bases, request.url, request.searchParams);
    const writtenIssue = this.isWrite ? issueOf(request.url) : undefined;
    this.keys = {
      endpoint: endpointOf(this.method, request.url),
      ...(writtenIssue !== undefined && { writtenIssue }),
    };
  }

  /** @throws TrestleError for what repeating cannot mend */
  async run(signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) {
      throw abortError(signal); // nothing was sent
    }
    const idle = new IdleWatch(this.options.idleMs, this.options.clock, signal);
    const watched = idle.signal;
    try {
      const response = await this.fetch(watched);
      idle.touch();
      return await this.readAnswer(response, () => idle.touch());
    } catch (error) {
      return this.broken(error, watched);
    } finally {
      idle.dispose();
    }
  }

  private async fetch(signal: AbortSignal): Promise<Response> {
    let url = this.url;
    for (let redirects = 0; ; redirects++) {
      const response = await this.options.fetch(url, this.init(signal));
      const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
      if (!isRedirect) {
        return response;
      }
      await response.body?.cancel();
      const target = URL.parse(response.headers.get('location') ?? '', url.href);
      if (target?.origin !== url.origin || this.method !== 'GET' || redirects >= mostRedirects) {
        throw new TrestleError(this.redirectFailure(response, target));
      }
      url = target;
    }
  }

  private init(signal: AbortSignal): RequestInit {
    const { credential, scheme, userAgent } = this.options;
    const accept = this.request.fileBytes === undefined ? 'application/json' : '*/*';
    const headers: Record<string, string> = { accept, 'user-agent': userAgent };
    if (!this.request.isAnonymous) {
      headers['authorization'] =
        scheme === 'bearer' ? `Bearer ${credential.token}` : `Basic ${basicSecret(credential)}`;
    }
    const init: RequestInit = { method: this.method, headers, signal, redirect: 'manual', credentials: 'omit' };
    if (this.method !== 'GET') {
      headers['x-atlassian-token'] = 'no-check';
    }
    if (this.request.body instanceof FormData) {
      init.body = this.request.body; // which brings its own content type
    } else if (this.request.body !== undefined && this.request.body !== null) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(this.request.body);
    }
    return init;
  }

  private async readAnswer(response: Response, onProgress: () => void): Promise<Outcome> {
    const { status } = response;
    const { fileBytes } = this.request;
    if (fileBytes !== undefined && status >= 200 && status < 300) {
      const contentType = response.headers.get('content-type') ?? '';
      const content = await readBytes(response, fileBytes, onProgress);
      return { kind: 'answer', value: { contentType, content } satisfies FileAnswer };
    }
    const reading = readBody(response, this.options.bodyBytes, onProgress);
    // A refusal stays one when its explanation is cut off.
    const body = status >= 400 ? await reading.catch(() => '') : await reading;
    const contentType = response.headers.get('content-type') ?? '';
    if (status >= 200 && status < 300) {
      return { kind: 'answer', value: this.valueOf(status, contentType, body) };
    }
    if (status === 429) {
      return {
        kind: 'failure',
        failure: { code: 'rateLimited' },
        mayRepeat: !this.isWrite,
        pauseHeaders: response.headers,
      };
    }
    if (status >= 500) {
      return {
        kind: 'failure',
        failure: this.isWrite ? this.unknownOutcome() : { code: 'siteUnavailable', status },
        mayRepeat: !this.isWrite && (status === 502 || status === 503 || status === 504),
        ...(response.headers.has('retry-after') && { pauseHeaders: response.headers }),
      };
    }
    const scope = scopeFor(this.method, this.request.url);
    const refusal = {
      status,
      contentType,
      body: this.redact(body),
      isWrite: this.isWrite,
      origin: this.options.credential.origin,
      ...(scope !== undefined && { scope }),
    };
    throw new TrestleError(failureOfStatus(refusal, this.context));
  }

  private valueOf(status: number, contentType: string, body: string): unknown {
    if (!/\S/.test(body)) {
      return this.isWrite || status === 204 ? undefined : this.unusable('an empty answer', status);
    }
    if (isHtml(contentType, body)) {
      throw new TrestleError(
        this.isWrite ? this.unknownOutcome() : { code: 'signInPage', origin: this.options.credential.origin },
      );
    }
    if (contentType !== '' && !/\bjson\b/i.test(contentType)) {
      return this.unusable(`content type ${contentType.slice(0, 80)}`, status);
    }
    return parseJson(body) ?? (body.trim() === 'null' ? null : this.unusable('malformed JSON', status));
  }

  private unusable(detail: string, status: number): never {
    throw new TrestleError(this.isWrite ? this.unknownOutcome() : { code: 'unexpectedAnswer', detail, status });
  }

  /** What a rejected fetch or a body that broke off means. */
  private broken(error: unknown, signal: AbortSignal): Outcome {
    const own = failureOf(error);
    if (own && error !== signal.reason && !(this.isWrite && own.code === 'answerTooLarge')) {
      throw error;
    }
    const connect = signal.aborted ? undefined : connectFailure(error, this.options.credential.origin);
    if (connect) {
      throw new TrestleError(connect, { cause: error });
    }
    if (this.isWrite) {
      throw new TrestleError(this.unknownOutcome(), { cause: error });
    }
    if (signal.aborted) {
      throw abortError(signal);
    }
    const failure: Failure = {
      code: 'offline',
      origin: this.options.credential.origin,
      cause: this.redact(networkCause(error)),
    };
    return { kind: 'failure', failure, mayRepeat: true };
  }

  private redirectFailure(response: Response, target: URL | null): Failure {
    if (this.isWrite) {
      return this.unknownOutcome(); // neither a 2xx nor a refusal, wherever it leads
    }
    const isLogin = !target || loginPlace.test(`${target.hostname}${target.pathname}`);
    return isLogin
      ? { code: 'signInPage', origin: this.options.credential.origin }
      : { code: 'unexpectedAnswer', detail: `redirected to ${target.origin}`, status: response.status };
  }

  private unknownOutcome(): Failure {
    const { entity, operation, searchUrl } = this.context;
    return {
      code: 'outcomeUnknown',
      operation: operation ?? this.keys.endpoint,
      ...(searchUrl !== undefined && { searchUrl }),
      ...(isDoubtful(entity) && { entity }),
    };
  }

  /** A hostile or chatty server may echo what it was sent. */
  private redact(text: string): string {
    const { credential } = this.options;
    return [credential.token, basicSecret(credential)].reduce(
      (redacted, secret) => (secret === '' ? redacted : redacted.replaceAll(secret, '***')),
      text,
    );
  }
}

function isDoubtful(entity: Entity): entity is DoubtfulEntity {
  return entity === 'page' || entity === 'board' || entity === 'sprint' || entity === 'version';
}

function basicSecret({ email, token }: Credential): string {
  return Buffer.from(`${email}:${token}`, 'utf8').toString('base64');
}
