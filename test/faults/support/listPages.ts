import type { FailureCode } from '#domain/errors.ts';
import { failureOf } from '#domain/errors.ts';
import type { Act } from '../faultServer.ts';
import { type Answer, jsonAnswer, type Received } from './wire.ts';

/** What a list does after each page; `asked` is the token of the page that was asked for. */
export interface Trouble {
  readonly name: string;
  readonly isHopeless?: true;
  page(asked: number, size: number): { readonly from: number; readonly next: string | number; readonly isLast?: true };
}

export const honest: Trouble = { name: 'honest', page: (asked, size) => ({ from: asked, next: asked + size }) };

export interface WireIssue {
  readonly id: string;
  readonly key: string;
}

/** The site's lists, asked for once: nothing is written while a file reads lists. */
export type KnownLists = Map<string, Promise<readonly WireIssue[]>>;

export function once(
  known: KnownLists,
  name: string,
  read: () => Promise<readonly WireIssue[]>,
): Promise<readonly WireIssue[]> {
  const list = known.get(name) ?? read();
  known.set(name, list);
  return list;
}

/** Serves the site's list in pages of its own; asks the site once for all it has. */
export function inPages(known: KnownLists, trouble: Trouble, size: number, moves = new Moves(() => false)): Act {
  return async (exchange) => {
    const { token, whole } =
      exchange.request.method === 'GET' ? fromQuery(exchange.request) : fromBody(exchange.request);
    const key = `${exchange.request.path} ${whole.query} ${whole.body}`;
    const asked = token === undefined ? 0 : Number(token.slice(1));
    const issues = moves.arranged(await once(known, key, () => exchange.commit(whole).then(issuesOf)), asked, size);
    const { from, next } = trouble.page(asked, size);
    const isLast = !trouble.isHopeless && Number(next) >= issues.length;
    const page = issues.slice(from, Math.max(from, asked) + size);
    const rest = isLast ? { isLast } : { nextPageToken: `t${next}`, isLast };
    await exchange.answer(jsonAnswer(200, { issues: page, ...rest }));
  };
}

function issuesOf(answer: Answer): WireIssue[] {
  const page: { issues: WireIssue[] } = JSON.parse(answer.body.toString('utf8'));
  return page.issues;
}

/** What happens to a list while somebody reads it page by page. */
export class Moves {
  /** Ids that went to the front, the last one first. */
  private readonly toFront: string[] = [];
  private readonly gone = new Set<string>();
  private readonly isDue: () => 'moved' | 'left' | false;

  constructor(isDue: () => 'moved' | 'left' | false) {
    this.isDue = isDue;
  }

  get isAny(): boolean {
    return this.toFront.length > 0 || this.gone.size > 0;
  }

  arranged(list: readonly WireIssue[], asked: number, size: number): WireIssue[] {
    const before = this.apply(list);
    if (asked > 0 && asked < before.length) {
      const kind = this.isDue();
      const first = before[0]; // from a page that was read: those to come move up by one
      const last = before.slice(asked).at(-1);
      if (kind === 'left' && first) {
        this.gone.add(first.id);
      }
      if (kind === 'moved' && last && before.length > asked + size) {
        this.toFront.unshift(last.id);
      }
    }
    return this.apply(list);
  }

  apply(list: readonly WireIssue[]): WireIssue[] {
    const front = [...new Set(this.toFront)].flatMap((id) => list.find((issue) => issue.id === id) ?? []);
    return [...front, ...list.filter((issue) => !front.includes(issue))].filter(({ id }) => !this.gone.has(id));
  }
}

function fromQuery({ query }: Received): { readonly token: string | undefined; readonly whole: Partial<Received> } {
  const parameters = new URLSearchParams(query);
  const token = parameters.get('nextPageToken') ?? undefined;
  parameters.delete('nextPageToken');
  parameters.set('maxResults', '5000');
  return { token, whole: { query: parameters.toString() } };
}

function fromBody({ body, headers }: Received): {
  readonly token: string | undefined;
  readonly whole: Partial<Received>;
} {
  const { nextPageToken: token, ...rest }: { nextPageToken?: string } = JSON.parse(body);
  const whole = JSON.stringify({ ...rest, maxResults: 5000 });
  const length = String(Buffer.byteLength(whole));
  return { token, whole: { body: whole, headers: new Map([...headers, ['content-length', length]]) } };
}

export const sixty = { jql: 'project = NIM AND key <= NIM-60 ORDER BY key' };

export async function settled<T>(
  list: Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly code?: FailureCode | 'defect' }> {
  return list.then(
    (items) => ({ items }),
    (error: unknown) => ({ items: [], code: failureOf(error)?.code ?? 'defect' }),
  );
}

export function keysOf(issues: readonly { readonly key: string }[]): string[] {
  return issues.map(({ key }) => key);
}
