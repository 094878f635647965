import { describe, expect, it, vi } from 'vitest';
import { languageOf, wordedLanguage } from '#chat/language.ts';
import { periodIn } from '#chat/periodWords.ts';
import { SlowProgress } from '#chat/progress.ts';
import type { AnswerMemory } from '#chat/reply.ts';
import { asksForTicketOfSelection, asksForWrite, topicOf } from '#chat/topic.ts';

// A Wednesday.
const today = { now: Date.parse('2026-11-18T10:00:00Z'), zone: 'Europe/Paris' };
const memory: AnswerMemory = { topic: 'decisions', language: 'en', followUps: [] };

function topic(prompt: string, before?: AnswerMemory, command?: string) {
  return topicOf({ prompt, command, memory: before }, today);
}

describe('what a question is about', () => {
  it.each([
    ['Summarise the decisions taken on project NIM in Confluence this week', 'decisions'],
    ['Résume les décisions prises sur le projet NIM dans Confluence cette semaine', 'decisions'],
    ['What did we decide? List what was decided last week', 'decisions'],
    ['Qu’est-ce qui est bloqué ?', 'blocked'],
    ['what is blocked right now', 'blocked'],
    ['How is the sprint going?', 'sprint'],
    ['Où en est le sprint ?', 'sprint'],
    ['prepare my stand-up', 'standup'],
    ['ma mêlée du jour', 'standup'],
    ['Who is working on the basket?', 'question'],
    ['Why is NIM-43 blocked, what was decided?', 'question'],
    ['What does the decision log say about baskets?', 'question'],
    ['Which sprint contains the gift card work?', 'question'],
    ['', 'question'],
  ])('%s', (prompt, expected) => {
    expect(topic(prompt)).toBe(expected);
  });

  it('is what its command says', () => {
    expect(topic('what is blocked', memory, 'sprint')).toBe('sprint');
  });

  it.each(['and last week?', 'et la semaine dernière ?', 'last week', 'what about project OPS?', 'depuis lundi'])(
    'goes on with the answer before: %s',
    (prompt) => {
      expect(topic(prompt, memory)).toBe('decisions');
      expect(topic(prompt)).toBe('question');
    },
  );

  it('is something new where it says so', () => {
    expect(topic('and assign it to Paul', memory)).toBe('question');
    expect(topic('what is blocked?', memory)).toBe('blocked');
    expect(topic('and last week?', { ...memory, topic: 'question' })).toBe('question');
  });
});

describe('the period of a question', () => {
  it.each([
    ['this week', { kind: 'thisWeek' }],
    ['cette semaine', { kind: 'thisWeek' }],
    ['and last week?', { kind: 'lastWeek' }],
    ['la semaine dernière', { kind: 'lastWeek' }],
    ['la semaine passée', { kind: 'lastWeek' }],
    ['aujourd’hui', { kind: 'today' }],
    ['yesterday', { kind: 'between', from: '2026-11-17', to: '2026-11-17' }],
    ['since Monday', { kind: 'since', since: '2026-11-16' }],
    ['depuis vendredi', { kind: 'since', since: '2026-11-13' }],
    ['since 2026-10-01', { kind: 'since', since: '2026-10-01' }],
    ['depuis le 2026-10-01', { kind: 'since', since: '2026-10-01' }],
    ['the last 10 days', { kind: 'since', since: '2026-11-08' }],
    ['les 2 dernières semaines', { kind: 'since', since: '2026-11-04' }],
    ['depuis 10 jours', { kind: 'since', since: '2026-11-08' }],
    ['last month', { kind: 'between', from: '2026-10-01', to: '2026-10-31' }],
    ['entre le 2026-11-02 et le 2026-11-06', { kind: 'between', from: '2026-11-02', to: '2026-11-06' }],
  ])('%s', (text, expected) => {
    expect(periodIn(text, today)).toEqual(expected);
  });

  it('is none where none is named', () => {
    expect(periodIn('the decisions on project NIM', today)).toBeUndefined();
  });
});

describe('a wish to write', () => {
  it.each([
    'create a ticket for this bug, assign it to Paul',
    'Please assign NIM-4 to Paul',
    'Could you close NIM-12?',
    'crée un ticket pour ce bug',
    'Peux-tu ajouter un commentaire à NIM-4 ?',
    'Passe NIM-4 en revue',
    'Read NIM-4 and comment on it',
  ])('is seen in: %s', (prompt) => {
    expect(asksForWrite(prompt)).toBe(true);
  });

  it.each([
    'Who closed NIM-12?',
    'What was added to the sprint?',
    'Summarise the page about deleting accounts',
    'Quels tickets ont été créés cette semaine ?',
    'Qui a fermé NIM-4 ?',
    'the decisions of this week',
  ])('is not seen in: %s', (prompt) => {
    expect(asksForWrite(prompt)).toBe(false);
  });

  it('may be one for a ticket of what is selected', () => {
    expect(asksForTicketOfSelection('create a Jira ticket for this bug, assign it to Paul')).toBe(true);
    expect(asksForTicketOfSelection('Crée un ticket pour ce code')).toBe(true);
    expect(asksForTicketOfSelection('create a ticket about the release notes')).toBe(false);
  });
});

describe('what is waited for', () => {
  it('is told from the first second on, the latest only', () => {
    vi.useFakeTimers();
    const shown: string[] = [];
    const progress = new SlowProgress((text) => void shown.push(text));
    progress.say('connecting');
    progress.say('reading');
    vi.advanceTimersByTime(999);
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(shown).toEqual(['reading']);
    vi.advanceTimersByTime(5000);
    progress.say('wording');
    vi.advanceTimersByTime(500);
    progress.stop();
    vi.advanceTimersByTime(5000);
    expect(shown).toEqual(['reading']);
    vi.useRealTimers();
  });
});

describe('the language of a question', () => {
  it.each([
    ['What was decided this week?', 'en'],
    ['Résume les décisions de la semaine', 'fr'],
    ['décisions NIM', 'fr'],
    ['et la semaine dernière ?', 'fr'],
    ['and last week?', 'en'],
    ['Qu’est-ce qui est bloqué ?', 'fr'],
    ['NIM-43', undefined],
    ['', undefined],
    ['Fasse die Entscheidungen zum Projekt NIM zusammen', undefined],
  ])('%s', (text, expected) => {
    expect(languageOf(text)).toBe(expected);
  });

  it('is worded in French for Canadians too', () => {
    expect(wordedLanguage('fr-CA')).toBe('fr');
    expect(wordedLanguage('de')).toBe('en');
  });
});
