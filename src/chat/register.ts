import {
  type CancellationToken,
  type ChatContext,
  type ChatRequest,
  type ChatResponseStream,
  chat,
  type Disposable,
  Uri,
} from 'vscode';
import { chatParticipantId } from '#host/ids.ts';
import { memoryIn } from './memory.ts';
import type { ParticipantParts } from './participant.ts';

/** Registers `@trestle`; what answers is loaded with the first question. */
export function registerChat(parts: ParticipantParts): Disposable {
  const participant = chat.createChatParticipant(
    chatParticipantId,
    async (request: ChatRequest, context: ChatContext, stream: ChatResponseStream, token: CancellationToken) => {
      const { handleRequest } = await import('#chat/participant.ts');
      return handleRequest(parts, request, context, stream, token);
    },
  );
  participant.iconPath = Uri.joinPath(parts.extensionUri, 'media', 'trestle.svg');
  participant.followupProvider = {
    provideFollowups: (result) => [...(memoryIn(result)?.followUps ?? [])],
  };
  return participant;
}
