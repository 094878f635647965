import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { type Front, isAnswering, isPortTaken, openFront } from './front.ts';
import { type HttpSecret, newToken, readHttpSecret, type SharedSecret, saveHttpSecret } from './httpSecret.ts';
import { listWindows, type OpenWindow, prepareWindowsDirectory, WindowFile } from './openWindows.ts';

/** The server behind the doors, once a client has come. */
export interface ClientServer {
  readonly socketPath: string;
  clients(): readonly { readonly name: string }[];
  closeSessions(): void;
  dispose(): void;
}

export interface ServerStart {
  tokens(): readonly string[];
  onDidChangeClients(): void;
}

export interface DoorSettings {
  /** Programs of this user may come in through this window. */
  readonly isOpen: boolean;
  readonly isHttpOpen: boolean;
  readonly port: number;
}

export type HttpDoorState =
  | { readonly kind: 'closed' }
  /** The port differs from the wanted one where another program holds that. */
  | { readonly kind: 'open'; readonly port: number; readonly wantedPort: number }
  /** Another window of this user serves the port; this one takes over when it goes. */
  | { readonly kind: 'elsewhere'; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: string };

export interface ClientDoorsOptions {
  readonly version: string;
  readonly windowsDirectory: string;
  settings(): DoorSettings;
  folders(): readonly string[];
  readonly httpSecret: SharedSecret;
  start(options: ServerStart): Promise<ClientServer>;
  log(line: string): void;
  readonly retryMs?: number;
}

/**
 * How programs outside the editor reach this window: a socket in a folder of the user's own, and, once asked for, a
 * port of this machine. Both open without loading the server. Everything runs in turn, so that no step overtakes another.
 */
export class ClientDoors implements Disposable {
  private readonly options: ClientDoorsOptions;
  private readonly file: WindowFile;
  private readonly socketPath: string;
  private readonly socketToken = newToken();
  private readonly changed = new EventEmitter<void>();
  private readonly secretSubscription: Disposable;
  private socketFront: Front | undefined;
  private httpFront: Front | undefined;
  private httpToken: string | undefined;
  private server: Promise<ClientServer> | undefined;
  private running: ClientServer | undefined;
  private state: HttpDoorState = { kind: 'closed' };
  private focusedAt: string | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private work: Promise<void> = Promise.resolve();
  private isDisposed = false;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(options: ClientDoorsOptions) {
    this.options = options;
    const name = `${process.pid}-${randomBytes(6).toString('hex')}`;
    this.file = new WindowFile(options.windowsDirectory, name);
    this.socketPath = socketPathFor(options.windowsDirectory, name);
    this.secretSubscription = options.httpSecret.onDidChange(() => void this.enqueue(() => this.followSecret()));
  }

  get http(): HttpDoorState {
    return this.state;
  }

  get isOpen(): boolean {
    return this.socketFront !== undefined;
  }

  /** As the clients with a session call themselves; one that went without a goodbye is still among them. */
  get clients(): readonly string[] {
    return (this.running?.clients() ?? []).map(({ name }) => name);
  }

  /** Brings the doors to what the settings and the workspace say now. */
  update(): Promise<void> {
    return this.enqueue(() => this.apply());
  }

  focused(): Promise<void> {
    this.focusedAt = new Date().toISOString();
    return this.enqueue(async () => this.announce());
  }

  /** What an HTTP client needs; undefined while no window serves one. */
  async httpAddress(): Promise<{ readonly origin: string; readonly token: string } | undefined> {
    const secret = await readHttpSecret(this.options.httpSecret);
    const { state } = this;
    const port = state.kind === 'open' || state.kind === 'elsewhere' ? state.port : undefined;
    return secret && secret.port === port ? { origin: `http://127.0.0.1:${port}`, token: secret.token } : undefined;
  }

  /** Makes a new bearer; whoever has the old one is out at once. */
  async rotate(): Promise<void> {
    const secret = await readHttpSecret(this.options.httpSecret);
    if (secret) {
      await saveHttpSecret(this.options.httpSecret, { ...secret, token: newToken() });
    }
    await this.enqueue(() => this.followSecret());
  }

  dispose(): void {
    this.isDisposed = true;
    this.secretSubscription.dispose();
    this.closeAll();
    this.changed.dispose();
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(async () => {
      if (this.isDisposed) {
        return;
      }
      try {
        await step();
      } catch (error) {
        this.options.log(`doors: ${error instanceof Error ? error.message : String(error)}`);
      }
      if (this.isDisposed) {
        this.closeAll(); // what the step opened after everything else was closed
      }
    });
    return this.work;
  }

  private async apply(): Promise<void> {
    const { isOpen, isHttpOpen, port } = this.options.settings();
    if (!isOpen) {
      this.closeAll();
      this.changed.fire();
      return;
    }
    if (!this.socketFront) {
      prepareWindowsDirectory(this.options.windowsDirectory);
      this.socketFront = await openFront({ path: this.socketPath }, () => this.serverSocket());
    }
    if (!isHttpOpen) {
      this.closeHttp();
    } else if (this.state.kind !== 'open' || this.state.wantedPort !== port) {
      this.closeHttp();
      await this.openHttp(port);
    }
    this.announce();
    this.changed.fire();
  }

  private async openHttp(wantedPort: number): Promise<void> {
    const secret = await readHttpSecret(this.options.httpSecret);
    const known = secret?.wantedPort === wantedPort ? [secret.port] : [];
    // The port that clients were told comes before the one of the settings, which was taken then.
    for (const port of new Set([...known, wantedPort, 0])) {
      this.announce({ port, state: 'trying' });
      try {
        this.httpFront = await openFront({ port, host: '127.0.0.1' }, () => this.serverSocket());
      } catch (error) {
        if (!isPortTaken(error)) {
          this.state = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
          return;
        }
        if (await this.isServedByWindow(port)) {
          this.state = { kind: 'elsewhere', port };
          this.retry = setTimeout(() => void this.update(), this.options.retryMs ?? 2000);
          this.retry.unref();
          return;
        }
        this.options.log(`doors: port ${port} is held by another program`);
        continue;
      }
      await this.useHttp({ port: this.httpFront.port, wantedPort }, secret);
      return;
    }
  }

  private async useHttp(place: { port: number; wantedPort: number }, secret: HttpSecret | undefined): Promise<void> {
    const isSame = secret?.port === place.port;
    // Whoever held the old port may have been sent the old bearer.
    const next = { ...place, token: isSame ? secret.token : newToken() };
    if (!isSame || secret.wantedPort !== place.wantedPort) {
      await saveHttpSecret(this.options.httpSecret, next);
    }
    this.httpToken = next.token;
    this.state = { kind: 'open', ...place };
  }

  /** True where a window of ours serves the port, or is about to find out. */
  private async isServedByWindow(port: number): Promise<boolean> {
    const others = listWindows(this.options.windowsDirectory).filter(
      ({ socketPath, http }) => socketPath !== this.socketPath && http?.port === port,
    );
    const answers = await Promise.all(others.map(({ socketPath }) => isAnswering(socketPath)));
    return answers.includes(true);
  }

  private async followSecret(): Promise<void> {
    const secret = await readHttpSecret(this.options.httpSecret);
    if (this.state.kind === 'open' && secret?.port === this.state.port && secret.token !== this.httpToken) {
      this.httpToken = secret.token;
      this.running?.closeSessions();
    }
    this.changed.fire();
  }

  private async serverSocket(): Promise<string> {
    this.server ??= this.startServer();
    return (await this.server).socketPath;
  }

  private startServer(): Promise<ClientServer> {
    const attempt = this.options.start({
      tokens: () => [this.socketToken, this.httpToken].filter((token) => token !== undefined),
      onDidChangeClients: () => this.changed.fire(),
    });
    attempt.then(
      (server) => {
        if (this.server === attempt) {
          this.running = server;
        } else {
          server.dispose();
        }
      },
      (error: unknown) => {
        this.options.log(`doors: ${error instanceof Error ? error.message : String(error)}`);
        this.server = this.server === attempt ? undefined : this.server; // the next client tries again
      },
    );
    return attempt;
  }

  private announce(http = this.httpClaim()): void {
    if (this.socketFront) {
      const { version, folders } = this.options;
      const window: OpenWindow = {
        ...{ pid: process.pid, version, folders: folders(), socketPath: this.socketPath, token: this.socketToken },
        ...(this.focusedAt !== undefined && { focusedAt: this.focusedAt }),
        ...(http && { http }),
      };
      this.file.write(window);
    }
  }

  private httpClaim(): OpenWindow['http'] {
    return this.state.kind === 'open' ? { port: this.state.port, state: 'open' } : undefined;
  }

  private closeHttp(): void {
    clearTimeout(this.retry);
    this.httpFront?.dispose();
    this.httpFront = undefined;
    this.httpToken = undefined;
    this.state = { kind: 'closed' };
  }

  private closeAll(): void {
    this.file.remove();
    this.closeHttp();
    this.socketFront?.dispose();
    this.socketFront = undefined;
    if (process.platform !== 'win32') {
      rmSync(this.socketPath, { force: true });
    }
    this.server = undefined;
    this.running?.dispose();
    this.running = undefined;
  }
}

/** Longer paths are cut off silently on macOS (104) and Linux (108). */
const maxSocketPathLength = 100;

function socketPathFor(directory: string, name: string): string {
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\trestle-${name}`;
  }
  const path = join(directory, `${name}.sock`);
  return Buffer.byteLength(path) <= maxSocketPathLength ? path : join(mkdtempSync(join(tmpdir(), 'trestle-')), 's');
}
