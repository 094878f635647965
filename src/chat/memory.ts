import type { PeriodRequest } from '#domain/period.ts';
import { type AnswerMemory, type FollowUp, topics } from './reply.ts';

/** What an earlier answer left with the conversation, which the editor keeps and anybody could have written. */
export function memoryIn(result: { readonly metadata?: unknown }): AnswerMemory | undefined {
  const kept = member(result.metadata, 'trestle');
  const topic = topics.find((known) => known === member(kept, 'topic'));
  const language = member(kept, 'language');
  if (!topic || (language !== 'en' && language !== 'fr')) {
    return undefined;
  }
  const period = periodIn(member(kept, 'period'));
  const [projectKey, person] = [member(kept, 'projectKey'), member(kept, 'person')];
  const followUps = member(kept, 'followUps');
  return {
    ...{ topic, language },
    ...(period && { period }),
    ...(typeof projectKey === 'string' && /^[A-Z][A-Z0-9_]*$/.test(projectKey) && { projectKey }),
    ...(typeof person === 'string' && { person }),
    followUps: Array.isArray(followUps) ? followUps.flatMap(followUpIn) : [],
  };
}

function periodIn(value: unknown): PeriodRequest | undefined {
  const kind = member(value, 'kind');
  const [since, from, to] = [member(value, 'since'), member(value, 'from'), member(value, 'to')];
  if (kind === 'today' || kind === 'thisWeek' || kind === 'lastWeek') {
    return { kind };
  }
  if (kind === 'since' && typeof since === 'string') {
    return { kind, since };
  }
  return kind === 'between' && typeof from === 'string' && typeof to === 'string' ? { kind, from, to } : undefined;
}

function followUpIn(value: unknown): FollowUp[] {
  const [prompt, label, command] = [member(value, 'prompt'), member(value, 'label'), member(value, 'command')];
  return typeof prompt === 'string' && typeof label === 'string'
    ? [{ prompt, label, ...(typeof command === 'string' && { command }) }]
    : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
