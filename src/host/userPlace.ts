import { env } from 'vscode';

/** Where the user is: days and weeks are counted by it. */
export interface UserPlace {
  /** IANA zone. */
  readonly zone: string;
  /** BCP 47; with a region where one is known. */
  readonly locale: string;
}

/** The editor's language tells no region; that of the machine does, where it is the same language. */
export function userPlace(): UserPlace {
  const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
  const [language] = env.language.toLowerCase().split('-');
  return { zone: timeZone, locale: locale.toLowerCase().split('-')[0] === language ? locale : env.language };
}
