/** A request as it came off the socket. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Cuts the requests out of a connection's bytes. Only what our client sends: bodies with a Content-Length. */
export class RequestReader {
  private bytes: Buffer = Buffer.alloc(0);
  private head: Omit<Received, 'body'> | undefined;

  push(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
  }

  /** The head of the request that is arriving, as soon as it is complete. */
  readHead(): Omit<Received, 'body'> | undefined {
    const end = this.head ? -1 : this.bytes.indexOf('\r\n\r\n');
    if (end >= 0) {
      this.head = headOf(this.bytes.subarray(0, end).toString('latin1'));
      this.bytes = this.bytes.subarray(end + 4);
    }
    return this.head;
  }

  /** The next request that is complete. */
  read(): Received | undefined {
    const head = this.readHead();
    const length = Number(head?.headers.get('content-length') ?? 0);
    if (!head || this.bytes.length < length) {
      return undefined;
    }
    const body = this.bytes.subarray(0, length).toString('utf8');
    this.bytes = this.bytes.subarray(length);
    this.head = undefined;
    return { ...head, body };
  }
}

function headOf(text: string): Omit<Received, 'body'> {
  const [line = '', ...lines] = text.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const headers = lines.map((each): [string, string] => {
    const colon = each.indexOf(':');
    return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()];
  });
  return { method, path, query, headers: new Map(headers) };
}

/** An answer's bytes, in order; `headers` replace the answer's own, and `null` leaves one out. */
export function bytesOf(answer: Answer, headers: Readonly<Record<string, string | null>> = {}): Buffer {
  return Buffer.concat([headOfAnswer(answer, headers), answer.body]);
}

export function headOfAnswer(answer: Answer, headers: Readonly<Record<string, string | null>> = {}): Buffer {
  const merged: Record<string, string | null> = {
    ...answer.headers,
    'content-length': String(answer.body.length),
    ...headers,
  };
  const lines = Object.entries(merged).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return Buffer.from(`HTTP/1.1 ${answer.status} Reason\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = Buffer.from(value === undefined ? '' : JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

export function textAnswer(status: number, contentType: string, text: string): Answer {
  return { status, headers: { 'content-type': contentType }, body: Buffer.from(text) };
}
