import { randomBytes } from 'node:crypto';
import type { ReadText } from '#services/allowList/bounds.ts';
import { CallBudget } from './callBudget.ts';
import type { ClientSession } from './consent.ts';

/** What is remembered of one client session, by the choke point only. */
export class SessionState {
  readonly budget = new CallBudget();
  /** Of the marks around other people's texts. */
  readonly boundary = randomBytes(4).toString('hex');
  private readonly scopes = new Set<string>();

  /** Keys of the projects and spaces whose foreign texts it has read. */
  get readScopes(): ReadonlySet<string> {
    return this.scopes;
  }

  /** Texts from where the user said that agents may work are not foreign; outsiders write there all the same. */
  noteRead({ scope, isByOutsider }: ReadText, isAllowed: (scope: string) => boolean): void {
    if (isByOutsider || !isAllowed(scope)) {
      this.scopes.add(scope);
    }
  }
}

/** By session; callers without one share a state. */
export class SessionStates {
  private readonly states = new WeakMap<ClientSession, SessionState>();
  private readonly others = new SessionState();

  of(client: ClientSession | undefined): SessionState {
    if (!client) {
      return this.others;
    }
    const known = this.states.get(client) ?? new SessionState();
    this.states.set(client, known);
    return known;
  }
}
