import type { Markdown } from './issue.ts';
import type { Person } from './person.ts';

export interface Space {
  readonly id: string;
  /** `NIM`, or `~` and an account for a personal space. */
  readonly key: string;
  readonly name: string;
  readonly url: string;
}

/** One search result. */
export interface PageHit {
  readonly id: string;
  readonly title: string;
  readonly kind: 'page' | 'blogpost';
  readonly spaceKey?: string;
  readonly url: string;
  /** Plain text around the match; empty when the site gives none. */
  readonly excerpt: string;
  /** ISO 8601. */
  readonly lastModified?: string;
}

export interface Page {
  readonly id: string;
  readonly title: string;
  readonly spaceId: string;
  readonly spaceKey?: string;
  readonly url: string;
  readonly version: number;
  /** Instant of the current version, ISO 8601. */
  readonly lastModified?: string;
  readonly author?: Person;
  readonly labels: readonly string[];
  readonly body: Markdown;
}
