import { commands, l10n, MarkdownString, StatusBarAlignment, type StatusBarItem, window, workspace } from 'vscode';
import { commandIds, settingIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { clientDoorSettings, isMcpEnabled, onDidChangeSettings } from '#host/settings.ts';
import { ClientDoors, type ClientDoorsOptions } from '#services/doors/clientDoors.ts';
import { windowsDirectory } from '#services/doors/openWindows.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';

const shownClients = 2;

/** Opens the doors for programs outside the editor as settings and trust say, and shows who is inside. */
export class DoorsView implements Disposable {
  readonly doors: ClientDoors;
  private readonly subscriptions = new DisposableStore();
  private readonly item: StatusBarItem;
  private explainedPort: number | undefined;

  constructor(options: Pick<ClientDoorsOptions, 'version' | 'httpSecret' | 'start' | 'log'>) {
    this.item = this.subscriptions.add(window.createStatusBarItem('trestle.doors', StatusBarAlignment.Right));
    this.item.name = l10n.t('Trestle: programs outside the editor');
    this.item.command = commandIds.toggleOtherClients;
    this.doors = this.subscriptions.add(
      new ClientDoors({
        ...options,
        windowsDirectory: windowsDirectory(),
        settings() {
          const { areClientsAllowed, isHttpOpen, port } = clientDoorSettings();
          return { isOpen: workspace.isTrusted && isMcpEnabled() && areClientsAllowed, isHttpOpen, port };
        },
        folders: () =>
          (workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : [])),
      }),
    );
    const { doors } = this;
    const update = () => void doors.update();
    const settings = [settingIds.mcpEnabled, settingIds.otherClients, settingIds.mcpHttp, settingIds.mcpPort];
    this.subscriptions.add(doors.onDidChange(() => this.show()));
    this.subscriptions.add(onDidChangeSettings(settings, update));
    this.subscriptions.add(workspace.onDidGrantWorkspaceTrust(update));
    this.subscriptions.add(workspace.onDidChangeWorkspaceFolders(update));
    this.subscriptions.add(window.onDidChangeWindowState(({ focused }) => focused && void doors.focused()));
    update();
    if (window.state.focused) {
      void doors.focused();
    }
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private show(): void {
    const { clients, http, isOpen } = this.doors;
    const names = [...new Set(clients)];
    if (!isOpen || (names.length === 0 && http.kind === 'closed')) {
      this.item.hide();
      return;
    }
    const more = names.length > shownClients ? ` +${names.length - shownClients}` : '';
    const label = names.length === 0 ? l10n.t('port open') : names.slice(0, shownClients).join(', ') + more;
    this.item.text = `$(plug) ${plain(label)}`;
    this.item.accessibilityInformation = { label: l10n.t('Trestle: {0}. Click to stop.', plain(label)) };
    this.item.tooltip = this.tooltip(names);
    this.item.show();
    this.explain();
  }

  private tooltip(names: readonly string[]): MarkdownString {
    const { http } = this.doors;
    const text = new MarkdownString(`**${l10n.t('Programs that use Trestle through this window')}**\n\n`);
    for (const name of names) {
      text.appendMarkdown('- ').appendText(name).appendMarkdown('\n'); // a name is what a program says of itself
    }
    if (http.kind === 'open') {
      text.appendMarkdown(`\n${l10n.t('HTTP on 127.0.0.1, port {0}', http.port)}\n`);
    }
    return text.appendMarkdown(`\n${l10n.t('Click to stop.')}`);
  }

  /** A port other than the one of the settings is told once: clients have to be given it. */
  private explain(): void {
    const { http } = this.doors;
    if (http.kind === 'open' && http.port !== http.wantedPort && http.port !== this.explainedPort) {
      this.explainedPort = http.port;
      const message = l10n.t(
        'Port {0} is held by another program, so Trestle listens on port {1} with a token of its own. Programs connected over HTTP have to be connected again.',
        http.wantedPort,
        http.port,
      );
      const run = () => commands.executeCommand(commandIds.connectClient);
      void notify('warning', message, [{ title: l10n.t('Connect…'), run }]);
    }
    if (http.kind === 'failed' && this.explainedPort !== -1) {
      this.explainedPort = -1;
      void notify('warning', l10n.t('Trestle cannot listen on this machine: {0}', http.reason));
    }
  }
}

/** Without the syntax of icons. */
function plain(text: string): string {
  return text.replace(/\$\(/g, '(');
}
