/** A client's message, as far as it has to be understood to carry it. */
export interface Message {
  readonly text: string;
  readonly id: string | number | undefined;
  readonly method: string | undefined;
  /** Of a resource. */
  readonly uri: string | undefined;
}

/** Undefined for what is no JSON-RPC. */
export function readMessage(line: string): Message | undefined {
  const { jsonrpc, id, method, params } = parse(line);
  const { uri } = Object.fromEntries(Object.entries(params ?? {}));
  return jsonrpc === '2.0'
    ? {
        text: line,
        id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
        method: typeof method === 'string' ? method : undefined,
        uri: typeof uri === 'string' ? uri : undefined,
      }
    : undefined;
}

/** Empty for what is no JSON object. */
export function parse(text: string): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) ?? {}));
  } catch {
    return {};
  }
}

/** What a client wants to be told of, so that the next session can be asked for the same. */
export class FollowedResources {
  private readonly followed = new Set<string>();

  get uris(): ReadonlySet<string> {
    return this.followed;
  }

  /** To be called for what the server has agreed to. */
  note({ method, uri }: Message): void {
    if (uri !== undefined && method === 'resources/subscribe') {
      this.followed.add(uri);
    }
    if (uri !== undefined && method === 'resources/unsubscribe') {
      this.followed.delete(uri);
    }
  }
}
