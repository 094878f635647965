import { homedir } from 'node:os';
import { basename } from 'node:path';
import { env, l10n, Uri, window } from 'vscode';
import { notify } from '#host/notify.ts';
import { checkServer } from '#services/connect/checkServer.ts';
import { claudeCommand, type FileClient, type Places, type ServerLaunch } from '#services/connect/clients.ts';
import { readConfig, replaceConfig } from '#services/connect/configFile.ts';
import type { CommandContext } from '../context.ts';

export function placesOf({ folder }: CommandContext): Places {
  const uri = folder.folder?.uri;
  return { home: homedir(), env: process.env, workspaceFolder: uri?.scheme === 'file' ? uri.fsPath : undefined };
}

export async function isConnected(client: FileClient, places: Places): Promise<boolean> {
  const path = client.path(places);
  return path !== undefined && client.read(await readConfig(path).catch(() => '')) !== undefined;
}

/** Writes the client's file after showing the change, tries it out, and offers the way back. */
export async function connectFileClient(context: CommandContext, client: FileClient): Promise<boolean> {
  const path = client.path(placesOf(context));
  if (path === undefined) {
    context.inBackground(notify('information', l10n.t('Open a folder first: {0} reads its .mcp.json.', client.name)));
    return false;
  }
  const launch = await context.serverLaunch();
  const before = await readConfig(path);
  const after = client.connect(before, launch);
  if (after === undefined) {
    context.inBackground(explainByHand(client, launch, path));
    return false;
  }
  if (after !== before) {
    const question = l10n.t(
      'Connect {0}? This change is written to {1}; the file as it is stays beside it. No password or token is in it.',
      client.name,
      path,
    );
    const change = { name: basename(path), before, after, question, yes: l10n.t('Connect') };
    if (!(await context.previews.agrees(change)) || !(await write(context, path, before, after))) {
      return false;
    }
  }
  const check = await tryOut(context, launch);
  context.inBackground(report(context, client, launch, check));
  return check.kind === 'works';
}

async function disconnectFileClient(context: CommandContext, client: FileClient): Promise<boolean> {
  const path = client.path(placesOf(context)) ?? '';
  const before = await readConfig(path);
  const after = client.disconnect(before);
  if (after === undefined) {
    context.inBackground(openFile(path, l10n.t('Trestle stands in {0} in a form that only you can remove.', path)));
    return false;
  }
  const question = l10n.t('Disconnect {0}? This change is written to {1}.', client.name, path);
  const change = { name: basename(path), before, after, question, yes: l10n.t('Disconnect') };
  return after === before || ((await context.previews.agrees(change)) && (await write(context, path, before, after)));
}

async function write(context: CommandContext, path: string, before: string, after: string): Promise<boolean> {
  const written = await replaceConfig(path, before, after);
  if (!written) {
    context.inBackground(
      notify('warning', l10n.t('{0} was changed meanwhile, so nothing was written. Try again.', path)),
    );
    return false;
  }
  context.log.info(`connect: wrote ${path}${written.backup === undefined ? '' : `, backup ${written.backup}`}`);
  return true;
}

function tryOut(context: CommandContext, launch: ServerLaunch) {
  const places = placesOf(context);
  return window.withProgress(
    { location: { viewId: 'trestle.sprint' }, title: l10n.t('Trying out the connection…') },
    () => checkServer(launch, { cwd: places.workspaceFolder ?? places.home, env: process.env }),
  );
}

async function report(
  context: CommandContext,
  client: FileClient,
  launch: ServerLaunch,
  check: Awaited<ReturnType<typeof checkServer>>,
): Promise<void> {
  const disconnect = {
    title: l10n.t('Disconnect'),
    run: () => context.inBackground(disconnectFileClient(context, client)),
  };
  const everywhere = {
    title: l10n.t('Connect in All Projects'),
    run: () => {
      const terminal = window.createTerminal({ name: client.name });
      terminal.show();
      terminal.sendText(claudeCommand(launch), false); // for the user to run
    },
  };
  if (check.kind === 'fails') {
    const text = l10n.t('{0} is connected, but the server did not answer: {1}', client.name, check.reason);
    await notify('warning', text, [disconnect]);
    return;
  }
  const text = check.isThroughWindow
    ? l10n.t(
        '{0} is connected: it gets {1} tools through this editor, which asks you before each change. Restart {0} if it is running.',
        client.name,
        check.toolCount,
      )
    : l10n.t(
        '{0} is connected, but programs outside the editor are not let in now, so it would work by itself.',
        client.name,
      );
  await notify('information', text, [...(client.id === 'claudeCode' ? [everywhere] : []), disconnect]);
}

async function explainByHand(client: FileClient, launch: ServerLaunch, path: string): Promise<void> {
  const copy = {
    title: l10n.t('Copy Entry'),
    run: () => env.clipboard.writeText(client.connect('', launch) ?? ''),
  };
  const text = l10n.t('{0} cannot be changed without risk to what is in it. Add the entry yourself.', path);
  await openFile(path, text, copy);
}

async function openFile(path: string, text: string, ...more: Parameters<typeof notify>[2] & object): Promise<void> {
  const open = { title: l10n.t('Open File'), run: () => window.showTextDocument(Uri.file(path)) };
  await notify('warning', text, [...more, open]);
}
