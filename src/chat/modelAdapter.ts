import {
  type CancellationToken,
  type LanguageModelChat,
  LanguageModelChatMessage,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
} from 'vscode';
import { fail } from '#domain/errors.ts';
import { type Message, type Model, ModelFailure, type ModelPart, type OfferedTool } from './model.ts';

/** The model of a chat request, as answers see it. */
export function adaptModel(model: LanguageModelChat, token: CancellationToken, justification: string): Model {
  return {
    name: model.name,
    maxInputTokens: model.maxInputTokens,
    countTokens: (text) => guarded(token, async () => model.countTokens(text, token)),
    async *send(messages, tools = []) {
      const options = { justification, ...(tools.length > 0 && { tools: tools.map(toTool) }) };
      const response = await guarded(token, async () => model.sendRequest(messages.map(toMessage), options, token));
      const parts = response.stream[Symbol.asyncIterator]();
      for (;;) {
        const next = await guarded(token, () => parts.next());
        if (token.isCancellationRequested) {
          fail({ code: 'cancelled' });
        }
        if (next.done === true) {
          return;
        }
        const part = fromPart(next.value);
        if (part) {
          yield part;
        }
      }
    },
  };
}

/** Providers throw what they like. */
async function guarded<T>(token: CancellationToken, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (token.isCancellationRequested) {
      fail({ code: 'cancelled' }, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModelFailure(reason.split('\n')[0]?.slice(0, 200) ?? '', { cause: error });
  }
}

function toMessage(message: Message): LanguageModelChatMessage {
  switch (message.role) {
    case 'user':
      return LanguageModelChatMessage.User(message.text);
    case 'assistant':
      return LanguageModelChatMessage.Assistant([
        ...(message.text === '' ? [] : [new LanguageModelTextPart(message.text)]),
        ...(message.calls ?? []).map(
          ({ callId, name, input }) => new LanguageModelToolCallPart(callId, name, objectOf(input)),
        ),
      ]);
    case 'tools':
      return LanguageModelChatMessage.User(
        message.results.map(
          ({ callId, text }) => new LanguageModelToolResultPart(callId, [new LanguageModelTextPart(text)]),
        ),
      );
  }
}

function toTool({ name, description, inputSchema }: OfferedTool) {
  return { name, description, inputSchema };
}

function fromPart(part: unknown): ModelPart | undefined {
  if (part instanceof LanguageModelTextPart) {
    return { kind: 'text', text: part.value };
  }
  return part instanceof LanguageModelToolCallPart
    ? { kind: 'call', call: { callId: part.callId, name: part.name, input: part.input } }
    : undefined;
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
