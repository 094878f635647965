import { type IncomingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Where a server listens. */
export type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** One request, with exactly these headers. */
export function rawRequest(address: Address, { method = 'POST', path = '/mcp', headers = {}, body }: RawRequest) {
  return new Promise<RawAnswer>((resolve, reject) => {
    const outgoing = request({ ...address, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** `fetch` over a unix socket, as VS Code's MCP client does it. */
export function socketFetch(socketPath: string): typeof fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const wanted = new Request(input, init);
      const outgoing = request(
        {
          socketPath,
          method: wanted.method,
          path: new URL(wanted.url).pathname,
          headers: Object.fromEntries(wanted.headers),
        },
        (answer) => {
          const status = answer.statusCode ?? 500;
          const body = [204, 304].includes(status) ? null : (Readable.toWeb(answer) as ReadableStream);
          const headers = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
            (values ?? []).map((value): [string, string] => [name, value]),
          );
          resolve(new Response(body, { status, headers }));
        },
      );
      outgoing.on('error', reject);
      wanted.signal.addEventListener('abort', () => outgoing.destroy(new Error('aborted')), { once: true });
      wanted.text().then((text) => outgoing.end(text === '' ? undefined : text), reject);
    });
}
