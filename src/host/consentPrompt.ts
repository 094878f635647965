import { l10n, window } from 'vscode';
import type { ConsentAnswer, ConsentPrompt, ConsentRequest, Proposal } from '#domain/consent.ts';
import type { Previews } from './previews.ts';
import { translate } from './translate.ts';

/** A dialog has no way to scroll everywhere: a longer text is shown in an editor. */
const shownTextLength = 1500;
const shownLines = 20;

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
    const longer = proposal.scope === undefined ? [] : [session, ...(request.canStand === true ? [always] : [])];
    const who = client === '' ? l10n.t('A program outside the editor') : client;
    const question = l10n.t('{0} wants to: {1}', who, proposal.action);
    const text = textOf(proposal, longer.length === 0 ? [] : whatLongerMeans(request, session, always));
    const shown = beginningOf(text);
    const yes = [once, ...longer];
    const answers: Readonly<Record<string, ConsentAnswer>> = {
      [once]: 'once',
      [session]: 'session',
      [always]: 'always',
    };
    if (shown === text) {
      const chosen = await window.showWarningMessage(question, { modal: true, detail: text }, ...yes);
      return answers[chosen ?? ''] ?? 'no';
    }
    // Nobody can say yes to what they could not see.
    const whole = l10n.t('Show Whole Text');
    const again = l10n.t('This is the beginning. You are asked again beside the whole text.');
    const detail = [again, '', shown, '…'].join('\n');
    if ((await window.showWarningMessage(question, { modal: true, detail }, whole)) !== whole) {
      return 'no';
    }
    const name = `${request.tool}.md`;
    await this.previews.show(name, [question, '', text, ''].join('\n'));
    const chosen = await window.showWarningMessage(question, ...yes, l10n.t('Cancel'));
    await this.previews.hide(name);
    return answers[chosen ?? ''] ?? 'no';
  }
}

/** What others wrote comes last, so that no line in it can pass for one of ours. */
function textOf({ fields, text }: Proposal, ours: readonly string[]): string {
  const lines = fields.map(({ label, value }) => l10n.t('{0}: {1}', label, value));
  const explained = ours.length > 0 ? ['', ...ours] : [];
  return [...lines, ...explained, ...(text ? ['', l10n.t('{0}:', text.label), text.value] : [])].join('\n');
}

function beginningOf(text: string): string {
  return text.split('\n').slice(0, shownLines).join('\n').slice(0, shownTextLength);
}

function whatLongerMeans({ tool, canStand, proposal }: ConsentRequest, session: string, always: string): string[] {
  const scope = proposal.scope ?? '';
  const standing = l10n.t(
    '"{0}" covers it for every program, until you revoke it: "Manage Agent Permissions…".',
    always,
  );
  return [
    l10n.t('"{0}" covers every {1} in {2} until this program disconnects.', session, tool, scope),
    ...(canStand === true ? [standing] : []),
  ];
}
