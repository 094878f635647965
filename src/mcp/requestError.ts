const codes = { invalidParams: -32602, notFound: -32002, failed: -32603 } as const;

/** A refusal of anything but a tool call, with its JSON-RPC code. The message is for people. */
export class RequestError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof codes, message: string) {
    super(message);
    this.code = codes[kind];
  }
}
