/**
 * Translates an English message with `{0}` or `{name}` placeholders. `vscode.l10n.t` has this shape; rooms that may
 * not import vscode take it as an argument. Always name the argument `t` and pass a string literal: the l10n check
 * collects the keys from the calls.
 */
export type Translate = (message: string, ...args: TranslateArguments) => string;

type TranslateArguments = Array<string | number | boolean> | [Record<string, string | number | boolean>];

/** The identity translation, for surfaces that speak English only (agents, the command line, tests). */
export const english: Translate = (message, ...args) => {
  const [first] = args;
  const named: Record<string, unknown> = typeof first === 'object' ? first : { ...args };
  return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(named, name) ? named[name] : undefined;
    return value === undefined ? placeholder : String(value);
  });
};
