import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { DemoOptions } from '#demo/site.ts';
import { isRecord } from './schemas.ts';

export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly body: unknown;
}

export interface DemoWikiClient {
  readonly running: RunningDemoSite;
  /** Everything asked and answered so far. */
  readonly exchanges: readonly Exchange[];
  /** The parsed answer, whatever its status. */
  send(method: string, path: string, requestBody?: unknown, credential?: string): Promise<Exchange>;
  /** The body of a 200. */
  get(path: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** A demo site and the plainest client there is: its answers are looked at as they come over the wire. */
export async function openDemoWiki(options: Partial<DemoOptions> = {}): Promise<DemoWikiClient> {
  const running = await startDemoSite(options);
  const exchanges: Exchange[] = [];
  const owner = `${running.email}:${running.token}`;
  const send: DemoWikiClient['send'] = async (method, path, requestBody, credential = owner) => {
    const response = await fetch(running.url + path, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(credential).toString('base64')}`,
        'Content-Type': 'application/json',
        'User-Agent': 'trestle-tests',
        'X-Atlassian-Token': 'no-check',
      },
      ...(requestBody !== undefined && { body: JSON.stringify(requestBody) }),
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const exchange = { method, path, requestBody, status: response.status, body };
    exchanges.push(exchange);
    return exchange;
  };
  return {
    running,
    exchanges,
    send,
    get: async (path) => {
      const { status, body } = await send('GET', path);
      if (status !== 200 || !isRecord(body)) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    },
    close: () => running.close(),
  };
}

/** What stands at a path of keys and indexes; undefined when there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? found.at(step) : undefined;
    else found = isRecord(found) ? found[step] : undefined;
  }
  return found;
}

export const listAt = (value: unknown, ...path: readonly (string | number)[]): unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

export const resultIds = (body: unknown): unknown[] => listAt(body, 'results').map((result) => at(result, 'id'));
