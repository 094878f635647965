import type * as z from 'zod';
import type { Toolset } from '#domain/agentPolicy.ts';
import type { Proposal } from '#domain/consent.ts';
import type { WriteOrigin } from '#domain/operation.ts';
import type { Connection, EditorPort, WorkspaceDefaults } from '#domain/ports.ts';
import type { IssueCreation } from '#services/issueCreator.ts';
import type { Journal } from '#services/journal/journal.ts';
import type { RecordWrite } from '#services/journal/recordWrite.ts';
import type { UserTime } from '#services/userTime.ts';
import type { Translate } from '#shared/l10n.ts';

/** What a tool may use. Whatever a client can do, and who confirms a write, is the call path's business (`server.ts`). */
export interface ToolContext {
  /** Aborted when the client cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** The signed-in site; rejects with `notSignedIn`. */
  connection(): Promise<Connection>;
  /** Absent where no editor is attached (a server started by another client). */
  readonly editor: EditorPort | undefined;
  readonly defaults: WorkspaceDefaults;
  /** Statuses, by name or id, that mean blocked in this team. */
  readonly blockedStatuses: readonly string[];
  readonly userTime: UserTime;
  readonly issueCreation: IssueCreation;
  /** What was written before; writes are recorded by `WriteJournal`. */
  journal(): Promise<Journal>;
  /** Says what is being done, for calls that take long; cheap to call. */
  progress(message: string): void;
  readonly t: Translate;
}

/** Hints as the MCP specification defines them; all four are always given because clients differ in their defaults. */
export interface ToolHints {
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** False for a private Jira or Confluence site: `true` costs a second approval in VS Code. */
  readonly openWorldHint: boolean;
}

interface ToolText<Input extends z.ZodObject, Output extends z.ZodObject> {
  /** `[a-z0-9_]`, at most 40 characters. */
  readonly name: string;
  readonly title: string;
  /** Also the text of VS Code's confirmation dialog. At most 1,024 characters. */
  readonly description: string;
  /** Strict: unknown arguments are refused by name. */
  readonly input: Input;
  readonly output: Output;
  readonly hints: ToolHints;
  /** Offered only where the user has switched this set on; always when not given. */
  readonly toolset?: Toolset;
  /** Where other people's free text stands in the output: `description`, `comments.body`. Fenced by the call path. */
  readonly foreignText?: readonly string[];
}

export interface ReadTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject>
  extends ToolText<Input, Output> {
  readonly access: 'read';
  handler(input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
}

export interface WriteTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject>
  extends ToolText<Input, Output> {
  readonly access: 'write';
  /** Only reads: the write itself is `carryOut`, which the call path runs after consent. */
  prepare(input: z.output<Input>, context: ToolContext): Promise<PreparedWrite<z.input<Output>>>;
}

export interface PreparedWrite<Output> {
  /** What exactly would be written, for a human to confirm in their language. Called only where somebody has to be asked. */
  propose(t: Translate): Promise<Proposal>;
  /** Writes what was proposed. Not cancellable: a write that has begun is reported to its end. */
  carryOut(journal: WriteJournal): Promise<Written<Output>>;
}

/** Every write is recorded: issues are created `onBehalfOf` the origin, all else goes through `record`. */
export interface WriteJournal {
  readonly origin: WriteOrigin;
  readonly record: RecordWrite;
}

export interface Written<Output> {
  readonly output: Output;
  /** What was written to, for those who watch it. */
  readonly issueKey?: string;
  readonly issueKeys?: readonly string[];
  readonly pageId?: string;
}

export type Tool = ReadTool | WriteTool;

export function readTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Omit<ReadTool<Input, Output>, 'access'>,
): ReadTool<Input, Output> {
  return { ...tool, access: 'read' };
}

export function writeTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Omit<WriteTool<Input, Output>, 'access'>,
): WriteTool<Input, Output> {
  return { ...tool, access: 'write' };
}
