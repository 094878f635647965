import { commands, env, l10n, type QuickPickItem, ThemeIcon, Uri } from 'vscode';
import { type Failure, failureOf } from '#domain/errors.ts';
import { isLocalOrigin, parseSiteOrigin } from '#domain/siteOrigin.ts';
import { runDialogue, type Step } from '#host/dialogue.ts';
import { commandIds, viewIds } from '#host/ids.ts';
import { type Answer, pickOne, promptForText, type StepButton } from '#host/quickInput.ts';
import { demoSiteSetting, siteSetting } from '#host/settings.ts';
import { translate } from '#host/translate.ts';
import { describeFailure } from '#services/errorText.ts';
import { announceSignIn } from './afterSignIn.ts';
import type { CommandContext, CommandHandler } from './context.ts';

const tokenPage = 'https://id.atlassian.com/manage-profile/security/api-tokens';

/** What the user has answered so far. */
interface SignInState {
  readonly method?: 'demo' | 'cloud';
  readonly site: string;
  readonly email: string;
  readonly token: string;
  /** Why the site was refused, shown when the user is brought back to it. */
  readonly siteProblem?: string;
}

interface MethodItem extends QuickPickItem {
  readonly method: 'demo' | 'cloud';
}

/** Asks how and where to sign in. Resolves to true when signed in. */
export function signIn(context: CommandContext): CommandHandler {
  return async () => {
    let state: SignInState | undefined = { site: rememberedSite(), email: '', token: '' };
    do {
      state = await runDialogue<SignInState>(state, {
        title: l10n.t('Sign In to Jira and Confluence'),
        steps: [methodStep, siteStep, emailStep, tokenStep(context)],
      });
      // A site that was refused brings the user back to the site, with everything kept.
    } while (state?.siteProblem !== undefined);
    if (state?.method === 'demo') {
      return commands.executeCommand(commandIds.tryDemo);
    }
    const connection = state && (await context.connections.current());
    if (!connection) {
      return false;
    }
    await commands.executeCommand(`${viewIds.sprint}.focus`);
    announceSignIn(context, connection);
    return true;
  };
}

function rememberedSite(): string {
  const site = siteSetting();
  return site === demoSiteSetting ? '' : site;
}

const methodStep: Step<SignInState> = {
  isNeeded: ({ siteProblem }) => siteProblem === undefined,
  async ask(state, place) {
    const items: MethodItem[] = [
      {
        method: 'cloud',
        label: l10n.t('$(cloud) Jira Cloud'),
        detail: l10n.t('With the address of your site, your e-mail and an API token'),
      },
      {
        method: 'demo',
        label: l10n.t('$(beaker) Try the demo site'),
        detail: l10n.t('A small Jira and Confluence inside this window: no account, nothing leaves this machine'),
      },
    ];
    const placeholder = l10n.t('Where do you want to sign in?');
    const answer = await pickOne({ place, placeholder, items, active: ({ method }) => method === state.method });
    return answer.kind === 'accepted' ? accepted({ ...state, method: answer.value.method }) : answer;
  },
};

const siteStep: Step<SignInState> = {
  isNeeded: ({ method }) => method === 'cloud' || method === undefined,
  async ask({ siteProblem, ...state }, place) {
    const answer = await promptForText({
      place,
      prompt: l10n.t('Address of your site'),
      placeholder: 'https://example.atlassian.net',
      value: state.site,
      ...(siteProblem && { problem: siteProblem }),
      validate: (text) =>
        parseSiteOrigin(text)
          ? undefined
          : l10n.t('This is not the address of a site. It looks like https://example.atlassian.net.'),
    });
    return answer.kind === 'accepted' ? accepted({ ...state, site: parseSiteOrigin(answer.value) ?? '' }) : answer;
  },
};

const emailStep: Step<SignInState> = {
  isNeeded: ({ method }) => method !== 'demo',
  async ask(state, place) {
    const answer = await promptForText({
      place,
      prompt: l10n.t('E-mail address of your Atlassian account'),
      placeholder: 'you@example.com',
      value: state.email,
      validate: (text) => (/^[^\s@:]+@[^\s@:]+$/.test(text) ? undefined : l10n.t('This is not an e-mail address.')),
    });
    return answer.kind === 'accepted' ? accepted({ ...state, email: answer.value }) : answer;
  },
};

/** The last step tries the three at once: what is wrong is said where it can be corrected. */
function tokenStep(context: CommandContext): Step<SignInState> {
  return {
    isNeeded: ({ method }) => method !== 'demo',
    async ask(state, place) {
      let siteProblem: string | undefined;
      const answer = await promptForText({
        place,
        prompt: l10n.t(
          'API token for {0}. It is kept in the secret storage of your editor, for this site only.',
          state.site,
        ),
        placeholder: l10n.t('Paste your API token'),
        value: state.token,
        isPassword: true,
        buttons: isLocalOrigin(state.site) ? [] : [createTokenButton()],
        validate: (text) =>
          /^[\x21-\x7e]+$/.test(text) ? undefined : l10n.t('Paste the whole token, without spaces.'),
        async tryOut(token, signal) {
          const problem = await signInWith(context, state, token, signal);
          siteProblem = problem?.isAboutSite ? problem.text : undefined;
          return siteProblem === undefined ? problem?.text : undefined;
        },
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      return accepted({ ...state, token: answer.value, ...(siteProblem !== undefined && { siteProblem }) });
    },
  };
}

interface SignInProblem {
  readonly text: string;
  readonly isAboutSite: boolean;
}

/** Stores the credential once the site has accepted it. */
async function signInWith(
  { accounts, tryConnect, log }: CommandContext,
  { site, email }: SignInState,
  token: string,
  signal: AbortSignal,
): Promise<SignInProblem | undefined> {
  const credential = { origin: site, email, token };
  try {
    (await tryConnect(credential, { signal })).dispose();
  } catch (error) {
    // The box is still open: its own message is this failure's boundary.
    const failure = failureOf(error);
    if (!failure || failure.code === 'cancelled') {
      throw error;
    }
    log.warn(`sign-in to ${site} failed: ${failure.code}`);
    return { text: describeFailure(failure, translate), isAboutSite: siteFailures.includes(failure.code) };
  }
  await accounts.signIn(credential);
  return undefined;
}

const siteFailures: readonly Failure['code'][] = ['noSuchSite', 'offline', 'certificateRefused'];

function createTokenButton(): StepButton {
  return {
    iconPath: new ThemeIcon('link-external'),
    tooltip: l10n.t('Create an API token in your browser'),
    run: () => void env.openExternal(Uri.parse(tokenPage, true)),
  };
}

function accepted<T>(value: T): Answer<T> {
  return { kind: 'accepted', value };
}
