import { commands, l10n } from 'vscode';
import { runDialogue } from '#host/dialogue.ts';
import { commandIds, viewIds } from '#host/ids.ts';
import { demoSiteSetting } from '#host/settings.ts';
import { announceSignIn } from './afterSignIn.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { emailStep, methodStep, siteStep } from './signIn/placeSteps.ts';
import type { SignInState } from './signIn/state.ts';
import { expiryStep, type TokenQuestion, tokenStep } from './signIn/tokenSteps.ts';

/** Asks how and where to sign in, also as somebody else. Resolves to true when signed in. */
export function signIn(context: CommandContext): CommandHandler {
  return async () => {
    const { site } = context.accounts;
    const state = await askUntilSignedIn(context, { site: site === demoSiteSetting ? '' : site, email: '', token: '' });
    if (state?.method === 'demo') {
      return commands.executeCommand(commandIds.tryDemo);
    }
    const connection = state?.account && (await context.connections.current());
    if (!connection) {
      return false;
    }
    await commands.executeCommand(`${viewIds.sprint}.focus`);
    announceSignIn(context, connection);
    return true;
  };
}

/** A site that was refused brings the user back to the site, with everything kept. */
async function askUntilSignedIn(context: CommandContext, initial: SignInState): Promise<SignInState | undefined> {
  let latest = initial;
  for (;;) {
    const state = await runDialogue<SignInState>(latest, {
      title: l10n.t('Sign In to Jira and Confluence'),
      steps: [methodStep, siteStep, emailStep, tokenStep(context, tokenQuestion(context)), expiryStep(context)],
      onProgress: (progress) => {
        latest = progress;
      },
    });
    if (state?.siteProblem === undefined) {
      // Whoever leaves at the last question, which is optional, is signed in all the same.
      return state ?? (latest.account && latest);
    }
  }
}

function tokenQuestion({ accounts }: CommandContext): TokenQuestion {
  return {
    prompt: ({ site }) =>
      l10n.t('API token for {0}. It is kept in the secret storage of your editor, for this site only.', site),
    canChangeSite: true,
    keep: accounts.signIn.bind(accounts),
  };
}
