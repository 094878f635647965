import { env, l10n, ThemeIcon, Uri } from 'vscode';
import { parseExpiry, type SiteAccount } from '#domain/account.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import type { Credential } from '#domain/site.ts';
import { isLocalOrigin } from '#domain/siteOrigin.ts';
import type { Step } from '#host/dialogue.ts';
import { promptForText, type StepButton } from '#host/quickInput.ts';
import { translate } from '#host/translate.ts';
import { describeFailure } from '#services/errorText.ts';
import type { CommandContext } from '../context.ts';
import { accepted, type SignInState } from './state.ts';

const tokenPage = 'https://id.atlassian.com/manage-profile/security/api-tokens';

export interface TokenQuestion {
  readonly prompt: (state: SignInState) => string;
  /** The user may go back and correct the address. */
  readonly canChangeSite: boolean;
  /** Keeps what the site has accepted; a text is why it is not wanted after all. */
  readonly keep: (credential: Credential, connection: Connection) => Promise<SiteAccount | string>;
}

/** Tries address, e-mail and token at once: what is wrong is said where it can be corrected. */
export function tokenStep(context: CommandContext, question: TokenQuestion): Step<SignInState> {
  return {
    isNeeded: ({ method }) => method !== 'demo',
    async ask(state, place) {
      let outcome: TriedOut = {};
      const answer = await promptForText({
        place,
        prompt: question.prompt(state),
        placeholder: l10n.t('Paste your API token'),
        value: state.token,
        isPassword: true,
        buttons: isLocalOrigin(state.site) ? [] : [createTokenButton()],
        validate: (text) =>
          /^[\x21-\x7e]+$/.test(text) ? undefined : l10n.t('Paste the whole token, without spaces.'),
        async tryOut(token, signal) {
          outcome = await tryOut(context, { origin: state.site, email: state.email, token }, question, signal);
          return outcome.problem;
        },
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const { account, siteProblem } = outcome;
      return accepted({
        ...state,
        token: answer.value,
        ...(account && { account }),
        ...(siteProblem !== undefined && { siteProblem }),
      });
    },
  };
}

/** When the token ends, if the user knows; the account is signed in already. */
export function expiryStep({ accounts }: CommandContext): Step<SignInState> {
  return {
    isNeeded: ({ account }) => account !== undefined,
    async ask(state, place) {
      const answer = await promptForText({
        place,
        prompt: l10n.t(
          'When does the token expire? You will be reminded a week before. Leave it empty if you do not know.',
        ),
        placeholder: l10n.t('A date such as 2027-03-31, or a number of days (optional)'),
        value: '',
        validate: (text) =>
          text.trim() === '' || parseExpiry(text, new Date())
            ? undefined
            : l10n.t('Give a date within the next year, such as 2027-03-31, or a number of days.'),
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const expiresAt = parseExpiry(answer.value, new Date());
      if (state.account && expiresAt !== undefined) {
        await accounts.setExpiry(state.account.id, expiresAt);
      }
      return accepted(state);
    },
  };
}

interface TriedOut {
  /** What is wrong with the token. */
  readonly problem?: string;
  readonly siteProblem?: string;
  readonly account?: SiteAccount;
}

async function tryOut(
  { tryConnect, log }: CommandContext,
  credential: Credential,
  { keep, canChangeSite }: TokenQuestion,
  signal: AbortSignal,
): Promise<TriedOut> {
  try {
    const connection = await tryConnect(credential, { signal });
    connection.dispose();
    log.info(`${credential.origin} accepts the token by way of the ${connection.route}`);
    const kept = await keep(credential, connection);
    return typeof kept === 'string' ? { problem: kept } : { account: kept };
  } catch (error) {
    // The box is still open: its own message is this failure's boundary.
    const failure = failureOf(error);
    if (!failure || failure.code === 'cancelled') {
      throw error;
    }
    log.warn(`sign-in to ${credential.origin} failed: ${failure.code}`);
    const text = describeFailure(failure, translate);
    return canChangeSite && siteFailures.includes(failure.code) ? { siteProblem: text } : { problem: text };
  }
}

const siteFailures: readonly Failure['code'][] = ['noSuchSite', 'offline', 'certificateRefused'];

function createTokenButton(): StepButton {
  return {
    iconPath: new ThemeIcon('link-external'),
    tooltip: l10n.t('Create an API token in your browser'),
    run: () => void env.openExternal(Uri.parse(tokenPage, true)),
  };
}
