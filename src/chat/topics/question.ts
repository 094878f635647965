import { failureOf } from '#domain/errors.ts';
import { isIssueKey } from '#domain/issue.ts';
import type { Paged } from '#domain/ports.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import { CitationCheck } from '../citations.ts';
import type { Facts, Statement } from '../facts.ts';
import { type Model, ModelFailure } from '../model.ts';
import type { AnswerMemory, Reply } from '../reply.ts';
import { SourceList } from '../sources.ts';
import { failedNote, reportNotes, tellFacts } from '../telling.ts';
import { runToolLoop } from '../toolLoop.ts';
import { asksForTicketOfSelection, asksForWrite } from '../topic.ts';
import { wordFacts, wordNotes } from '../wording.ts';
import { answerTicket } from './ticket.ts';
import type { TopicRequest } from './topicRequest.ts';

const mostHits = 8;
const longestExcerpt = 300;

/**
 * A free question: a first search by code, then the model with the reading tools. Writing tools are there only where
 * the user's own words ask for a write, and each write is confirmed in the editor.
 */
export async function answerQuestion(
  request: TopicRequest,
  reply: Reply,
  model: Model | undefined,
): Promise<AnswerMemory> {
  const { turn, parts, connection } = request;
  if (asksForTicketOfSelection(turn.prompt)) {
    return answerTicket(request, reply, model);
  }
  const { t, language } = turn;
  const memory: AnswerMemory = {
    ...{ topic: 'question', language },
    followUps: [
      { prompt: '', label: t('Where the sprint stands'), command: 'sprint' },
      { prompt: '', label: t('The decisions of this week'), command: 'decisions' },
    ],
  };
  if (turn.prompt.trim() === '') {
    reply.markdown(greeting(turn.t));
    return memory;
  }
  const isWrite = asksForWrite(turn.prompt);
  const sources = new SourceList(connection.site.origin);
  const facts = await firstFacts(request, sources);
  const tools = model && (await parts.tools());
  if (!model || !tools) {
    const note = model
      ? t('The tools for agents are switched off in the settings.')
      : t('Without a language model this is what a search finds.');
    await tellFacts({ ...facts, notes: [...facts.notes, note] }, turn, reply, model);
    return memory;
  }
  const check = new CitationCheck({ sources, isCited: !isWrite, t });
  try {
    const { notes } = await runToolLoop({
      turn,
      facts,
      sources,
      model,
      tools: isWrite ? tools.writing : tools.reading,
      check,
      reply,
    });
    for (const source of sources.all.filter(({ id }) => check.report.cited.includes(id))) {
      reply.reference(source.url);
    }
    const told = [...reportNotes(check.report, turn), ...notes];
    if (told.length > 0) {
      reply.markdown(`\n\n${wordNotes(told)}\n`);
    }
  } catch (error) {
    if (!(error instanceof ModelFailure)) {
      throw error;
    }
    reply.markdown(
      `${check.end()}\n\n*${failedNote(error, turn)}*\n\n${wordFacts({ ...facts, sources: sources.all })}\n`,
    );
  }
  return memory;
}

/** What a search finds before anybody thinks: the issues that the question names, else issues and pages with its words. */
async function firstFacts(request: TopicRequest, sources: SourceList): Promise<Facts> {
  const { turn, connection, progress } = request;
  const { t, prompt, signal } = turn;
  progress(t('Searching Jira and Confluence…'));
  const keys = [...new Set(prompt.toUpperCase().match(/\b[A-Z][A-Z0-9_]+-\d+\b/g) ?? [])]
    .filter(isIssueKey)
    .slice(0, mostHits);
  const call = { signal, limit: mostHits };
  const issues = (text: string) =>
    ifAny(connection.tracker.issues.search({ filter: { text } }, { ...call, fields: ['assignee'] }));
  const pages = (text: string) => ifAny(connection.knowledge.pages.search({ filter: { text } }, call));
  const named = keys.length === 0 ? undefined : { jql: `key in (${keys.join(', ')})` };
  const [foundIssues, foundPages] = named
    ? [await ifAny(connection.tracker.issues.search(named, { ...call, fields: ['assignee'] })), []]
    : await Promise.all([firstOf(keywordsOf(prompt), issues), firstOf(keywordsOf(prompt), pages)]);
  const statements: Statement[] = [
    ...foundIssues.map((issue) => ({
      text: [
        `${issue.key} ${issue.summary}`,
        issue.status.name,
        issue.assignee?.displayName ?? t('nobody assigned'),
      ].join(' · '),
      sources: cite(sources, `${issue.key} ${issue.summary}`, issue.url),
    })),
    ...foundPages.map(({ title, excerpt, url }) => ({
      text: truncate(cleanForeignText([title, excerpt].filter((part) => part !== '').join(': ')), longestExcerpt),
      sources: cite(sources, title, url),
    })),
  ];
  return {
    title: t('Found in Jira and Confluence'),
    groups: [{ statements }],
    notes: statements.length === 0 ? [t('The search found nothing for these words.')] : [],
    sources: sources.all,
    task: 'Answer the question.',
  };
}

/** What has all the words, else what has most of the longest of them. */
async function firstOf<T extends { readonly id: string }>(
  words: readonly string[],
  search: (text: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found = words.length === 0 ? [] : await search(words.join(' '));
  if (found.length > 0 || words.length < 2) {
    return found;
  }
  const longest = [...words].sort((a, b) => b.length - a.length).slice(0, 3);
  const lists = await Promise.all(longest.map(search));
  const hits = new Map(lists.flat().map((hit) => [hit.id, hit]));
  const weight = ({ id }: T) => lists.filter((list) => list.some((hit) => hit.id === id)).length;
  return [...hits.values()].sort((a, b) => weight(b) - weight(a)).slice(0, mostHits);
}

/** A question can do without one of its searches: what a site refuses, or has not, is nothing found. */
async function ifAny<T>(search: Promise<Paged<T>>): Promise<readonly T[]> {
  try {
    return (await search).items;
  } catch (error) {
    const code = failureOf(error)?.code;
    if (code === 'forbidden' || code === 'notFound' || code === 'invalidQuery' || code === 'missingScope') {
      return [];
    }
    throw error;
  }
}

function cite(sources: SourceList, title: string, url: string): readonly number[] {
  const id = sources.add(title, url);
  return id === undefined ? [] : [id];
}

const stopWords = new Set(
  'the and are was were what which who whom whose when where why how this that these those with from about into does did has have had can could would should there their them they your our please tell show give find list any all les des une est sont était que qui quoi quel quelle quels quelles dans pour avec sur par pas plus mon mes ses son ont été cette ces quand comment pourquoi donne montre trouve liste moi nous vous leur leurs tous toutes'.split(
    ' ',
  ),
);

/** Words that say what a question is about. */
export function keywordsOf(prompt: string): readonly string[] {
  const words = prompt.match(/[\p{L}\p{N}][\p{L}\p{N}_-]{2,}/gu) ?? [];
  return words.filter((word) => !stopWords.has(word.toLowerCase())).slice(0, 6);
}

function greeting(t: TopicRequest['turn']['t']): string {
  return t(
    'Ask about decisions, the sprint or any issue or page; each statement comes with its source. There are also `/decisions`, `/sprint`, `/standup`, `/blocked` and `/ticket`.',
  );
}
