import type { Model } from './model.ts';
import type { ChatParts, Turn } from './parts.ts';
import type { AnswerMemory, Reply, Topic } from './reply.ts';
import { tellFacts } from './telling.ts';
import { topicOf } from './topic.ts';
import { blockedFacts } from './topics/blocked.ts';
import { decisionFacts } from './topics/decisions.ts';
import { answerQuestion } from './topics/question.ts';
import { sprintFacts } from './topics/sprint.ts';
import { standupFacts } from './topics/standup.ts';
import { answerTicket } from './topics/ticket.ts';
import type { TopicAnswer, TopicRequest } from './topics/topicRequest.ts';

const collectors: Readonly<
  Record<Exclude<Topic, 'ticket' | 'question'>, (request: TopicRequest) => Promise<TopicAnswer>>
> = {
  decisions: decisionFacts,
  sprint: sprintFacts,
  standup: standupFacts,
  blocked: blockedFacts,
};

/** Answers one request: finds what is known first, then has the user's model word it, or words it itself. */
export async function answer(
  turn: Turn,
  parts: ChatParts,
  reply: Reply,
  model: Model | undefined,
): Promise<AnswerMemory> {
  const { t } = turn;
  const last = turn.history.at(-1)?.memory;
  const topic = topicOf({ prompt: turn.prompt, command: turn.command, memory: last }, parts.today());
  reply.progress(t('Connecting to the site…'));
  const connection = await parts.connection({ signal: turn.signal });
  const memory = last?.topic === topic ? last : undefined;
  const progress = (text: string) => reply.progress(text);
  const request: TopicRequest = { turn, parts, connection, memory, progress };
  if (topic === 'question') {
    return answerQuestion(request, reply, model);
  }
  if (topic === 'ticket') {
    return answerTicket(request, reply, model);
  }
  const found = await collectors[topic](request);
  await tellFacts(found.facts, turn, reply, model);
  for (const button of found.buttons) {
    reply.button(button);
  }
  return found.memory;
}
