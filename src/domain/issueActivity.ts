import type { Markdown } from './issue.ts';
import type { Person } from './person.ts';

/** A kind of link between issues. Phrases are in the site's language. */
export interface LinkType {
  readonly id: string;
  readonly name: string;
  /** How the one end reads: "blocks". */
  readonly outward: string;
  /** How the other end reads: "is blocked by"; the same as `outward` where both ends are alike. */
  readonly inward: string;
}

/** A link from an issue to something that is no issue of the site. */
export interface RemoteLink {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary?: string;
}

/** What one person changed on an issue at one time. */
export interface IssueHistoryEntry {
  readonly id: string;
  readonly author?: Person;
  /** ISO 8601. */
  readonly created: string;
  readonly items: readonly IssueHistoryItem[];
}

/** Fields whose past is asked for by what they mean; each site numbers them differently. */
export type HistoryRole = 'sprint' | 'flag' | 'status';

export interface IssueHistoryItem {
  /** Absent for all other fields. */
  readonly role?: HistoryRole;
  /** As the site names it; `fieldId` (`status`, `customfield_10016`) is the same on every site, but not always given. */
  readonly field: string;
  readonly fieldId?: string;
  /** Ids, and what people read; absent where nothing was or is. */
  readonly from?: string;
  readonly fromText?: string;
  readonly to?: string;
  readonly toText?: string;
}

export interface Worklog {
  readonly id: string;
  readonly author?: Person;
  /** ISO 8601. */
  readonly started: string;
  readonly seconds: number;
  readonly comment: Markdown;
}

/** How the site counts time: what a day and a week of work are there. */
export interface TimeTracking {
  readonly isOn: boolean;
  readonly hoursPerDay: number;
  readonly daysPerWeek: number;
}

/** A file on an issue. */
export interface Attachment {
  readonly id: string;
  readonly fileName: string;
  readonly bytes: number;
  /** `text/plain`; as the site guessed it from the name. */
  readonly mediaType: string;
  /** Where a browser gets it. */
  readonly url: string;
  readonly author?: Person;
  /** ISO 8601. */
  readonly created?: string;
}
