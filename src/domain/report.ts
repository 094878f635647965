/** A report on a project in words that are computed, without a language model. */
export interface ReportRequest {
  readonly topic: 'decisions' | 'sprint' | 'standup' | 'blocked';
  /** As people say it: "last week". */
  readonly period?: string;
  readonly signal: AbortSignal;
  onProgress(message: string): void;
}
