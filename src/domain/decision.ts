import type { Period } from './period.ts';

export type DecisionState = 'decided' | 'proposed' | 'superseded' | 'rejected';

/** As the text names them; the account is known only where the text mentions it or the site tells the author. */
export interface DecisionPerson {
  readonly name: string;
  readonly accountId?: string;
}

/** One place where a decision is written down. */
export interface DecisionSource {
  readonly kind: 'page' | 'blogpost' | 'issueComment' | 'issueField';
  /** Of the page or comment; `NIM-42/description` for a field. */
  readonly id: string;
  /** Of the page or issue. */
  readonly title: string;
  /** Titles of the sections it stands in, from the outermost; empty where there are none. */
  readonly section: readonly string[];
  /** Leads to the section or comment. Made from the site's own addresses, never from a page's text. */
  readonly url: string;
  /** Of the page: the version that brought it. */
  readonly version?: number;
  /** Instant of that version, or of the comment. */
  readonly appearedAt?: string;
  readonly author?: DecisionPerson;
  readonly spaceKey?: string;
  readonly issueKey?: string;
  /** What stands there: foreign plain text in one line. */
  readonly quote: string;
  /** The id that the decision would have by this source alone. */
  readonly wording: string;
  /** Id of the rule that found it. */
  readonly rule: string;
}

export interface Decision {
  /** The same in every run and on every machine while the decision stays what it is; not tied to its place on a page. */
  readonly id: string;
  /** What was decided: foreign plain text in one line. */
  readonly text: string;
  /** The question or topic it answers, where the source tells the two apart. */
  readonly topic?: string;
  readonly state: DecisionState;
  readonly who: readonly DecisionPerson[];
  /** The day it was taken (`yyyy-mm-dd`), where a text says so: beside the decision, or as the date of the meeting. */
  readonly takenOn?: string;
  /** When it was first written down, ISO 8601. */
  readonly appearedAt?: string;
  /** What happened to it in the period: written down first, given another state, or reworded in substance. */
  readonly change: 'new' | 'state' | 'text';
  /** The state it had before, where `change` is `state`. */
  readonly previousState?: DecisionState;
  /** The id it had before, where `change` is `text`. */
  readonly previousId?: string;
  /** False for one that was written down in the period but taken, as its text says, on a day outside it. */
  readonly isTakenInPeriod: boolean;
  /** The clearest first; never empty. */
  readonly sources: readonly DecisionSource[];
  readonly issueKeys: readonly string[];
  readonly spaceKey?: string;
  readonly projectKey?: string;
  /** 0 to 1, of the best source. */
  readonly confidence: number;
  /** Id of the rule of the best source. */
  readonly rule: string;
}

/** What the answer does not cover; without a count nobody can know how many there are. */
export interface NotSearched {
  readonly what:
    | 'pages'
    | 'versions'
    | 'pageComments'
    | 'issues'
    | 'issueComments'
    | 'spaces'
    | 'projects'
    | 'drafts'
    | 'archivedPages';
  readonly why:
    | 'noPermission'
    /** More than one run reads. */
    | 'truncated'
    /** The site's answer for it could not be understood. */
    | 'unreadable'
    /** The site did not answer for it. */
    | 'unavailable'
    /** The site's search leaves them out. */
    | 'notListed'
    /** No run looks there. */
    | 'notRead';
  readonly count?: number;
  /** A few of them by name, where names are known: titles, keys. */
  readonly examples?: readonly string[];
}

export interface DecisionReport {
  /** Newest first. */
  readonly decisions: readonly Decision[];
  readonly period: Period;
  /** Instant of the search, ISO 8601. */
  readonly asOf: string;
  readonly searched: {
    readonly pages: number;
    readonly issues: number;
    /** The queries that chose them, to cite. */
    readonly cql: readonly string[];
    readonly jql: readonly string[];
  };
  readonly notSearched: readonly NotSearched[];
}
