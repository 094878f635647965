import type { WorkspaceDefaults } from '#domain/ports.ts';

/** What an argument's values are looked up among while the user types. */
export type Completion = 'project' | 'sprint' | 'space' | 'period' | 'person' | 'issue' | 'page' | 'language';

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly isRequired?: true;
  readonly completion?: Completion;
}

/** What a prompt may use. It reads through the tools, so that everything that holds for those holds for prompts. */
export interface PromptContext {
  readonly defaults: WorkspaceDefaults;
  /** The result of a tool as JSON, fenced; rejects as the tool does. */
  read(label: string, tool: string, input: Record<string, unknown>): Promise<string>;
  /** The same, but a sentence saying why where the tool fails: for what a prompt can do without. */
  tryRead(label: string, tool: string, input: Record<string, unknown>): Promise<string>;
}

export type PromptArguments = Readonly<Partial<Record<string, string>>>;

/** A job that a person starts from a menu of their client: the facts, and what to make of them. */
export interface Prompt {
  /** `[a-z0-9_]` */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly PromptArgument[];
  /** The text that is sent in the user's name. */
  render(args: PromptArguments, context: PromptContext): Promise<string>;
}

/** Arguments that several prompts share. */
export const projectArgument: PromptArgument = {
  name: 'project',
  description: 'Project key, e.g. NIM. Default: the project of this workspace.',
  completion: 'project',
};

export const periodArgument: PromptArgument = {
  name: 'period',
  description:
    'today, thisWeek, lastWeek, a day (yyyy-mm-dd, since then) or yyyy-mm-dd..yyyy-mm-dd. Default: thisWeek.',
  completion: 'period',
};

export const languageArgument: PromptArgument = {
  name: 'language',
  description: 'Language to write in, e.g. French. Default: the language of the conversation.',
  completion: 'language',
};

/** The parts of a prompt, with what the language argument asks for at the end. */
export function compose(args: PromptArguments, ...parts: ReadonlyArray<string | undefined>): string {
  const { language } = args;
  const wish = language === undefined ? undefined : `Write in ${language}; leave keys, names and code as they are.`;
  return [...parts, wish].filter((part) => part !== undefined).join('\n\n');
}
