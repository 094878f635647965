import type { PeriodRequest } from '#domain/period.ts';
import type { Language } from './language.ts';

export const topics = ['decisions', 'sprint', 'standup', 'blocked', 'ticket', 'question'] as const;
export type Topic = (typeof topics)[number];

/** A button under an answer. */
export interface ReplyButton {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** A question that may come next. */
export interface FollowUp {
  readonly prompt: string;
  readonly label: string;
  /** A command of the participant; none for a free question. */
  readonly command?: string;
}

/** Where an answer is shown, as it grows. */
export interface Reply {
  /** Markdown in which nothing is trusted. */
  markdown(text: string): void;
  progress(text: string): void;
  reference(url: string): void;
  button(button: ReplyButton): void;
}

/** What is remembered of an answer for the questions after it; JSON, kept by the editor with the conversation. */
export interface AnswerMemory {
  readonly topic: Topic;
  readonly language: Language;
  readonly period?: PeriodRequest;
  readonly projectKey?: string;
  readonly person?: string;
  readonly followUps: readonly FollowUp[];
}
