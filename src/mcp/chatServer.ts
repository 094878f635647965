import type { ConsentPrompt } from '#domain/consent.ts';
import { askInEditor, type Consent } from './consent.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { toolsFor } from './tools/index.ts';

/** The tools as the chat participant calls them. */
export interface ChatTools {
  /** Refuses whatever writes: what is called without the user having asked for a write. */
  readonly reading: ToolServer;
  /** For a request in which the user's own words ask for a write; each write is still confirmed in the editor. */
  readonly writing: ToolServer;
}

export function openChatTools(dependencies: ServerDependencies, prompt: ConsentPrompt): ChatTools {
  const door = (isReadOnly: boolean): Door => ({
    surface: { isReadOnly },
    consent: askEachTime(prompt),
    howToConnect:
      'no Atlassian site is signed in. The user has to run the command "Trestle: Sign In…" in VS Code first.',
    howToAllowWrites: 'The user has to allow the call in the editor window.',
  });
  const tools = toolsFor('agent');
  return {
    reading: new ToolServer(tools, dependencies, door(true)),
    writing: new ToolServer(tools, dependencies, door(false)),
  };
}

/** Without a scope there is nothing that a yes for more than this one write could be bound to. */
function askEachTime(prompt: ConsentPrompt): Consent {
  const ask = askInEditor(prompt);
  return (write) =>
    ask({
      ...write,
      propose: async (t) => {
        const { scope: _scope, ...proposal } = await write.propose(t);
        return proposal;
      },
    });
}
