import type { SiteAccount } from '#domain/account.ts';
import type { Answer } from '#host/quickInput.ts';

/** What the user has answered so far. */
export interface SignInState {
  readonly method?: 'demo' | 'cloud';
  readonly site: string;
  readonly email: string;
  readonly token: string;
  /** Why the site was refused, shown when the user is brought back to it. */
  readonly siteProblem?: string;
  /** Once the site has accepted the three. */
  readonly account?: SiteAccount;
}

export function accepted<T>(value: T): Answer<T> {
  return { kind: 'accepted', value };
}
