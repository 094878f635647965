import type { CodeSelection } from '#domain/codeSelection.ts';
import type { Call, Connection, WorkspaceDefaults } from '#domain/ports.ts';
import type { ChatTools } from '#mcp/chatServer.ts';
import type { Translate } from '#shared/l10n.ts';
import type { Language } from './language.ts';
import type { Today } from './periodWords.ts';
import type { PastTurn } from './prompt.ts';
import type { AnswerMemory } from './reply.ts';

/** Lines of a file, 1-based and inclusive. */
export interface CodePlace {
  readonly uri: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** What is selected in the editor, and where, so that it can be taken up again. */
export interface PlacedSelection {
  readonly selection: CodeSelection;
  readonly place: CodePlace;
}

/** What answers are made with. */
export interface ChatParts {
  /** Within what the user lets agents see. Rejects with `notSignedIn`. */
  connection(call: Call): Promise<Connection>;
  defaults(): WorkspaceDefaults;
  selection(): Promise<PlacedSelection | undefined>;
  /** True for decisions that the commands on decisions find. */
  knowsDecision(id: string): boolean;
  /** Undefined where the user has switched tools for agents off. */
  tools(): Promise<ChatTools | undefined>;
  today(): Today;
  /** BCP 47; tells on which day weeks start, and how dates look. */
  readonly locale: string;
  /** Names or ids of statuses in which an issue counts as blocked. */
  blockedStatuses(): readonly string[];
}

/** One request of the user. */
export interface Turn {
  readonly prompt: string;
  readonly command: string | undefined;
  readonly history: readonly (PastTurn & { readonly memory: AnswerMemory | undefined })[];
  /** Of what is worded without a model. */
  readonly language: Language;
  /** English name of the language that a model falls back to. */
  readonly languageName: string;
  readonly t: Translate;
  readonly signal: AbortSignal;
}
