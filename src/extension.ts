import { join } from 'node:path';
import { type ExtensionContext, ExtensionMode, window } from 'vscode';
import type { Call } from '#domain/ports.ts';
import { AccountStore } from '#host/accountStore.ts';
import { Accounts } from '#host/accounts.ts';
import { registerAuthentication } from '#host/authentication.ts';
import { type ConnectRequest, WindowConnection } from '#host/connectionSource.ts';
import { CurrentFolder } from '#host/currentFolder.ts';
import { ExpiryWatch } from '#host/expiryWatch.ts';
import { accountOpener } from '#host/openAccount.ts';
import { caFileSetting } from '#host/settings.ts';
import { SignInAlerts } from '#host/signInAlerts.ts';
import { storedList } from '#host/storedList.ts';
import { RememberedDefaults } from '#host/workspaceDefaults.ts';
import { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { PersonAliases, withAliases } from '#services/personAliases.ts';
import { SprintStore } from '#services/sprintStore.ts';
import { lazily } from '#shared/lazily.ts';
import { type Agents, openToAgents } from './agents.ts';
import { registerCommands } from './commands/index.ts';
import { settleDoubts } from './commands/settleDoubts.ts';
import { type Decisions, openDecisions } from './decisions.ts';
import { registerCreateIssueAction } from './editor/createIssueAction.ts';
import { EditorSelections } from './editor/editorSelections.ts';
import type { SprintProvider } from './views/sprint/sprintProvider.ts';
import { SprintView } from './views/sprint/sprintView.ts';

/** What tests in the extension host may look at; other extensions get nothing. */
export interface TestApi extends Agents {
  readonly sprint: SprintStore;
  readonly sprintProvider: SprintProvider;
  readonly connections: WindowConnection;
  readonly accounts: Accounts;
  readonly alerts: SignInAlerts;
  readonly expiry: ExpiryWatch;
  readonly decisions: Decisions;
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
  const connect = async (request: ConnectRequest, call: Call) => {
    const { connect } = await import('#atlassian/connect.ts');
    const caFile = caFileSetting();
    const fixed = { userAgent: `trestle-vscode/${version}`, log: (line: string) => log.debug(line) };
    return withAliases(await connect({ ...request, ...fixed, ...(caFile && { caFile }) }, call), aliases);
  };
  const startDemoSite = async () => (await import('#demo/main.ts')).startDemoSite();
  const folder = own(new CurrentFolder());
  const accounts = own(new Accounts(own(new AccountStore(context.secrets)), context.workspaceState, folder));
  const connections = own(new WindowConnection(accounts, accountOpener({ connect, startDemoSite })));
  const alerts = own(new SignInAlerts(connections));
  const expiry = own(new ExpiryWatch(accounts, context.globalState));
  const defaults = own(new RememberedDefaults(context.workspaceState, { accounts, folder }));
  const sprint = own(new SprintStore(connections, () => defaults.current()));
  own(defaults.onDidMove(() => void sprint.refresh()));
  const sprintView = own(new SprintView(sprint, extensionUri));
  const selections = own(new EditorSelections());
  own(registerCreateIssueAction());
  const journal = lazily(() => Journal.open(join(globalStorageUri.fsPath, 'journal')));
  const decisions = openDecisions({ context, accounts, connections, defaults });
  const agents = openToAgents({
    ...{ context, version, log, journal, connections, defaults, sprint, editor: selections },
    knowsDecision: (id) => decisions.store.known()?.decisions.some((known) => known.id === id) === true,
  });
  own(
    registerCommands({
      ...{ accounts, alerts, aliases, connections, defaults, folder, sprint, selections, log, extensionUri, journal },
      ...{ ...agents, decisions },
      tryConnect: (credential, call) => connect({ credential }, call),
      createIssue: lazyIssueCreation(journal, 'command').create,
      revealIssue: (key) => sprintView.revealIssue(key),
    }),
  );
  own(registerAuthentication(accounts));
  own(settleDoubts({ accounts, connections, journal, log }));

  return context.extensionMode === ExtensionMode.Test
    ? { sprint, sprintProvider: sprintView.provider, connections, accounts, alerts, expiry, decisions, ...agents }
    : undefined;
}
