import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenWindow } from '#services/doors/openWindows.ts';
import { exchange, type Reply, WindowGone } from './windowLink.ts';

export interface ProxyOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Route of the window's server. */
  readonly path: string;
  /** The window for this client, now. */
  find(): Promise<OpenWindow | undefined>;
  log(line: string): void;
  /** How long a client waits for a window that is just being reloaded. */
  readonly patienceMs?: number;
}

/** Calls that have begun may finish after the client closed its end, but not for ever. */
const drainTimeoutMs = 15_000;

interface Session {
  readonly window: OpenWindow;
  readonly id: string;
  readonly protocolVersion: string | undefined;
  readonly leaving: AbortController;
}

interface Message {
  readonly text: string;
  readonly id: string | number | undefined;
  readonly method: string | undefined;
}

/**
 * A client's stdio, carried to the server of an editor window and back: credentials stay in the editor. When the window
 * is reloaded the session is opened anew behind the client's back; only a call that may have begun is never repeated.
 */
export class WindowProxy {
  private readonly options: ProxyOptions;
  private readonly pending = new Set<Promise<void>>();
  private initialize: Record<string, unknown> | undefined;
  private session: Promise<Session> | undefined;
  private reopened = 0;

  constructor(options: ProxyOptions) {
    this.options = options;
  }

  /** Resolves when the client has closed its end and has its answers. */
  async run(): Promise<void> {
    for await (const line of createInterface({ input: this.options.input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const message = readMessage(line);
      if (!message) {
        continue;
      }
      const carried = this.carry(message).catch((error: unknown) => this.options.log(`proxy: ${textOf(error)}`));
      this.pending.add(carried);
      void carried.then(() => this.pending.delete(carried));
      if (message.method === 'initialize') {
        await carried; // what follows needs its session
      }
    }
    await Promise.race([Promise.all(this.pending), delay(drainTimeoutMs)]);
  }

  /** Says goodbye, so that the window no longer shows the client. */
  async close(): Promise<void> {
    const session = await this.session?.catch(() => undefined);
    if (session) {
      session.leaving.abort();
      await exchange(session.window, { ...this.of(session), method: 'DELETE' }).catch(() => undefined);
    }
  }

  private async carry(message: Message): Promise<void> {
    if (message.method === 'initialize' && !this.initialize) {
      this.initialize = parse(message.text);
      this.session = this.open((text) => this.write(text));
      await this.session.catch((error: unknown) => this.answerFailure(message, error));
      return;
    }
    for (let attempt = 1; ; attempt++) {
      let wasSent = false;
      try {
        const session = await this.currentSession();
        const reply = await exchange(session.window, { ...this.of(session), method: 'POST', body: message.text });
        if (reply.status === 404) {
          throw new WindowGone('the session is unknown');
        }
        wasSent = true;
        await this.pass(reply, message);
        return;
      } catch (error) {
        const isRepeatable = error instanceof WindowGone || (message.method !== 'tools/call' && !wasSent);
        this.session = error instanceof WindowGone ? undefined : this.session;
        if (attempt > 1 || !isRepeatable) {
          this.answerFailure(message, error);
          return;
        }
      }
    }
  }

  /** Several messages find the session lost at the same time; one of them opens it again. */
  private currentSession(): Promise<Session> {
    this.session ??= this.open(() => {});
    const { session } = this;
    session.catch(() => {
      this.session = this.session === session ? undefined : this.session;
    });
    return session;
  }

  private async open(onAnswer: (text: string) => void): Promise<Session> {
    const window = await this.findPatiently();
    const isFirst = this.reopened === 0;
    this.reopened += 1;
    const body = JSON.stringify(isFirst ? this.initialize : { ...this.initialize, id: `trestle-${this.reopened}` });
    const { path } = this.options;
    const reply = await exchange(window, { method: 'POST', path, body });
    let protocolVersion: string | undefined;
    for await (const text of reply.messages) {
      const { result } = parse(text);
      const { protocolVersion: agreed } = Object.fromEntries(Object.entries(result ?? {}));
      protocolVersion = typeof agreed === 'string' ? agreed : protocolVersion;
      onAnswer(text);
    }
    if (reply.sessionId === undefined) {
      throw new Error(`the window refused the session (${reply.status})`);
    }
    const session: Session = { window, id: reply.sessionId, protocolVersion, leaving: new AbortController() };
    if (!isFirst) {
      const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
      const done = await exchange(window, { ...this.of(session), method: 'POST', body: initialized });
      for await (const _text of done.messages) {
        // nothing to pass on
      }
      this.options.log('the editor window is back');
    }
    void this.listen(session);
    return session;
  }

  /** What the server says by itself. */
  private async listen(session: Session): Promise<void> {
    try {
      const reply = await exchange(session.window, {
        ...this.of(session),
        method: 'GET',
        signal: session.leaving.signal,
      });
      for await (const text of reply.messages) {
        if (reply.status === 200) {
          this.write(text);
        }
      }
    } catch {
      // The window has gone, which the next message finds out, or the client leaves.
    }
  }

  private async pass(reply: Reply, message: Message): Promise<void> {
    let isAnswered = false;
    for await (const text of reply.messages) {
      if (reply.status >= 400) {
        const { error } = parse(text);
        this.answer(message, { error: error ?? { code: -32000, message: `HTTP ${reply.status}` } });
        return;
      }
      isAnswered ||= parse(text)['id'] === message.id;
      this.write(text);
    }
    if (!isAnswered && message.id !== undefined && message.method !== undefined) {
      throw new Error('the answer broke off');
    }
  }

  private async findPatiently(): Promise<OpenWindow> {
    const end = Date.now() + (this.options.patienceMs ?? 8000);
    for (;;) {
      const window = await this.options.find();
      if (window) {
        return window;
      }
      if (Date.now() >= end) {
        throw new WindowGone('no window');
      }
      await delay(250);
    }
  }

  private answerFailure(message: Message, error: unknown): void {
    this.options.log(`proxy: ${message.method ?? 'answer'}: ${textOf(error)}`);
    const text =
      error instanceof WindowGone
        ? 'not connected: no editor window with Trestle is open. Nothing was done. Ask the user to open one, then retry.'
        : 'The editor window closed while this ran. It may have been done: look before repeating it.';
    if (message.method === 'tools/call') {
      this.answer(message, { result: { content: [{ type: 'text', text }], isError: true } });
    } else {
      this.answer(message, { error: { code: -32000, message: text } });
    }
  }

  private answer({ id, method }: Message, answer: Record<string, unknown>): void {
    if (id !== undefined && method !== undefined) {
      this.write(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    }
  }

  private write(text: string): void {
    this.options.output.write(`${text}\n`);
  }

  private of({ id, protocolVersion }: Session) {
    return { path: this.options.path, sessionId: id, protocolVersion };
  }
}

function readMessage(line: string): Message | undefined {
  const { jsonrpc, id, method } = parse(line);
  return jsonrpc === '2.0'
    ? {
        text: line,
        id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
        method: typeof method === 'string' ? method : undefined,
      }
    : undefined;
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) ?? {}));
  } catch {
    return {};
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
