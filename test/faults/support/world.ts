import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { type ConnectOptions, connect } from '#atlassian/connect.ts';
import { type Fetch, fetchTrusting } from '#atlassian/http/trustedFetch.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { Random } from '#demo/random.ts';
import { failureOf } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { CreateIssueRequest } from '#services/createIssue.ts';
import { IssueCreator } from '#services/issueCreator.ts';
import { Journal } from '#services/journal/journal.ts';
import { reconcile } from '#services/journal/reconcile.ts';
import { type PlannedWrite, recordWrites } from '#services/journal/recordWrite.ts';
import { type Certificate, FaultServer } from '../faultServer.ts';
import { type Audit, audit, isWrite, type Told, type Written } from './ledger.ts';
import { VirtualClock } from './virtualClock.ts';
import type { Received } from './wire.ts';

export type WireTrust = 'tcp' | 'tls';

/** A demo site behind fault servers, for all runs of a file. */
export class World {
  readonly demo: RunningDemoSite;
  readonly tcp: FaultServer;
  readonly tls: FaultServer;
  /** Accepts the certificates of the test authority. */
  readonly trusting: Fetch;
  readonly folder: string;
  private readonly shared = new Map<FaultServer, { readonly clock: VirtualClock; readonly connection: Connection }>();

  static async open(): Promise<World> {
    const demo = await startDemoSite();
    // The journal syncs every record to the disk: in memory that costs nothing.
    const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'trestle-faults-'));
    const [tcp, tls, trusting] = await Promise.all([
      FaultServer.start(demo.url),
      FaultServer.start(demo.url, await certificate('good')),
      fetchTrusting(certificatePath('ca')),
    ]);
    return new World({ demo, folder, tcp, tls, trusting });
  }

  private constructor(parts: Pick<World, 'demo' | 'folder' | 'tcp' | 'tls' | 'trusting'>) {
    this.demo = parts.demo;
    this.folder = parts.folder;
    this.tcp = parts.tcp;
    this.tls = parts.tls;
    this.trusting = parts.trusting;
  }

  async close(): Promise<void> {
    for (const { connection } of this.shared.values()) {
      connection.dispose();
    }
    await Promise.all([this.tcp.close(), this.tls.close()]);
    await this.demo.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A signed-in client with a journal of its own, before anything goes wrong. */
  async begin(fault: string, seed: number, options: RunOptions = {}): Promise<Run> {
    const server = options.wire === 'tls' ? this.tls : this.tcp;
    await server.calm();
    const known = options.isShared ? this.shared.get(server) : undefined;
    const clock = known?.clock ?? new VirtualClock();
    clock.reset(this.demo.site.now());
    const signIn = () =>
      connect({
        ...this.credentials(options.origin ?? server.origin),
        clock,
        ...(options.wire === 'tls' && { fetch: this.trusting }),
        ...options.connect,
      });
    const connection = known?.connection ?? (await signIn());
    if (options.isShared) {
      this.shared.set(server, { clock, connection });
    }
    const folder = await mkdtemp(join(this.folder, 'journal-'));
    const journal = await Journal.open(folder);
    server.received.length = 0;
    const random = new Random(seed * 7919 + Number(fault.slice(1)));
    return new Run({
      world: this,
      isShared: options.isShared === true,
      server,
      clock,
      connection,
      signIn,
      journal,
      folder,
      random,
      tag: `${fault}/${seed}`,
    });
  }

  credentials(origin: string): Pick<ConnectOptions, 'credential' | 'userAgent'> {
    const { email, token } = this.demo;
    return { credential: { origin, email, token }, userAgent: 'Trestle/0.0.0 (faults)' };
  }
}

export interface RunOptions {
  readonly wire?: WireTrust;
  /** Goes on with the connection of the run before, so that signing in and reading forms does not take most of the time. */
  readonly isShared?: boolean;
  readonly origin?: string;
  readonly connect?: Partial<ConnectOptions>;
}

/** Something to be written, and how to see it on the site. */
export interface WrittenThing {
  readonly name: string;
  readonly kind: PlannedWrite['kind'];
  send(): Promise<unknown>;
  /** How often the site holds it. */
  count(): number;
}

interface RunParts {
  readonly isShared: boolean;
  readonly world: World;
  readonly server: FaultServer;
  readonly clock: VirtualClock;
  readonly connection: Connection;
  readonly signIn: () => Promise<Connection>;
  readonly journal: Journal;
  readonly folder: string;
  readonly random: Random;
  readonly tag: string;
}

/** One seed of one fault. */
export class Run {
  readonly server: FaultServer;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly demo: RunningDemoSite;
  /** Of the journal. */
  readonly folder: string;
  /** What the run found wrong besides what the audit finds. */
  readonly problems: string[] = [];
  connection: Connection;
  journal: Journal;
  private readonly parts: RunParts;
  private creator: IssueCreator;
  private readonly told = new Map<string, Told[]>();
  private readonly written: Written[] = [];
  private readonly acts: Received[][] = [];

  constructor(parts: RunParts) {
    this.parts = parts;
    this.server = parts.server;
    this.clock = parts.clock;
    this.connection = parts.connection;
    this.random = parts.random;
    this.demo = parts.world.demo;
    this.journal = parts.journal;
    this.folder = parts.folder;
    this.creator = this.newCreator();
  }

  request(name = 'issue', more: Partial<CreateIssueRequest> = {}): CreateIssueRequest {
    return { projectKey: 'NIM', summary: `${this.parts.tag} ${name}`, ...more };
  }

  /** Creates through the journal and keeps what the caller was told; a defect is thrown on. */
  async create(request: CreateIssueRequest, call?: Call): Promise<Told> {
    this.nextAct();
    return this.createInAct(request, call);
  }

  /** Like `create`, as one of several at the same time. */
  async createInAct(request: CreateIssueRequest, call?: Call): Promise<Told> {
    const told = await this.creator.create(this.connection, request, call).then(
      (result): Told => ({ kind: 'created', result }),
      (error: unknown): Told => {
        const failure = failureOf(error);
        if (!failure) {
          throw error;
        }
        return { kind: 'failed', failure };
      },
    );
    this.told.set(request.summary, [...(this.told.get(request.summary) ?? []), told]);
    return told;
  }

  /** Writes something else, through the journal as tools do. */
  async write(thing: WrittenThing): Promise<Written['told']> {
    this.nextAct();
    const record = recordWrites(async () => this.journal, { surface: 'agent' }, this.clock.now);
    const summary = `${this.parts.tag} ${thing.name}, attempt ${this.written.length + 1}`;
    const told = await record(this.connection, { kind: thing.kind, projectKey: 'NIM', summary }, thing.send).then(
      () => 'done' as const,
      (error: unknown) => {
        const failure = failureOf(error);
        if (!failure) {
          throw error;
        }
        return failure.code;
      },
    );
    this.written.push({ summary, told, count: thing.count() });
    return told;
  }

  /** From here on the user (or the agent) does something else: what was sent before may be sent again. */
  nextAct(): void {
    this.acts.push(this.takeWrites());
  }

  /** From here on every request has a connection of its own. */
  async openNewConnections(): Promise<void> {
    const { server } = this;
    server.keepsConnections = false;
    server.dropConnections();
    while (server.openConnections > 0) {
      await nextTurn();
    }
    await this.connection.tracker.issues.approximateCount({ jql: 'project = NIM' }); // notices that they are gone
    server.received.length = 0;
  }

  async signInAgain(): Promise<void> {
    this.connection.dispose();
    this.connection = await this.parts.signIn();
  }

  /** The extension is started anew, after the process is gone. */
  async restart(): Promise<readonly OperationRecord[]> {
    this.nextAct();
    this.journal = await Journal.open(this.folder, this.clock.now());
    this.creator = this.newCreator();
    return reconcile(this.journal, this.connection, { now: this.clock.now(), isAlive: () => false });
  }

  expect(isSo: boolean, what: string): void {
    if (!isSo) {
      this.problems.push(what);
    }
  }

  async end(): Promise<Audit> {
    this.nextAct();
    const { world, tag } = this.parts;
    const { site } = world.demo;
    const records = await this.journal.list();
    const audited = audit({ site, acts: this.acts, records, told: this.told, written: this.written });
    // A read whose twin failed may still be under way.
    for (let ms = 0; ms < 2_000 && this.clock.pendingDeadlines > 0; ms++) {
      await delay(1);
    }
    this.expect(this.clock.pendingDeadlines === 0, 'a timer is left');
    if (!this.parts.isShared) {
      this.connection.dispose();
    }
    await this.server.calm();
    for (const issue of [...site.jira.issues.values()]) {
      if (issue.summary.startsWith(tag)) {
        site.jira.issues.delete(issue.id);
      }
    }
    return audited;
  }

  private takeWrites(): Received[] {
    const writes = this.server.received.filter(isWrite);
    this.server.received.length = 0;
    return writes;
  }

  private newCreator(): IssueCreator {
    const { journal, clock } = this;
    return new IssueCreator({ journal, surface: 'agent', now: clock.now, wait: clock.sleep });
  }
}

export function certificatePath(name: string): string {
  return join(import.meta.dirname, '../../fixtures/certificates', `${name}.pem`);
}

export async function certificate(name: 'good' | 'expired' | 'self-signed' | 'wrong-host'): Promise<Certificate> {
  const [key, cert] = await Promise.all([
    readFile(certificatePath('server-key'), 'utf8'),
    readFile(certificatePath(name), 'utf8'),
  ]);
  return { key, cert };
}
