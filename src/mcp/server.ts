import type * as z from 'zod';
import { fail, failureOf, TrestleError } from '#domain/errors.ts';
import type { WriteOrigin } from '#domain/operation.ts';
import type { Call, Connection, EditorPort, WorkspaceDefaults } from '#domain/ports.ts';
import type { IssueCreation } from '#services/issueCreator.ts';
import type { Journal } from '#services/journal/journal.ts';
import { recordWrites } from '#services/journal/recordWrite.ts';
import { DisposableStore } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { english } from '#shared/l10n.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import type { ClientSession, Consent, Elicit } from './consent.ts';
import { describeToolError } from './errors.ts';
import { type JsonObjectSchema, toInputSchema, toOutputSchema } from './jsonSchema.ts';
import type { Completion } from './promptDefinition.ts';
import { PromptServer } from './promptServer.ts';
import { prompts } from './prompts/index.ts';
import type { ResourceChange } from './resourceDefinition.ts';
import { ResourceServer } from './resourceServer.ts';
import { resources } from './resources/index.ts';
import { type CompletionContext, suggest } from './suggest.ts';
import { exposedTools, type Surface } from './surfaces.ts';
import type { Tool, ToolContext } from './toolDefinition.ts';

/** What the tools of every door work with. */
export interface ServerDependencies {
  /** Rejects with `notSignedIn`. */
  connection(call?: Call): Promise<Connection>;
  readonly editor?: EditorPort;
  defaults(): WorkspaceDefaults;
  readonly issueCreation: IssueCreation;
  /** Where every write is recorded. */
  journal(): Promise<Journal>;
  onDidWrite?(write: { readonly tool: string; readonly issueKey?: string }): void;
  /** What changed otherwise than through this server. */
  readonly onDidChangeResources?: Event<ResourceChange>;
  log(line: string): void;
}

/** One way in, with its own rules. */
export interface Door {
  readonly surface: Surface;
  readonly consent: Consent;
  /** Sentences for agents to pass on to their user. */
  readonly howToConnect: string;
  readonly howToAllowWrites: string;
}

/** What a client's single call brings along. */
export interface CallSession {
  readonly signal: AbortSignal;
  /** `elapsed` grows from call to call, as MCP's progress has to. */
  progress(message: string, elapsed: number): void;
  readonly elicit?: Elicit;
  readonly client?: ClientSession;
}

export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObjectSchema;
  readonly outputSchema: JsonObjectSchema;
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

export type ToolResult =
  | { readonly text: string; readonly structured: Record<string, unknown> }
  | { readonly text: string; readonly isError: true };

const progressIntervalMs = 1000;

/** The one path of every tool call: access, arguments, consent, work, result; and the one place where errors end. */
export class ToolServer {
  private readonly tools: readonly Tool[];
  private readonly dependencies: ServerDependencies;
  private readonly door: Door;
  private readonly running = new Set<Promise<ToolResult>>();
  private readonly written = new EventEmitter<ResourceChange>();
  readonly prompts: PromptServer;
  readonly resources: ResourceServer;

  constructor(tools: readonly Tool[], dependencies: ServerDependencies, door: Door) {
    this.tools = tools;
    this.dependencies = dependencies;
    this.door = door;
    this.prompts = new PromptServer(prompts, dependencies.defaults);
    this.resources = new ResourceServer(resources);
  }

  /** What clients that subscribed to a resource are to hear of. */
  readonly onDidChangeResources: Event<ResourceChange> = (listener) => {
    const subscriptions = new DisposableStore();
    subscriptions.add(this.written.event(listener));
    const elsewhere = this.dependencies.onDidChangeResources?.(listener);
    if (elsewhere) {
      subscriptions.add(elsewhere);
    }
    return subscriptions;
  };

  /** Values for an argument of a prompt or a resource, while somebody types. */
  suggest(
    kind: Completion,
    typed: string,
    { others, signal }: { readonly others: CompletionContext['others']; readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    const { connection, defaults } = this.dependencies;
    return suggest(kind, typed, { connection: () => connection({ signal }), defaults: defaults(), others, signal });
  }

  list(): ToolListing[] {
    return exposedTools(this.tools, this.door.surface).map(describeTool);
  }

  async call(name: string, input: unknown, session: CallSession): Promise<ToolResult> {
    const running = this.answer(name, input, session);
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  /** Resolves once no call is being worked on: what has begun is finished before a process ends. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private async answer(name: string, input: unknown, session: CallSession): Promise<ToolResult> {
    const startedAt = performance.now();
    const progress = reportProgress(session);
    let outcome = 'ok';
    try {
      const output = cleanStrings(await this.run(name, input, session, progress.say));
      const structured = isRecord(output) ? output : {};
      return { text: JSON.stringify(structured), structured };
    } catch (error) {
      const code = failureOf(error)?.code;
      outcome = code ?? 'defect';
      if (code === undefined) {
        this.dependencies.log(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      const text = describeToolError(truncate(name, 60), error, { t: english, ...this.door });
      return { text: cleanForeignText(text), isError: true };
    } finally {
      progress.stop();
      this.dependencies.log(`${truncate(name, 60)}: ${outcome}, ${Math.round(performance.now() - startedAt)} ms`);
    }
  }

  private async run(
    name: string,
    input: unknown,
    session: CallSession,
    progress: (message: string) => void,
  ): Promise<unknown> {
    const tool = this.findTool(name);
    const parsed = parseArguments(tool.input, input);
    const context = this.contextOf(session, progress);
    if (tool.access === 'read') {
      return untilCancelled(tool.handler(parsed, context), session.signal);
    }
    const { client, elicit, signal } = session;
    const write = await untilCancelled(tool.prepare(parsed, context), signal);
    const pending = { tool: tool.name, client, elicit, signal, propose: () => write.propose() };
    const consent = await untilCancelled(this.door.consent(pending), signal);
    const origin: WriteOrigin = { surface: 'agent', tool: tool.name, consent, ...(client && { client: client.name }) };
    const { output, issueKey } = await write.carryOut({
      origin,
      record: recordWrites(this.dependencies.journal, origin),
    });
    this.dependencies.onDidWrite?.({ tool: tool.name, ...(issueKey !== undefined && { issueKey }) });
    this.written.fire({ ...(issueKey !== undefined && { issueKeys: [issueKey] }) });
    return output;
  }

  private findTool(name: string): Tool {
    const exposed = exposedTools(this.tools, this.door.surface);
    const tool = exposed.find((candidate) => candidate.name === name);
    if (!tool) {
      const reason = this.tools.some((candidate) => candidate.name === name)
        ? 'this server is read-only'
        : `the tools are ${exposed.map((candidate) => candidate.name).join(', ')}`;
      fail({ code: 'invalidArgument', argument: 'name', reason });
    }
    return tool;
  }

  private contextOf({ signal }: CallSession, progress: (message: string) => void): ToolContext {
    const { dependencies } = this;
    return {
      signal,
      connection: () => dependencies.connection({ signal }),
      editor: dependencies.editor,
      defaults: dependencies.defaults(),
      issueCreation: dependencies.issueCreation,
      journal: dependencies.journal,
      progress,
      t: english,
    };
  }
}

export function describeTool(tool: Tool): ToolListing {
  const { name, title, description, input, output, hints, access } = tool;
  return {
    name,
    title,
    description,
    inputSchema: toInputSchema(input),
    outputSchema: toOutputSchema(output),
    annotations: { title, readOnlyHint: access === 'read', ...hints },
  };
}

function parseArguments(schema: z.ZodObject, input: unknown): Record<string, unknown> {
  const result = schema.safeParse(input ?? {});
  if (result.success) {
    // After the patterns have seen the raw text: a key with a hidden character is wrong, not to be repaired.
    const cleaned = cleanStrings(result.data);
    return isRecord(cleaned) ? cleaned : {};
  }
  const [first] = result.error.issues;
  const known = Object.keys(schema.shape).join(', ');
  if (first?.code === 'unrecognized_keys') {
    const argument = truncate(first.keys.join(', '), 100);
    fail({ code: 'invalidArgument', argument, reason: `there is no such argument; the arguments are ${known}` });
  }
  const argument = first?.path.join('.') || 'arguments';
  fail({ code: 'invalidArgument', argument, reason: truncate(first?.message ?? 'not an object', 300) });
}

/** Foreign text reaches a model, and a model's text reaches the site, without characters people cannot see. */
function cleanStrings(value: unknown): unknown {
  if (typeof value === 'string') {
    return cleanForeignText(value);
  }
  if (Array.isArray(value)) {
    return value.map(cleanStrings);
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(entries.map(([key, member]) => [key, cleanStrings(member)]));
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Ends with the signal even where something waited for, such as a connection that others share, does not. */
async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = Promise.withResolvers<never>();
  const cancel = () => cancelled.reject(new TrestleError({ code: 'cancelled' }));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) {
    cancel();
  }
  try {
    return await Promise.race([work, cancelled.promise]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** From one second on the client hears that the call is alive, and what it is at. */
function reportProgress(session: CallSession): { say(message: string): void; stop(): void } {
  let message = 'Working';
  let elapsed = 0;
  const timer = setInterval(() => {
    elapsed += 1;
    session.progress(message, elapsed);
  }, progressIntervalMs);
  return {
    say: (next) => {
      message = next;
    },
    stop: () => clearInterval(timer),
  };
}
