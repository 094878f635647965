import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenWindow } from '#services/doors/openWindows.ts';
import { FollowedResources, type Message, parse, readMessage } from './proxyMessage.ts';
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

/** A reloaded window is back at once; for a closed one a client that asks for nothing is in no hurry. */
const firstLookMs = 250;
const laterLooksMs = 2000;

interface Session {
  readonly window: OpenWindow;
  readonly id: string;
  readonly protocolVersion: string | undefined;
  readonly leaving: AbortController;
}

/**
 * A client's stdio, carried to the server of an editor window and back: credentials stay in the editor. When the window
 * is reloaded the session is opened anew behind the client's back, with what the client follows; only a call that may
 * have begun is never repeated.
 */
export class WindowProxy {
  private readonly options: ProxyOptions;
  private readonly pending = new Set<Promise<void>>();
  private initialize: Record<string, unknown> | undefined;
  private session: Promise<Session> | undefined;
  private readonly followed = new FollowedResources();
  private opened = 0;
  private isClosed = false;

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
    this.isClosed = true;
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
      const opening = this.currentSession();
      try {
        const session = await opening;
        const reply = await exchange(session.window, { ...this.of(session), method: 'POST', body: message.text });
        if (reply.status === 404) {
          throw new WindowGone('the session is unknown');
        }
        wasSent = true;
        await this.pass(reply, message);
        return;
      } catch (error) {
        const isRepeatable = error instanceof WindowGone || (message.method !== 'tools/call' && !wasSent);
        if (error instanceof WindowGone) {
          this.forget(opening);
        }
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
    session.catch(() => this.forget(session));
    return session;
  }

  /** Unless another message has opened the next one already. */
  private forget(session: Promise<Session>): void {
    this.session = this.session === session ? undefined : this.session;
  }

  private async open(onAnswer: (text: string) => void): Promise<Session> {
    const window = await this.findPatiently();
    const isFirst = this.opened === 0;
    const body = JSON.stringify(isFirst ? this.initialize : { ...this.initialize, id: `trestle-${this.opened}` });
    this.opened += 1;
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
      await this.say(session, { method: 'notifications/initialized' });
      this.options.log('the editor window is back');
    }
    this.listen(session).catch((error: unknown) => this.options.log(`proxy: ${textOf(error)}`));
    if (!isFirst) {
      await this.catchUp(session);
    }
    return session;
  }

  /** The window that is back may offer other tools, knows of nobody who follows anything, and was away for a while. */
  private async catchUp(session: Session): Promise<void> {
    for (const uri of this.followed.uris) {
      await this.say(session, { id: `trestle-${uri}`, method: 'resources/subscribe', params: { uri } });
    }
    const lists = ['tools', 'resources'].map((list) => ({ method: `notifications/${list}/list_changed` }));
    const updates = [...this.followed.uris].map((uri) => ({
      method: 'notifications/resources/updated',
      params: { uri },
    }));
    for (const notification of [...lists, ...updates]) {
      this.write(JSON.stringify({ jsonrpc: '2.0', ...notification }));
    }
  }

  /** In the client's name, and not to be passed on. */
  private async say(session: Session, message: Record<string, unknown>): Promise<void> {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const { messages } = await exchange(session.window, { ...this.of(session), method: 'POST', body });
    for await (const text of messages) {
      const { error } = parse(text);
      if (error) {
        this.options.log(`proxy: ${String(message['method'])}: ${JSON.stringify(error)}`);
      }
    }
  }

  /** What the server says by itself. */
  private async listen(session: Session): Promise<void> {
    const { signal } = session.leaving;
    try {
      const reply = await exchange(session.window, { ...this.of(session), method: 'GET', signal });
      for await (const text of reply.messages) {
        if (reply.status === 200) {
          this.write(text);
        }
      }
    } catch {
      // The window has gone, or the client leaves.
    }
    if (!signal.aborted) {
      await this.reopen(session);
    }
  }

  /** A client that only waits to be told something would never find out that its session is lost. */
  private async reopen(lost: Session): Promise<void> {
    await delay(firstLookMs, undefined, { ref: false });
    const { session } = this;
    if (!session || (await session.catch(() => undefined)) !== lost) {
      return; // a message has found out before
    }
    this.forget(session);
    while (!this.isClosed) {
      const isThere = (await this.options.find()) !== undefined;
      if (isThere && (await this.currentSession().catch(() => undefined))) {
        return;
      }
      await delay(laterLooksMs, undefined, { ref: false });
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
      const { id, result } = parse(text);
      isAnswered ||= id === message.id;
      if (id === message.id && result !== undefined) {
        this.followed.note(message);
      }
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

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
