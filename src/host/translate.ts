import { env, l10n, Uri, workspace } from 'vscode';
import { english, type Translate } from '#shared/l10n.ts';

/** `vscode.l10n.t` in the shape that rooms without vscode take. */
export const translate: Translate = (message, ...args) => {
  const [first] = args;
  return typeof first === 'object'
    ? l10n.t(message, first)
    : l10n.t(message, ...args.filter((value) => typeof value !== 'object'));
};

/** Into a language that need not be that of the editor: of somebody who asks in it. */
export async function translatorFor(language: 'en' | 'fr', extensionUri: Uri): Promise<Translate> {
  if (language === 'en') {
    return english;
  }
  if (env.language.toLowerCase().startsWith(language)) {
    return translate;
  }
  const file = Uri.joinPath(extensionUri, 'l10n', `bundle.l10n.${language}.json`);
  const bundle: unknown = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(file)));
  const texts = new Map<string, unknown>(typeof bundle === 'object' && bundle !== null ? Object.entries(bundle) : []);
  return (message, ...args) => english(String(texts.get(message) ?? message), ...args);
}
