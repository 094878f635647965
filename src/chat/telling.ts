import { CitationCheck, type CitationReport } from './citations.ts';
import { type Facts, statementsOf } from './facts.ts';
import { type Model, ModelFailure } from './model.ts';
import type { Turn } from './parts.ts';
import { fitPrompt } from './prompt.ts';
import type { Reply } from './reply.ts';
import type { Source } from './sources.ts';
import { wordFacts, wordNotes } from './wording.ts';

const mostReferences = 30;

/** Words facts by the model, else as they are; either way with their sources and with what they do not cover. */
export async function tellFacts(facts: Facts, turn: Turn, reply: Reply, model: Model | undefined): Promise<void> {
  for (const { url } of facts.sources.slice(0, mostReferences)) {
    reply.reference(url);
  }
  const isWorded =
    model !== undefined && statementsOf(facts).length > 0 && (await wordByModel(facts, turn, reply, model));
  if (isWorded) {
    reply.markdown(`\n\n${wordNotes(facts.notes)}\n`);
  } else {
    reply.markdown(`${wordFacts(facts)}\n`);
  }
}

/** False where the model gave nothing that can be relied on: the facts are to follow as they are. */
async function wordByModel(facts: Facts, turn: Turn, reply: Reply, model: Model): Promise<boolean> {
  const { t } = turn;
  const given = new Map<number, Source>();
  const at = (url: string) => [...given.values()].find((source) => source.url === url.replace(/[.,;:!?'"]+$/, ''));
  const check = new CitationCheck({ sources: { get: (id) => given.get(id), at }, isCited: true, t });
  try {
    const request = { facts, question: turn.prompt, language: turn.languageName, history: turn.history };
    const { messages, sources, leftOut } = await fitPrompt(request, model);
    // Only what the model was shown counts as given.
    for (const source of sources) {
      given.set(source.id, source);
    }
    reply.progress(t('Wording the answer…'));
    for await (const part of model.send(messages)) {
      if (part.kind === 'text') {
        show(check.write(part.text), reply);
      }
    }
    show(check.end(), reply);
    const cut = t('Facts left out, as the language model takes only so much at once: {0}.', leftOut);
    const notes = [...reportNotes(check.report, turn), ...(leftOut > 0 ? [cut] : [])];
    if (notes.length > 0) {
      reply.markdown(`\n\n${wordNotes(notes)}`);
    }
  } catch (error) {
    if (!(error instanceof ModelFailure)) {
      throw error;
    }
    show(check.end(), reply);
    reply.markdown(`\n\n*${failedNote(error, turn)}*\n\n`);
    return false;
  }
  if (check.report.cited.length === 0) {
    reply.markdown(`\n\n*${t('The answer above cites nothing that was found. What was found:')}*\n\n`);
    return false;
  }
  return true;
}

function show(text: string, reply: Reply): void {
  if (text !== '') {
    reply.markdown(text);
  }
}

export function failedNote(failure: ModelFailure, { t }: Turn): string {
  return t('The language model could not be used ({0}). These are the values as they were found:', failure.reason)
    .replace(/[*_`[\]<>\\]/g, ' ')
    .trim();
}

export function reportNotes({ invented, uncitedStatements, strangeAddresses }: CitationReport, { t }: Turn): string[] {
  return [
    ...(invented.length > 0
      ? [t('⚠ Cited without having been given: {0}. Do not rely on it.', invented.map((id) => `[${id}]`).join(', '))]
      : []),
    ...(uncitedStatements > 0 ? [t('⚠ Statements without a source: {0}.', uncitedStatements)] : []),
    ...(strangeAddresses > 0 ? [t('⚠ Addresses that are no sources, and so no links: {0}.', strangeAddresses)] : []),
  ];
}
