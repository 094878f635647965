import { l10n, type QuickPickItem } from 'vscode';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import type { Step } from '#host/dialogue.ts';
import { pickOne, promptForText } from '#host/quickInput.ts';
import { accepted, type SignInState } from './state.ts';

interface MethodItem extends QuickPickItem {
  readonly method: 'demo' | 'cloud';
}

export const methodStep: Step<SignInState> = {
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

export const siteStep: Step<SignInState> = {
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

export const emailStep: Step<SignInState> = {
  isNeeded: ({ method }) => method !== 'demo',
  async ask(state, place) {
    const answer = await promptForText({
      place,
      prompt: l10n.t('E-mail address of your Atlassian account, or of a service account'),
      placeholder: 'you@example.com',
      value: state.email,
      validate: (text) => (/^[^\s@:]+@[^\s@:]+$/.test(text) ? undefined : l10n.t('This is not an e-mail address.')),
    });
    return answer.kind === 'accepted' ? accepted({ ...state, email: answer.value }) : answer;
  },
};
