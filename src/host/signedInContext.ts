import { commands } from 'vscode';
import type { Disposable } from '#shared/disposable.ts';
import type { Accounts } from './accounts.ts';
import { contextKeys } from './ids.ts';

/** Keeps the `when` clauses informed. */
export function trackSignedIn(accounts: Accounts): Disposable {
  const follow = async () => {
    const isSignedIn = (await accounts.current()) !== undefined;
    await commands.executeCommand('setContext', contextKeys.signedIn, isSignedIn);
  };
  void follow();
  return accounts.onDidChange(() => void follow());
}
