import { type DemoOptions, type RunningDemoSite, startDemoSite } from '#demo/main.ts';

export interface Answer {
  readonly status: number;
  /** Parsed JSON, the text when it is none, undefined when empty. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** A demo site and a plain caller of it, as its owner. */
export interface DemoClient {
  readonly running: RunningDemoSite;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export async function startForTests(options: Partial<DemoOptions> = {}): Promise<DemoClient> {
  const running = await startDemoSite(options);
  return {
    running,
    close: () => running.close(),
    call: async (method, path, body, headers = {}) => {
      const isForm = body instanceof FormData;
      const response = await fetch(running.url + path, {
        method,
        headers: {
          Authorization: basic(running.email, running.token),
          ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        redirect: 'manual',
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: parse(text), headers: response.headers };
    },
  };
}

export function basic(email: string, token: string): string {
  return `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
