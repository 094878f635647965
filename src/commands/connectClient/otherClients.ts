import { commands, env, l10n, window } from 'vscode';
import { commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { isMcpEnabled, updateMcpHttp } from '#host/settings.ts';
import { tunnelCommands } from '#services/connect/clients.ts';
import type { CommandContext } from '../context.ts';

export async function explainVsCode(): Promise<void> {
  const isOn = isMcpEnabled();
  const toggle = isOn ? l10n.t('Take the Tools Away') : l10n.t('Give the Tools');
  const message = isOn
    ? l10n.t('Agents in this editor have the tools of Trestle.')
    : l10n.t('Agents in this editor do not have the tools of Trestle.');
  const detail = l10n.t(
    'They reach Trestle over a socket that only you can open; no port is opened. Reading needs your sign-in here; whatever writes asks you first. Nothing is installed outside the editor.',
  );
  if ((await window.showInformationMessage(message, { modal: true, detail }, toggle)) === toggle) {
    await commands.executeCommand(commandIds.toggleAgentTools);
  }
}

/** Opens the port at the first time; the token goes to the clipboard alone. */
export async function connectHttpClient({ doors, inBackground }: CommandContext): Promise<boolean> {
  await updateMcpHttp(true);
  await doors.update();
  const address = await doors.httpAddress();
  if (!address) {
    inBackground(notify('warning', l10n.t('Programs outside the editor are not let in now, so no port was opened.')));
    return false;
  }
  const url = `${address.origin}/mcp`;
  const entry = { type: 'http', url, headers: { Authorization: `Bearer ${address.token}` } };
  const text = l10n.t(
    'Trestle listens on {0} on this machine. The configuration holds a token: whoever has it can read what you can in Jira and Confluence, and ask for changes, which you still allow here.',
    url,
  );
  inBackground(
    notify('information', text, [
      {
        title: l10n.t('Copy Configuration'),
        run: () => env.clipboard.writeText(`${JSON.stringify({ mcpServers: { trestle: entry } }, null, 2)}\n`),
      },
      { title: l10n.t('Close the Port'), run: () => updateMcpHttp(false) },
    ]),
  );
  return true;
}

/** Shows the exact commands. The key of the tunnel is OpenAI's and the user's business: it is never asked for. */
export async function explainChatGpt({ serverLaunch, previews }: CommandContext): Promise<void> {
  const commandLines = tunnelCommands(await serverLaunch());
  const lines = [
    `# ${l10n.t('ChatGPT on the web, through a Secure MCP Tunnel')}`,
    l10n.t(
      'ChatGPT cannot reach this machine. OpenAI’s tunnel-client, run by you, connects out to OpenAI and starts Trestle here. Nothing listens on the network, and every change still asks you in this editor.',
    ),
    `1. ${l10n.t('Create a tunnel and download tunnel-client')}: <https://platform.openai.com/settings/organization/tunnels>`,
    `2. ${l10n.t('In a terminal, with your tunnel’s id and a runtime API key of yours (Trestle never needs it)')}:`,
    `\`\`\`sh\n${commandLines}\`\`\``,
    `3. ${l10n.t('While it runs, add the tunnel as a connector')}: <https://chatgpt.com/#settings/Connectors>`,
    l10n.t(
      'ChatGPT then finds and reads issues and pages with search and fetch, and has the other tools too. To end it, stop tunnel-client and delete the tunnel.',
    ),
  ];
  await previews.show('ChatGPT.md', `${lines.join('\n\n')}\n`);
}
