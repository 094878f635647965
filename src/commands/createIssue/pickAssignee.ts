import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Person } from '#domain/person.ts';
import type { PeopleOperations } from '#domain/ports.ts';
import { type Answer, finish, followButtons, placeInput, type StepPlace } from '#host/quickInput.ts';
import { translate } from '#host/translate.ts';
import { describeError } from '#services/errorText.ts';
import { DisposableStore } from '#shared/disposable.ts';
import { cleanForeignText } from '#shared/text.ts';

/** Time between the last key and the search. */
const typingPauseMs = 200;

type AssigneeItem = QuickPickItem & { readonly assignee?: Person | null };

export interface AssigneeQuestion {
  readonly place: StepPlace;
  readonly people: PeopleOperations;
  readonly projectKey: string;
  readonly me: Person;
  readonly current: Person | null | undefined;
  /** Takes note of whom the user chose after typing this. */
  remember(typed: string, person: Person): void;
}

/** Asks for one of those who can be assigned in the project, searched while the user types; `null` is nobody. */
export function pickAssignee(question: AssigneeQuestion): Promise<Answer<Person | null>> {
  const pick = window.createQuickPick<AssigneeItem>();
  const subscriptions = new DisposableStore();
  const leaving = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Answer<Person | null>>();
  let searching = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const search = async (query: string) => {
    searching.abort();
    searching = new AbortController();
    const { signal } = searching;
    const items = await findItems(question, query, AbortSignal.any([signal, leaving.signal]));
    if (!signal.aborted && !leaving.signal.aborted) {
      pick.items = items;
      const active = items.find(({ assignee }) => query === '' && isSame(assignee, question.current));
      if (active) {
        pick.activeItems = [active];
      }
      pick.busy = false;
    }
  };

  // VS Code tells a click or Enter by the row's number alone. While a search runs there is therefore one row without a
  // person, and row 0 of every list has none either: an answer meant for the rows before never falls on somebody else.
  const showSearching = () => {
    pick.items = [{ label: l10n.t('$(sync~spin) Searching…'), alwaysShow: true }];
    pick.busy = true;
  };

  placeInput(pick, question.place, []);
  pick.placeholder = l10n.t('Type a name, or choose "Nobody"');
  pick.ignoreFocusOut = true;
  subscriptions.add(
    pick.onDidChangeValue((value) => {
      clearTimeout(timer);
      searching.abort();
      showSearching();
      timer = setTimeout(() => void search(value.trim()), typingPauseMs);
    }),
  );
  subscriptions.add({ dispose: () => clearTimeout(timer) });
  subscriptions.add(
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen?.assignee !== undefined) {
        if (chosen.assignee) question.remember(pick.value, chosen.assignee);
        resolve({ kind: 'accepted', value: chosen.assignee });
      }
    }),
  );
  followButtons(pick, subscriptions, resolve);
  showSearching();
  void search('');
  return finish(pick, subscriptions, promise, leaving);
}

/** Never rejects: a failed search is a row, so that the user can type on or choose nobody. */
async function findItems(
  { people, projectKey, me, current }: AssigneeQuestion,
  query: string,
  signal: AbortSignal,
): Promise<AssigneeItem[]> {
  const nobody: AssigneeItem = { label: l10n.t('$(circle-slash) Nobody'), alwaysShow: true, assignee: null };
  try {
    const [found, recent] = await Promise.all([
      people.searchAssignable(projectKey, query, { limit: 30, signal }),
      people.recentlyAssigned(projectKey, { signal }).catch(() => []), // only an order
    ]);
    const assignable = found.filter(({ isActive, kind }) => isActive && kind === 'atlassian');
    const alias = people.aliasOf?.(projectKey, query);
    const place = (person: Person) => recent.findIndex(({ accountId }) => accountId === person.accountId);
    // Whoever was chosen, now or for this name, then oneself, then those assigned lately, before the site's own order.
    const rank = (person: Person) => {
      if (isSame(person, current) || person.accountId === alias?.accountId) return -2;
      return isSame(person, me) ? -1 : place(person) < 0 ? recent.length : place(person);
    };
    const sorted = [...assignable].sort((a, b) => rank(a) - rank(b));
    if (query !== '' && sorted.length === 0) {
      const none = l10n.t('Nobody named "{0}" can be assigned in {1}', query, projectKey);
      return [{ label: none, alwaysShow: true }, nobody];
    }
    const items = sorted.map((person) => personItem(person, me));
    const heading = { label: l10n.t('Can be assigned in {0}', projectKey), kind: QuickPickItemKind.Separator };
    return query === '' ? [heading, nobody, ...items] : [heading, ...items, nobody];
  } catch (error) {
    return [{ label: `$(error) ${describeError(error, translate)}`, alwaysShow: true }, nobody];
  }
}

function personItem(person: Person, me: Person): AssigneeItem {
  const name = cleanForeignText(person.displayName).replaceAll('$(', '$ (');
  return {
    label: `$(account) ${name}`,
    description: [person.accountId === me.accountId ? l10n.t('you') : '', person.email ?? '']
      .filter((part) => part !== '')
      .join(' · '),
    // The site has matched already, in ways (accents, e-mail) that the list's own filter would undo.
    alwaysShow: true,
    assignee: person,
  };
}

function isSame(a: Person | null | undefined, b: Person | null | undefined): boolean {
  return a?.accountId === b?.accountId && a !== undefined && b !== undefined;
}
