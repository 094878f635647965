import { l10n } from 'vscode';
import type { Translate } from '#shared/l10n.ts';

/** `vscode.l10n.t` in the shape that rooms without vscode take. */
export const translate: Translate = (message, ...args) => {
  const [first] = args;
  return typeof first === 'object'
    ? l10n.t(message, first)
    : l10n.t(message, ...args.filter((value) => typeof value !== 'object'));
};
