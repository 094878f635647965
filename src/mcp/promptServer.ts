import type { WorkspaceDefaults } from '#domain/ports.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import { fenced } from './fence.ts';
import type { Prompt, PromptArguments, PromptContext } from './promptDefinition.ts';
import { RequestError } from './requestError.ts';

export interface PromptListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Array<{ name: string; description: string; required: boolean }>;
}

/** The one path of tool calls, as prompts and resources see it. */
export type ReadTool = (
  name: string,
  input: Record<string, unknown>,
) => Promise<{ readonly text: string; readonly isError?: true }>;

const longestArgument = 2000;

/** Finds prompts, checks their arguments and renders them; one for all clients of a door. */
export class PromptServer {
  private readonly prompts: readonly Prompt[];
  private readonly defaults: () => WorkspaceDefaults;

  constructor(prompts: readonly Prompt[], defaults: () => WorkspaceDefaults) {
    this.prompts = prompts;
    this.defaults = defaults;
  }

  list(): PromptListing[] {
    return this.prompts.map(({ name, title, description, arguments: args }) => ({
      ...{ name, title, description },
      arguments: args.map((argument) => ({
        name: argument.name,
        description: argument.description,
        required: argument.isRequired === true,
      })),
    }));
  }

  find(name: string): Prompt | undefined {
    return this.prompts.find((prompt) => prompt.name === name);
  }

  /** Rejects with `RequestError`: prompts have no results for errors. */
  async render(
    name: string,
    given: PromptArguments,
    readTool: ReadTool,
  ): Promise<{ readonly description: string; readonly text: string }> {
    const prompt = this.find(name);
    if (!prompt) {
      const names = this.prompts.map((known) => known.name).join(', ');
      throw new RequestError('invalidParams', `There is no prompt ${truncate(name, 60)}; the prompts are ${names}.`);
    }
    const text = await prompt.render(argumentsOf(prompt, given), this.contextOf(readTool));
    return { description: prompt.description, text };
  }

  private contextOf(readTool: ReadTool): PromptContext {
    return {
      defaults: this.defaults(),
      read: async (label, tool, input) => {
        const { text, isError } = await readTool(tool, input);
        if (isError) {
          throw new RequestError('failed', text);
        }
        return fenced(label, text);
      },
      tryRead: async (label, tool, input) => {
        const { text, isError } = await readTool(tool, input);
        return isError ? `${label}: not available.` : fenced(label, text);
      },
    };
  }
}

/** Clients send empty texts for what the user left out. */
function argumentsOf(prompt: Prompt, given: PromptArguments): PromptArguments {
  const entries = prompt.arguments.flatMap(({ name, isRequired }): Array<[string, string]> => {
    const value = cleanForeignText(given[name] ?? '').trim();
    if (value === '' && isRequired) {
      throw new RequestError('invalidParams', `The prompt ${prompt.name} needs the argument ${name}.`);
    }
    if (value.length > longestArgument) {
      throw new RequestError('invalidParams', `${name} is longer than ${longestArgument} characters.`);
    }
    return value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}
