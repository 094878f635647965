import { l10n, window } from 'vscode';
import type { ConsentAnswer, ConsentPrompt, ConsentRequest } from '#domain/consent.ts';
import type { Previews } from './previews.ts';
import { translate } from './translate.ts';

/** A dialog has no way to scroll everywhere: a longer text is shown in an editor on request. */
const shownTextLength = 1500;

/** Asks in a modal dialog of this window, one question at a time, with the exact target and text. */
export class EditorConsent implements ConsentPrompt {
  readonly t = translate;
  private readonly previews: Previews;
  private last: Promise<unknown> = Promise.resolve();

  constructor(previews: Previews) {
    this.previews = previews;
  }

  ask(request: ConsentRequest, { signal }: { readonly signal: AbortSignal }): Promise<ConsentAnswer> {
    // VS Code would stack the dialogs; an answer meant for one must not hit another that came up meanwhile.
    const answer = this.last.then(() => (signal.aborted ? 'no' : this.show(request)));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async show(request: ConsentRequest): Promise<ConsentAnswer> {
    const { client, proposal } = request;
    const once = l10n.t('Allow Once');
    const session = l10n.t('Allow for This Session');
    const always = l10n.t('Always Allow');
    const whole = l10n.t('Show Whole Text');
    const isLong = (proposal.text?.value.length ?? 0) > shownTextLength;
    const longer = proposal.scope === undefined ? [] : [session, ...(request.canStand === true ? [always] : [])];
    const buttons = [once, ...longer, ...(isLong ? [whole] : [])];
    const who = client === '' ? l10n.t('A program outside the editor') : client;
    const chosen = await window.showWarningMessage(
      l10n.t('{0} wants to: {1}', who, proposal.action),
      { modal: true, detail: detailOf(request, { isLong, session, always }) },
      ...buttons,
    );
    if (chosen === whole) {
      const name = `${request.tool}.md`;
      await this.previews.show(name, proposal.text?.value ?? '');
      const question = l10n.t('{0} wants to: {1}', who, proposal.action);
      const yes = await window.showWarningMessage(question, once, l10n.t('Cancel'));
      await this.previews.hide(name);
      return yes === once ? 'once' : 'no';
    }
    return chosen === once ? 'once' : chosen === session ? 'session' : chosen === always ? 'always' : 'no';
  }
}

function detailOf(
  { tool, canStand, proposal: { fields, text, scope } }: ConsentRequest,
  { isLong, session, always }: { readonly isLong: boolean; readonly session: string; readonly always: string },
): string {
  const lines = fields.map(({ label, value }) => l10n.t('{0}: {1}', label, value));
  const shown = isLong ? `${text?.value.slice(0, shownTextLength)}…` : text?.value;
  const body = text ? ['', l10n.t('{0}:', text.label), shown] : [];
  const more =
    scope === undefined
      ? []
      : [
          l10n.t('"{0}" covers every {1} in {2} until this program disconnects.', session, tool, scope),
          ...(canStand === true
            ? [l10n.t('"{0}" covers it for every program, until you revoke it: "Manage Agent Permissions…".', always)]
            : []),
        ];
  return [...lines, ...body, ...(more.length > 0 ? ['', ...more] : [])].join('\n');
}
