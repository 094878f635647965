import type { JsonObjectSchema } from '#mcp/jsonSchema.ts';

export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly input: unknown;
}

/** One message of a conversation with a language model. */
export type Message =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tools'; readonly results: readonly { readonly callId: string; readonly text: string }[] };

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObjectSchema;
}

export type ModelPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly call: ToolCall };

/** The language model that the user has chosen for the request. Whatever goes wrong with it is a `ModelFailure`. */
export interface Model {
  readonly name: string;
  readonly maxInputTokens: number;
  countTokens(text: string): Promise<number>;
  send(messages: readonly Message[], tools?: readonly OfferedTool[]): AsyncIterable<ModelPart>;
}

/** The model cannot be had, or gave up: no permission, a quota, a filter, the network. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  /** As the model's provider words it: foreign text. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
