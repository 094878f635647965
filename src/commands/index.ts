import { commands, l10n } from 'vscode';
import { failureOf } from '#domain/errors.ts';
import { type CommandId, commandIds } from '#host/ids.ts';
import { notify } from '#host/notify.ts';
import { translate } from '#host/translate.ts';
import { describeError } from '#services/errorText.ts';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { lazily } from '#shared/lazily.ts';
import { chooseBoard } from './chooseBoard.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { copyDecisionUrl } from './copyDecisionUrl.ts';
import { copyIssueKey } from './copyIssueKey.ts';
import { copyIssueUrl } from './copyIssueUrl.ts';
import { copyOperation } from './copyOperation.ts';
import { filterDecisions } from './filterDecisions.ts';
import { findDecision } from './findDecision.ts';
import { groupDecisions } from './groupDecisions.ts';
import { linkDecisionToCode } from './linkDecisionToCode.ts';
import { managePermissions } from './managePermissions.ts';
import { openDecision } from './openDecision.ts';
import { openDecisionCode } from './openDecisionCode.ts';
import { openIssue } from './openIssue.ts';
import { openOperation } from './openOperation.ts';
import { refreshDecisions } from './refreshDecisions.ts';
import { refreshSprint } from './refreshSprint.ts';
import { renewToken } from './renewToken.ts';
import { rotateToken } from './rotateToken.ts';
import { showLog } from './showLog.ts';
import { showReport } from './showReport.ts';
import { signIn } from './signIn.ts';
import { signOut } from './signOut.ts';
import { switchAccount } from './switchAccount.ts';
import { toggleAgentTools } from './toggleAgentTools.ts';
import { toggleOtherClients } from './toggleOtherClients.ts';
import { tryDemo } from './tryDemo.ts';
import { unlinkDecisionCode } from './unlinkDecisionCode.ts';

/** Every command there is. */
const table: Readonly<Record<CommandId, (context: CommandContext) => CommandHandler>> = {
  [commandIds.signIn]: signIn,
  [commandIds.tryDemo]: tryDemo,
  [commandIds.signOut]: signOut,
  [commandIds.switchAccount]: switchAccount,
  [commandIds.renewToken]: renewToken,
  [commandIds.refreshSprint]: refreshSprint,
  [commandIds.chooseBoard]: chooseBoard,
  [commandIds.createIssueFromSelection]: onDemand('createIssueFromSelection'),
  [commandIds.openIssue]: openIssue,
  [commandIds.copyIssueKey]: copyIssueKey,
  [commandIds.copyIssueUrl]: copyIssueUrl,
  [commandIds.toggleAgentTools]: toggleAgentTools,
  [commandIds.connectClient]: onDemand('connectClient'),
  [commandIds.toggleOtherClients]: toggleOtherClients,
  [commandIds.rotateToken]: rotateToken,
  [commandIds.managePermissions]: managePermissions,
  [commandIds.openOperation]: openOperation,
  [commandIds.undoOperation]: onDemand('undoOperation'),
  [commandIds.copyOperation]: copyOperation,
  [commandIds.refreshDecisions]: refreshDecisions,
  [commandIds.findDecision]: findDecision,
  [commandIds.groupDecisions]: groupDecisions,
  [commandIds.filterDecisions]: filterDecisions,
  [commandIds.openDecision]: openDecision,
  [commandIds.copyDecisionUrl]: copyDecisionUrl,
  [commandIds.linkDecisionToCode]: linkDecisionToCode,
  [commandIds.openDecisionCode]: openDecisionCode,
  [commandIds.unlinkDecisionCode]: unlinkDecisionCode,
  [commandIds.showReport]: showReport,
  [commandIds.showLog]: showLog,
};

type OnDemand = typeof import('#commands/onDemand.ts');

/** A command whose code is loaded when it first runs. */
function onDemand(name: keyof OnDemand): (context: CommandContext) => CommandHandler {
  return (context) => {
    const handler = lazily(async () => (await import('#commands/onDemand.ts'))[name](context));
    return async (...args) => (await handler())(...args);
  };
}

export function registerCommands(parts: Omit<CommandContext, 'inBackground'>): Disposable {
  const present = (error: unknown) => presentError(error, parts);
  const context: CommandContext = { ...parts, inBackground: (work) => void work.catch(present) };
  const registered = new DisposableStore();
  for (const [id, create] of Object.entries(table)) {
    const handler = create(context);
    registered.add(commands.registerCommand(id, (...args: unknown[]) => handler(...args).catch(present)));
  }
  return registered;
}

/** The one place where a failed command becomes a message. */
async function presentError(error: unknown, { alerts, log }: Pick<CommandContext, 'alerts' | 'log'>): Promise<void> {
  const failure = failureOf(error);
  if (failure?.code === 'cancelled') {
    return;
  }
  log.error(error instanceof Error ? error : String(error));
  if (failure && (await alerts.repeat(failure))) {
    return; // a refused token is told in one way only
  }
  const action =
    failure?.code === 'notSignedIn' || failure?.code === 'credentialRejected' || failure?.code === 'signInPage'
      ? { title: l10n.t('Sign In…'), run: () => commands.executeCommand(commandIds.signIn) }
      : failure?.code === 'missingScope'
        ? { title: l10n.t('Renew Token…'), run: () => commands.executeCommand(commandIds.renewToken) }
        : { title: l10n.t('Show Log'), run: () => log.show() };
  void notify('error', describeError(error, translate), [action]);
}
