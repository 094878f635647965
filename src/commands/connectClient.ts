import { l10n, type QuickPickItem, window } from 'vscode';
import { fileClients } from '#services/connect/clients.ts';
import { connectFileClient, isConnected, placesOf } from './connectClient/fileClient.ts';
import { connectHttpClient, explainChatGpt, explainVsCode } from './connectClient/otherClients.ts';
import type { CommandContext, CommandHandler } from './context.ts';

interface ClientItem extends QuickPickItem {
  readonly id?: string;
  run(): Promise<unknown>;
}

/** Connects another program, or shows how one is connected and ends it. An argument names the program. */
export function connectClient(context: CommandContext): CommandHandler {
  return async (given) => {
    const items = await itemsOf(context);
    const named = items.find(({ id }) => id !== undefined && id === given);
    const title = l10n.t('Connect an Agent to Jira and Confluence');
    const placeHolder = l10n.t('Which program shall use Trestle through this editor?');
    const chosen = named ?? (await window.showQuickPick(items, { title, placeHolder }));
    return chosen?.run();
  };
}

async function itemsOf(context: CommandContext): Promise<ClientItem[]> {
  const places = placesOf(context);
  const files = await Promise.all(
    fileClients.map(async (client): Promise<ClientItem> => {
      const path = client.path(places);
      return {
        id: client.id,
        label: `$(terminal) ${client.name}`,
        ...((await isConnected(client, places)) && { description: l10n.t('connected') }),
        detail: path ?? l10n.t('Needs an open folder'),
        run: () => connectFileClient(context, client),
      };
    }),
  );
  return [
    {
      id: 'vscode',
      label: l10n.t('$(vscode) This editor (Copilot)'),
      detail: l10n.t('Has the tools already: see what that means, or take them away'),
      run: () => explainVsCode(),
    },
    ...files,
    {
      id: 'chatgpt',
      label: l10n.t('$(globe) ChatGPT on the web'),
      detail: l10n.t('Through a Secure MCP Tunnel of your own; nothing is opened here'),
      run: () => explainChatGpt(context),
    },
    {
      id: 'http',
      label: l10n.t('$(plug) Another client, over HTTP'),
      detail: l10n.t('On 127.0.0.1, with a token'),
      run: () => connectHttpClient(context),
    },
  ];
}
