import { type Failure, failureOf, TrestleError } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Clock, systemClock } from './http/clock.ts';
import { Exchange, type ExchangeOptions, type Outcome, type WireRequest } from './http/exchange.ts';
import { LinkedAbort } from './http/linkedAbort.ts';
import { type Pause, RateLimits } from './http/rateLimits.ts';
import { Slots } from './http/slots.ts';
import type { RequestContext } from './http/statusErrors.ts';
import { WriteSpacing } from './http/writeSpacing.ts';

export type { WireRequest } from './http/exchange.ts';
export type { RequestContext } from './http/statusErrors.ts';

export interface TransportLimits extends Pick<ExchangeOptions, 'idleMs' | 'bodyBytes'> {
  /** For the whole request with its queueing, pauses and retries. */
  readonly totalMs: number;
  /** A pause asked for by the site is waited for up to this long, else reported at once. */
  readonly longestPauseMs: number;
  readonly concurrency: number;
  readonly retries: number;
  /** Wait before the first retry after a network error or 5xx; doubles each time. */
  readonly backoffMs: number;
}

export const defaultLimits: TransportLimits = {
  idleMs: 20_000,
  totalMs: 50_000, // ChatGPT gives up on a tool after 60 s
  longestPauseMs: 15_000,
  bodyBytes: 8 * 1024 * 1024,
  concurrency: 8,
  retries: 3,
  backoffMs: 300,
};

export interface TransportOptions extends Omit<ExchangeOptions, 'idleMs' | 'bodyBytes' | 'clock'> {
  readonly clock?: Clock | undefined;
  readonly limits?: Partial<TransportLimits>;
  readonly log?: ((line: string) => void) | undefined;
  /** Told of every request that ends without an answer, besides its caller. */
  readonly onFailure?: ((failure: Failure) => void) | undefined;
}

/** The client object of jira.js and confluence.js, bound to one call. */
export interface WireClient {
  sendRequest<T>(request: WireRequest): Promise<T>;
}

/**
 * The one fetch, under both client libraries. A read is tried up to four times. A write is sent once: unless the
 * answer is a clear 2xx or 4xx, or nothing was sent at all, it ends as `outcomeUnknown`.
 */
export class Transport implements Disposable {
  private readonly options: TransportOptions;
  private readonly limits: TransportLimits;
  private readonly slots: Slots;
  private readonly clock: Clock;
  private readonly rateLimits: RateLimits;
  private readonly writeSpacing: WriteSpacing;
  private readonly disposal = new AbortController();

  constructor(options: TransportOptions) {
    this.options = options;
    this.limits = { ...defaultLimits, ...options.limits };
    this.slots = new Slots(this.limits.concurrency);
    this.clock = options.clock ?? systemClock;
    this.rateLimits = new RateLimits(this.clock.now, Math.random);
    this.writeSpacing = new WriteSpacing(this.clock.now);
  }

  /** Milliseconds since the epoch, by the clock that the pauses go by. */
  readonly now = (): number => this.clock.now();

  /** Resolves after `delayMs` by that clock; rejects when the call is given up or the transport disposed. */
  sleep(delayMs: number, call: Call | undefined): Promise<void> {
    return this.clock.sleep(delayMs, AbortSignal.any([this.disposal.signal, ...(call?.signal ? [call.signal] : [])]));
  }

  /** A client for one call: its answers are wire values, whatever the library's types say. Read them as `unknown`. */
  client(call: Call | undefined, context: RequestContext): WireClient {
    return new CallClient((request) => this.send(request, call, context));
  }

  /** The JSON of a 2xx answer; undefined when it has no body. */
  async send(request: WireRequest, call: Call | undefined, context: RequestContext): Promise<unknown> {
    const exchange = new Exchange({ ...this.options, ...this.limits, clock: this.clock }, request, context);
    const end = new LinkedAbort([this.disposal.signal, call?.signal]);
    const { totalMs } = this.limits;
    const expire = () => end.abort(new TrestleError({ code: 'timedOut', afterMs: totalMs }));
    const deadline = this.clock.deadline(totalMs, expire);
    try {
      await this.waitForTurn(exchange.keys.writtenIssue, end.signal);
      return await this.sendUntilAnswered(exchange, end.signal);
    } catch (error) {
      const failure = failureOf(error);
      if (failure) {
        this.options.onFailure?.(failure);
      }
      throw error;
    } finally {
      deadline.stop();
      end.dispose();
    }
  }

  /** Ends what is under way: reads as `cancelled`, writes already sent as `outcomeUnknown`. */
  dispose(): void {
    this.disposal.abort();
  }

  private async sendUntilAnswered(exchange: Exchange, signal: AbortSignal): Promise<unknown> {
    const expiresAt = this.clock.now() + this.limits.totalMs;
    for (let attempt = 0; ; ) {
      await this.waitForPauses(exchange, expiresAt, signal);
      const ended = await this.slots.run(signal, () => this.attempt(exchange, signal));
      if (!ended) {
        continue;
      }
      const { outcome, pause } = ended;
      if (outcome.kind === 'answer') {
        return outcome.value;
      }
      if (!outcome.mayRepeat || attempt >= this.limits.retries) {
        throw new TrestleError(outcome.failure.code === 'rateLimited' && pause ? rateLimited(pause) : outcome.failure);
      }
      if (!pause) {
        await this.clock.sleep(this.limits.backoffMs * 2 ** attempt * (1 + Math.random()), signal);
      }
      attempt++;
    }
  }

  /** Undefined, with nothing sent, when a pause was asked for while the request queued. */
  private async attempt(
    exchange: Exchange,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome; readonly pause: Pause | undefined } | undefined> {
    if (this.rateLimits.pauseFor(exchange.keys)) {
      return undefined;
    }
    const startedAt = this.clock.now();
    const log = (result: string) =>
      this.options.log?.(`${exchange.keys.endpoint}: ${result}, ${this.clock.now() - startedAt} ms`);
    const outcome = await exchange.run(signal).catch((error: unknown) => {
      log(failureOf(error)?.code ?? 'defect');
      throw error;
    });
    log(outcome.kind === 'answer' ? 'ok' : outcome.failure.code);
    if (outcome.kind === 'answer') {
      this.rateLimits.succeeded(exchange.keys);
      return { outcome, pause: undefined };
    }
    // Noted before the slot is free for the next in the queue.
    const pause = outcome.pauseHeaders && this.rateLimits.pause(exchange.keys, outcome.pauseHeaders);
    return { outcome, pause };
  }

  /** Writes to one issue keep the distance that the site asks for. */
  private async waitForTurn(issue: string | undefined, signal: AbortSignal): Promise<void> {
    if (issue === undefined) {
      return;
    }
    const now = this.clock.now();
    const until = this.writeSpacing.nextTurn(issue);
    if (until - now > this.limits.longestPauseMs) {
      throw new TrestleError(rateLimited({ until, reason: 'jira-per-issue-on-write' }));
    }
    this.writeSpacing.book(issue);
    if (until > now) {
      await this.clock.sleep(until - now, signal);
    }
  }

  private async waitForPauses(exchange: Exchange, expiresAt: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const pause = this.rateLimits.pauseFor(exchange.keys);
      if (!pause) {
        return;
      }
      const waitMs = pause.until - this.clock.now();
      if (waitMs > this.limits.longestPauseMs || pause.until >= expiresAt) {
        throw new TrestleError(rateLimited(pause));
      }
      await this.clock.sleep(waitMs, signal);
    }
  }
}

function rateLimited(pause: Pause): Failure {
  return {
    code: 'rateLimited',
    retryAt: new Date(pause.until).toISOString(),
    ...(pause.reason !== undefined && { reason: pause.reason }),
  };
}

class CallClient implements WireClient {
  private readonly send: (request: WireRequest) => Promise<unknown>;

  constructor(send: (request: WireRequest) => Promise<unknown>) {
    this.send = send;
  }

  sendRequest<T>(request: WireRequest): Promise<T>;
  sendRequest(request: WireRequest): Promise<unknown> {
    return this.send(request);
  }
}
