import { join } from 'node:path';
import { commands, type ExtensionContext, ExtensionMode, window } from 'vscode';
import { fail } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import type { Credential } from '#domain/site.ts';
import { Accounts } from '#host/accounts.ts';
import { WindowConnection } from '#host/connectionSource.ts';
import { contextKeys } from '#host/ids.ts';
import { registerMcpServer } from '#host/mcpServer.ts';
import { accountOpener } from '#host/openAccount.ts';
import { caFileSetting } from '#host/settings.ts';
import { storedList } from '#host/storedList.ts';
import { RememberedDefaults } from '#host/workspaceDefaults.ts';
import { type IssueCreation, IssueCreator } from '#services/issueCreator.ts';
import { Journal } from '#services/journal/journal.ts';
import { PersonAliases, withAliases } from '#services/personAliases.ts';
import { SprintStore } from '#services/sprintStore.ts';
import { lazily } from '#shared/lazily.ts';
import { registerCommands } from './commands/index.ts';
import { registerCreateIssueAction } from './editor/createIssueAction.ts';
import { EditorSelections } from './editor/editorSelections.ts';
import type { SprintProvider } from './views/sprint/sprintProvider.ts';
import { SprintView } from './views/sprint/sprintView.ts';

/** What tests in the extension host may look at; other extensions get nothing. */
export interface TestApi {
  readonly sprint: SprintStore;
  readonly sprintProvider: SprintProvider;
  readonly connections: WindowConnection;
}

export function activate(context: ExtensionContext): TestApi | undefined {
  const { subscriptions, extension, extensionUri, globalStorageUri } = context;
  const version = String(extension.packageJSON.version);
  const own = <T extends { dispose(): void }>(part: T): T => {
    subscriptions.push(part);
    return part;
  };

  const log = own(window.createOutputChannel('Trestle', { log: true }));
  const aliases = new PersonAliases(storedList(context.globalState, 'trestle.aliases'));
  const connect = async (credential: Credential, call: Call) => {
    const { connect } = await import('#atlassian/connect.ts');
    const caFile = caFileSetting();
    const userAgent = `trestle-vscode/${version}`;
    const options = { credential, userAgent, log: (line: string) => log.debug(line), ...(caFile && { caFile }) };
    return withAliases(await connect(options, call), aliases);
  };
  const startDemoSite = async () => (await import('#demo/main.ts')).startDemoSite();

  const accounts = own(new Accounts(context.secrets));
  const connections = own(new WindowConnection(accounts, accountOpener({ connect, startDemoSite })));
  const defaults = own(new RememberedDefaults(context.workspaceState));
  const sprint = own(new SprintStore(connections, () => defaults.current()));
  own(defaults.onDidChangeRepository(() => void (defaults.current().repository && sprint.refresh())));
  const selections = own(new EditorSelections());
  const sprintView = own(new SprintView(sprint, extensionUri));
  own(registerCreateIssueAction());

  const journal = lazily(() => Journal.open(join(globalStorageUri.fsPath, 'journal')));
  const creatorFor = (surface: 'command' | 'agent'): IssueCreation => {
    const creator = lazily(async () => new IssueCreator({ journal: await journal(), surface }));
    return { create: async (...creation) => (await creator()).create(...creation) };
  };
  own(
    registerCommands({
      ...{ accounts, aliases, connections, defaults, sprint, selections, log, extensionUri },
      tryConnect: connect,
      createIssue: creatorFor('command').create,
      revealIssue: (key) => sprintView.revealIssue(key),
    }),
  );

  const dependencies = {
    connection: async (call?: Call) => (await connections.current(call)) ?? fail({ code: 'notSignedIn' }),
    editor: selections,
    defaults: () => defaults.current(),
    issueCreation: creatorFor('agent'),
    onDidWrite: () => void sprint.refresh(),
    log: (line: string) => log.debug(line),
  };
  own(
    registerMcpServer({
      version,
      storageDirectory: globalStorageUri.fsPath,
      start: async (place) => (await import('#mcp/main.ts')).startWindowServer({ ...place, dependencies, version }),
    }),
  );

  const followAccount = async () => {
    const isSignedIn = (await accounts.current()) !== undefined;
    await commands.executeCommand('setContext', contextKeys.signedIn, isSignedIn);
  };
  own(accounts.onDidChange(() => void followAccount()));
  void followAccount();

  return context.extensionMode === ExtensionMode.Test
    ? { sprint, sprintProvider: sprintView.provider, connections }
    : undefined;
}
