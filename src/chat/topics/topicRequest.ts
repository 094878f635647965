import type { Connection } from '#domain/ports.ts';
import { resolveProjectKey } from '#services/boards.ts';
import { foldText } from '#shared/text.ts';
import type { Facts } from '../facts.ts';
import type { ChatParts, Turn } from '../parts.ts';
import type { AnswerMemory, ReplyButton } from '../reply.ts';

export interface TopicRequest {
  readonly turn: Turn;
  readonly parts: ChatParts;
  readonly connection: Connection;
  /** Of the answer before, where this question goes on with it. */
  readonly memory: AnswerMemory | undefined;
  progress(text: string): void;
}

/** What a topic has to say, before anybody words it. */
export interface TopicAnswer {
  readonly facts: Facts;
  readonly buttons: readonly ReplyButton[];
  readonly memory: AnswerMemory;
}

/** The project that the question names by key or name, else that of the answer before, else that of the workspace. */
export async function projectOf({ turn, parts, connection, memory }: TopicRequest): Promise<string> {
  const call = { signal: turn.signal };
  const named = await projectNamed(turn.prompt, connection, call);
  return named ?? memory?.projectKey ?? (await resolveProjectKey(connection.tracker, parts.defaults(), call));
}

async function projectNamed(
  prompt: string,
  { tracker }: Connection,
  call: { readonly signal: AbortSignal },
): Promise<string | undefined> {
  if (!/\p{L}/u.test(prompt)) {
    return undefined;
  }
  const { items } = await tracker.projects.list({ ...call, limit: 50 });
  const words = new Set(prompt.match(/[A-Za-z][A-Za-z0-9_]+/g) ?? []);
  const said = ` ${foldText(prompt).replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const byName = items.filter(({ name }) => said.includes(` ${foldText(name).replace(/[^\p{L}\p{N}]+/gu, ' ')} `));
  return (items.find(({ key }) => words.has(key)) ?? byName.sort((a, b) => b.name.length - a.name.length)[0])?.key;
}
