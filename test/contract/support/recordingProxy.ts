import { createServer } from 'node:http';
import { portOf } from '#test/unit/support/nastyServer.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Parsed; what is no JSON as it came. */
  readonly body?: unknown;
}

/** What was asked for, each operation once, as `GET /rest/api/3/issue/{key}`: ids, keys and account ids left out. */
export function operationsOf(requests: readonly RecordedRequest[]): string[] {
  const operations = requests.map(({ method, path }) => {
    const segments = path.replace(/\?.*$/, '').split('/');
    return `${method} ${segments.map((each, index) => (index > 3 ? placeholderOf(each) : each)).join('/')}`;
  });
  return [...new Set(operations)].sort();
}

function placeholderOf(segment: string): string {
  return /^[A-Z]+-\d+$/.test(segment)
    ? '{key}'
    : /^[A-Z]{2,}$/.test(segment)
      ? '{project}'
      : /^\d+$/.test(segment)
        ? '{id}'
        : segment;
}

export interface RecordingProxy {
  readonly origin: string;
  readonly requests: RecordedRequest[];
  close(): Promise<void>;
}

/** Stands between a client and a site and keeps what the client asked for, with the bodies. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const { method = 'GET', url: path = '/' } = request;
    const sent = Buffer.concat(chunks);
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? true;
    const body: unknown = sent.length === 0 ? undefined : isJson ? JSON.parse(sent.toString('utf8')) : sent;
    requests.push(body === undefined ? { method, path } : { method, path, body });
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const entries = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    try {
      const answer = await fetch(target + path, {
        method,
        headers: Object.fromEntries(entries),
        redirect: 'manual',
        ...(sent.length > 0 && { body: sent }),
      });
      const told = ['content-type', 'location'].flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, value]];
      });
      response.writeHead(answer.status, Object.fromEntries(told));
      response.end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      request.socket.destroy(); // as the site did
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
