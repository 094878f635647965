import type * as z from 'zod';
import { type AgentPolicy, openPolicy } from '#domain/agentPolicy.ts';
import { fail, failureOf } from '#domain/errors.ts';
import type { WriteOrigin } from '#domain/operation.ts';
import type { Call, Connection, EditorPort, WorkspaceDefaults } from '#domain/ports.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import type { IssueCreation } from '#services/issueCreator.ts';
import type { Journal } from '#services/journal/journal.ts';
import { recordWrites } from '#services/journal/recordWrite.ts';
import { type UserTime, userTime } from '#services/userTime.ts';
import { toDisposable } from '#shared/disposable.ts';
import { type Event, EventEmitter, onEveryDifference } from '#shared/event.ts';
import { english, type Translate } from '#shared/l10n.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import type { ClientSession, Consent, Elicit } from './consent.ts';
import { describeToolError } from './errors.ts';
import { fenceForeignText, withoutFences } from './foreignText.ts';
import { type JsonObjectSchema, toInputSchema, toOutputSchema } from './jsonSchema.ts';
import type { Completion } from './promptDefinition.ts';
import { PromptServer } from './promptServer.ts';
import { prompts } from './prompts/index.ts';
import type { ResourceChange } from './resourceDefinition.ts';
import { ResourceServer } from './resourceServer.ts';
import { resources } from './resources/index.ts';
import { type SessionState, SessionStates } from './sessionState.ts';
import { type CompletionContext, suggest } from './suggest.ts';
import { checkOffered, exposedTools, offerOf, type Surface } from './surfaces.ts';
import type { Tool, ToolContext } from './toolDefinition.ts';
import { reportProgress, untilCancelled } from './waiting.ts';

/** What the tools of every door work with. */
export interface ServerDependencies {
  /** Rejects with `notSignedIn`. */
  connection(call?: Call): Promise<Connection>;
  readonly editor?: EditorPort;
  defaults(): WorkspaceDefaults;
  /** Statuses, by name or id, in which an issue counts as blocked; none when not given. */
  blockedStatuses?(): readonly string[];
  /** That of this machine when not given. */
  userTime?(): UserTime;
  /** What the user lets agents do now; everything when not given. */
  policy?(): AgentPolicy;
  /** The answer of `policy()` may have changed. */
  readonly onDidChangePolicy?: Event<void>;
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
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

export type ToolResult =
  | { readonly text: string; readonly structured: Record<string, unknown> }
  | { readonly text: string; readonly isError: true };

/** The one path of every tool call: access, arguments, consent, work, result; and the one place where errors end. */
export class ToolServer {
  private readonly tools: readonly Tool[];
  private readonly dependencies: ServerDependencies;
  private readonly door: Door;
  private readonly running = new Set<Promise<ToolResult>>();
  private readonly sessions = new SessionStates();
  private readonly written = new EventEmitter<ResourceChange>();
  readonly prompts: PromptServer;
  readonly resources: ResourceServer;

  constructor(tools: readonly Tool[], dependencies: ServerDependencies, door: Door) {
    this.tools = tools;
    this.dependencies = dependencies;
    this.door = door;
    this.prompts = new PromptServer(prompts, dependencies.defaults);
    this.resources = new ResourceServer(resources, (tool) => this.offered().some(({ name }) => name === tool));
  }

  /** Another list of tools, and with it of resources, is offered than when the listener came. */
  readonly onDidChangeOffer: Event<void> = (listener) => {
    const names = () => this.offered().map(({ name }) => name);
    return onEveryDifference(this.dependencies.onDidChangePolicy, () => names().join(), listener);
  };

  /** What clients that subscribed to a resource are to hear of. */
  readonly onDidChangeResources: Event<ResourceChange> = (listener) => {
    const subscriptions = [this.written.event(listener), this.dependencies.onDidChangeResources?.(listener)];
    return toDisposable(() => subscriptions.forEach((subscription) => void subscription?.dispose()));
  };

  /** Values for an argument of a prompt or a resource, while somebody types. */
  suggest(
    kind: Completion,
    typed: string,
    { others, signal }: { readonly others: CompletionContext['others']; readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    const connection = async () => withAllowList(await this.dependencies.connection({ signal }), this.policy());
    return suggest(kind, typed, { connection, defaults: this.dependencies.defaults(), others, signal });
  }

  list(): ToolListing[] {
    return this.offered().map(describeTool);
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
      const output = await this.run(name, input, session, progress.say);
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
    const { client, elicit, signal } = session;
    const tool = this.findTool(name);
    const state = this.sessions.of(client);
    state.budget.spend(tool.access);
    const parsed = parseArguments(tool.input, input, state.boundary);
    const { context, origin: siteOrigin } = this.contextOf(session, state, progress);
    if (tool.access === 'read') {
      return resultOf(tool, await untilCancelled(tool.handler(parsed, context), signal), state);
    }
    const write = await untilCancelled(tool.prepare(parsed, context), signal);
    const pending = { tool: tool.name, client, elicit, signal, propose: (t: Translate) => write.propose(t) };
    const { readScopes } = state;
    const consent = await untilCancelled(this.door.consent({ ...pending, readScopes, origin: siteOrigin() }), signal);
    // The switch may have been thrown while somebody was asked.
    checkOffered(tool, offerOf(this.door.surface, this.policy()));
    const origin: WriteOrigin = { surface: 'agent', tool: tool.name, consent, ...(client && { client: client.name }) };
    const record = recordWrites(() => this.dependencies.journal(), origin);
    const {
      output,
      issueKey,
      issueKeys = issueKey === undefined ? [] : [issueKey],
      pageId,
    } = await write.carryOut({ origin, record });
    this.dependencies.onDidWrite?.({ tool: tool.name, ...(issueKey !== undefined && { issueKey }) });
    this.written.fire({
      ...(issueKeys.length > 0 && { issueKeys }),
      ...(pageId !== undefined && { pageIds: [pageId] }),
    });
    return resultOf(tool, output, state);
  }

  private offered(): readonly Tool[] {
    return exposedTools(this.tools, offerOf(this.door.surface, this.policy()));
  }

  private findTool(name: string): Tool {
    const tool = this.tools.find((candidate) => candidate.name === name);
    if (!tool) {
      const names = this.offered().map((candidate) => candidate.name);
      fail({ code: 'invalidArgument', argument: 'name', reason: `the tools are ${names.join(', ')}` });
    }
    checkOffered(tool, offerOf(this.door.surface, this.policy()));
    return tool;
  }

  private policy(): AgentPolicy {
    return this.dependencies.policy?.() ?? openPolicy;
  }

  /** `origin` is that of the site the tool has used, once it has. */
  private contextOf(
    { signal }: CallSession,
    state: SessionState,
    progress: (message: string) => void,
  ): { readonly context: ToolContext; origin(): string | undefined } {
    const { dependencies } = this;
    const policy = this.policy();
    const named = new Set([...policy.allowedProjects, ...policy.allowedSpaces].map((key) => key.toUpperCase()));
    let origin: string | undefined;
    const context: ToolContext = {
      signal,
      connection: async () => {
        const connection = await dependencies.connection({ signal });
        origin = connection.site.origin;
        return withAllowList(connection, policy, (text) => state.noteRead(text, (scope) => named.has(scope)));
      },
      editor: dependencies.editor,
      defaults: dependencies.defaults(),
      blockedStatuses: dependencies.blockedStatuses?.() ?? [],
      userTime: dependencies.userTime?.() ?? userTime(process.env),
      issueCreation: dependencies.issueCreation,
      journal: () => dependencies.journal(),
      progress,
      t: english,
    };
    return { context, origin: () => origin };
  }
}

function resultOf(tool: Tool, output: unknown, { boundary }: SessionState): unknown {
  return fenceForeignText(mapStrings(output, cleanForeignText), tool.foreignText ?? [], boundary);
}

export function describeTool(tool: Tool): ToolListing {
  const { name, title, description, input, output, hints, access } = tool;
  return {
    name,
    title,
    description,
    inputSchema: toInputSchema(input),
    outputSchema: toOutputSchema(output),
    annotations: { readOnlyHint: access === 'read', ...hints },
  };
}

function parseArguments(schema: z.ZodObject, input: unknown, boundary: string): Record<string, unknown> {
  const result = schema.safeParse(input ?? {});
  if (result.success) {
    // After the patterns have seen the raw text: a key with a hidden character is wrong, not to be repaired.
    const cleaned = mapStrings(result.data, (text) => withoutFences(cleanForeignText(text), boundary));
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
function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((member: unknown) => mapStrings(member, change));
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(entries.map(([key, member]) => [key, mapStrings(member, change)]));
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
