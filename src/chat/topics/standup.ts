import type { Issue } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';
import { addDays, dateIn, weekdayOf } from '#domain/zonedDate.ts';
import { findAssignee } from '#services/people.ts';
import { periodIn } from '../periodWords.ts';
import { periodText } from '../when.ts';
import { blockedStatement, gapNotes, issueStatement, readState } from './stateFacts.ts';
import { projectOf, type TopicAnswer, type TopicRequest } from './topicRequest.ts';

const mostNext = 5;

/** What somebody finished since the last working day, has in hand, comes to next, and is blocked by. */
export async function standupFacts(request: TopicRequest): Promise<TopicAnswer> {
  const { turn, parts, connection, memory } = request;
  const today = parts.today();
  const since = lastWorkday(dateIn(today.now, today.zone));
  const period = periodIn(turn.prompt, today) ?? { kind: 'since' as const, since };
  const name = personIn(turn.prompt) ?? memory?.person;
  const person = name === undefined ? connection.account : await personNamed(request, name);
  const told = await readState(request, period);
  const { state, projectKey, t, language, sources } = told;
  const isTheirs = ({ assignee }: Issue) => assignee?.accountId === person.accountId;
  const blocked = (state.work?.blocked.found ?? []).filter(({ issue }) => isTheirs(issue));
  const blockedKeys = new Set(blocked.map(({ issue }) => issue.key));
  const open = (state.work?.open.found ?? []).filter((issue) => isTheirs(issue) && !blockedKeys.has(issue.key));
  const inHand = open.filter(({ status }) => status.category === 'indeterminate');
  const next = open.filter(({ status }) => status.category === 'new');
  const finished = (state.recentlyDone?.found ?? []).filter(isTheirs);
  const groups = [
    { heading: t('Finished'), statements: finished.map((issue) => issueStatement(told, issue)) },
    { heading: t('In hand'), statements: inHand.map((issue) => issueStatement(told, issue)) },
    { heading: t('Blocked'), statements: blocked.map((each) => blockedStatement(told, each)) },
    { heading: t('Next'), statements: next.slice(0, mostNext).map((issue) => issueStatement(told, issue)) },
  ].filter(({ statements }) => statements.length > 0);
  return {
    facts: {
      title: t('Stand-up of {0} on {1}', person.displayName, projectKey),
      groups,
      notes: [
        ...(groups.length === 0 ? [t('Nothing in the active sprints is assigned to {0}.', person.displayName)] : []),
        periodText(state.period, language, t),
        ...(next.length > mostNext ? [t('Further issues after these: {0}.', next.length - mostNext)] : []),
        ...gapNotes(told),
      ],
      sources: sources.all,
      task: 'Write the stand-up in three short lists: finished, today, blocked (what waits, and for whom). Leave a list out rather than filling it.',
    },
    buttons: [],
    memory: {
      ...{ topic: 'standup' as const, language, projectKey },
      ...(name !== undefined && { person: name }),
      followUps: [{ prompt: '', label: t('What is blocked, and since when'), command: 'blocked' }],
    },
  };
}

async function personNamed(request: TopicRequest, name: string): Promise<Person> {
  const { connection, turn } = request;
  const projectKey = await projectOf(request);
  return findAssignee(connection.tracker.people, name, { projectKey, signal: turn.signal });
}

/** What was done on Friday belongs to Monday's stand-up. */
function lastWorkday(today: string): string {
  const weekday = weekdayOf(today);
  return addDays(today, weekday === 1 ? -3 : weekday === 7 ? -2 : -1);
}

/** "for Paul Martin", "de Léa", or no more than a name. */
export function personIn(prompt: string): string | undefined {
  const name = String.raw`\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?`;
  const [, before, elided] =
    new RegExp(String.raw`(?:^|\s)(?:for|of|about|de|pour|sur|and|et)\s+(${name})|(?:^|\s)d['’](${name})`, 'u').exec(
      prompt,
    ) ?? [];
  const [alone] = new RegExp(`^${name}(?=\\s*[?.!]?$)`, 'u').exec(prompt.trim()) ?? [];
  const found = before ?? elided ?? alone;
  return found !== undefined && !/^[A-Z]{2,}$/.test(found) ? found : undefined;
}
