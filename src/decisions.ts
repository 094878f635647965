import { join } from 'node:path';
import { type ExtensionContext, env } from 'vscode';
import type { Accounts } from '#host/accounts.ts';
import type { WindowConnection } from '#host/connectionSource.ts';
import { storedList } from '#host/storedList.ts';
import type { RememberedDefaults } from '#host/workspaceDefaults.ts';
import { DecisionArrangement } from '#services/decisions/decisionArrangement.ts';
import { DecisionLinks } from '#services/decisions/decisionLinks.ts';
import { DecisionStore } from '#services/decisions/decisionStore.ts';
import { userTime } from '#services/userTime.ts';
import { DecisionsView } from './views/decisions/decisionsView.ts';

interface DecisionParts {
  readonly context: ExtensionContext;
  readonly accounts: Accounts;
  readonly connections: WindowConnection;
  readonly defaults: RememberedDefaults;
}

/** The register of decisions in the window. */
export interface Decisions {
  readonly store: DecisionStore;
  readonly links: DecisionLinks;
  readonly arrangement: DecisionArrangement;
  readonly view: DecisionsView;
}

/** Composition root of the register of decisions and the view of it. */
export function openDecisions({ context, accounts, connections, defaults }: DecisionParts): Decisions {
  const own = <T extends { dispose(): void }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const folder = join(context.globalStorageUri.fsPath, 'decisions');
  const store = own(
    new DecisionStore({
      source: connections,
      async account(call) {
        const current = await accounts.current();
        if (current?.kind === 'site') {
          return { origin: current.account.origin, accountId: current.account.personId };
        }
        const connection = await connections.current(call);
        return connection && { origin: connection.site.origin, accountId: connection.account.accountId };
      },
      async openRegister({ projectKey, ...key }) {
        const { DecisionRegister } = await import('#services/decisions/register.ts');
        return DecisionRegister.open(join(folder, projectKey), key);
      },
      defaults: () => defaults.current(),
      place: () => userTime(process.env, env.language),
    }),
  );
  own(defaults.onDidMove(() => store.follow()));
  const links = new DecisionLinks(storedList(context.workspaceState, 'trestle.decisionLinks'));
  const arrangement = new DecisionArrangement(storedList(context.workspaceState, 'trestle.decisionArrangement'));
  return { store, links, arrangement, view: own(new DecisionsView({ store, links, arrangement })) };
}
