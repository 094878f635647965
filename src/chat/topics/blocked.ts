import { blockedStatement, countText, figureStatement, gapNotes, readState } from './stateFacts.ts';
import type { TopicAnswer, TopicRequest } from './topicRequest.ts';

/** What waits, for what, and since when; the longest first. */
export async function blockedFacts(request: TopicRequest): Promise<TopicAnswer> {
  const told = await readState(request, { kind: 'thisWeek' });
  const { state, projectKey, t, language, sources } = told;
  const blocked = state.work?.blocked;
  const [longest] = blocked?.found ?? [];
  const statements = [
    ...(blocked
      ? [figureStatement(told, t('Open issues that are blocked: {0}.', countText(blocked, t)), blocked)]
      : []),
    ...(blocked?.found ?? []).map((each) => blockedStatement(told, each)),
  ];
  return {
    facts: {
      title: t('Blocked on {0}', projectKey),
      groups: [{ statements }],
      notes: gapNotes(told),
      sources: sources.all,
      task: 'List what is blocked, the longest first: why, since when, who has it, and what it waits for. Group what waits for the same thing.',
    },
    buttons: longest
      ? [{ title: t('Open {0}', longest.issue.key), command: 'vscode.open', arguments: [longest.issue.url] }]
      : [],
    memory: {
      ...{ topic: 'blocked' as const, language, projectKey },
      followUps: [{ prompt: '', label: t('Where the sprint stands'), command: 'sprint' }],
    },
  };
}
