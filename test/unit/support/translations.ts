import { type SourceFile, withoutComments } from './sources.ts';

export interface TranslationCall {
  readonly path: string;
  /** The English text; undefined when the first argument is no literal, which no check could follow. */
  readonly message: string | undefined;
}

/** Every `t('…')` and `l10n.t('…')` of the files. */
export function translationCalls(files: readonly SourceFile[]): TranslationCall[] {
  return files.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    return [...code.matchAll(/(?<![\w.$])(?:l10n\.t|t)\(\s*/g)].map(({ 0: call, index }) => ({
      path,
      message: literalAt(code, index + call.length),
    }));
  });
}

function literalAt(code: string, index: number): string | undefined {
  const pattern = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.)*)`/y;
  pattern.lastIndex = index;
  const match = pattern.exec(code);
  const quoted = match && (match[1] ?? match[2] ?? match[3]);
  return quoted?.replace(/\\(.)/g, (_whole, character: string) => (character === 'n' ? '\n' : character));
}

/** `{0}`, `{name}`: what a translation must keep. */
export function placeholders(message: string): string[] {
  return [...new Set(message.match(/\{\w+\}/g) ?? [])].sort();
}
