import type { DecisionReport } from './decision.ts';
import type { FailureCode } from './errors.ts';
import type { Blocker, Issue } from './issue.ts';
import type { PageHit } from './page.ts';
import type { Period } from './period.ts';
import type { Person } from './person.ts';
import type { Project } from './project.ts';
import type { Board, Sprint } from './sprint.ts';

/** A query that people can run themselves to see what a number counts. */
export interface CitedQuery {
  readonly language: 'jql' | 'cql';
  /** Dates in it are in the time zone of the signed-in user's profile. */
  readonly text: string;
  /** Of the search in the browser. */
  readonly url: string;
}

/** A number of issues: exactly as many as its query returns. */
export interface Figure {
  readonly issues: number;
  /** Sum of the estimates of these issues; absent where the board has no field for them. */
  readonly points?: number;
  readonly query: CitedQuery;
  /** There are more issues than were read. */
  readonly isAtLeast?: true;
}

export interface FoundIssues extends Figure {
  readonly found: readonly Issue[];
}

/** Issues that came into or left the sprint since it began, which are not those that were in it then and are now. */
export interface ScopeChange {
  /** ISO 8601. */
  readonly since: string;
  readonly added: FoundIssues;
  readonly removed: FoundIssues;
}

/** What was finished in a sprint while it ran. */
export interface Throughput {
  readonly sprint: Pick<Sprint, 'id' | 'name'>;
  readonly days: number;
  readonly done: Figure;
  /** The sprint that the forecast is for, as far as it has come. */
  readonly isRunning?: true;
}

/**
 * What can be expected by the sprint's end: its remaining days at the pace of the slower and of the faster of the
 * samples (20th and 80th percentile of what they finished a day, weekends counted).
 */
export type Forecast =
  | {
      readonly kind: 'range';
      readonly unit: 'issues' | 'points';
      readonly remaining: number;
      readonly daysLeft: number;
      /** Of `unit`, that can be finished by the end; not limited to what remains. Always low < high. */
      readonly low: number;
      readonly high: number;
      /** ISO 8601 dates by which all that remains is done; `latest` is absent where the slow pace leads nowhere. */
      readonly earliest: string;
      readonly latest?: string;
      readonly samples: readonly Throughput[];
    }
  | { readonly kind: 'none'; readonly because: NoForecast };

/** `tooThin`: fewer than three sprints (this one included) tell a pace. */
export type NoForecast = 'closed' | 'notStarted' | 'noDates' | 'pastEnd' | 'nothingLeft' | 'tooThin' | 'notRead';

export interface SprintProgress {
  readonly sprint: Sprint;
  /** Absent where the boards could not be read. */
  readonly board?: Board;
  /** Field that `points` are the sums of. */
  readonly estimateFieldId?: string;
  readonly total: FoundIssues;
  readonly todo: Figure;
  readonly inProgress: Figure;
  readonly done: Figure;
  /** Finished since the sprint began; absent where it has no beginning. */
  readonly finished?: Figure;
  readonly scopeChange?: ScopeChange;
  readonly forecast: Forecast;
}

export interface BlockedIssue {
  readonly issue: Issue;
  readonly reasons: ReadonlyArray<Blocker & { readonly since?: string }>;
  /** Instant from which on one of the reasons has held, ISO 8601; absent where the history does not tell. */
  readonly since?: string;
}

/** Open issues in the active sprints; of the whole project where no sprint is active. */
export interface WorkInHand {
  readonly of: 'sprints' | 'project';
  readonly open: FoundIssues;
  /** Longest first. */
  readonly blocked: Figure & { readonly found: readonly BlockedIssue[] };
  /** In progress, and nothing was changed on them for five days. */
  readonly stale: FoundIssues;
  readonly unassigned: FoundIssues;
  /** Due before today. */
  readonly overdue: FoundIssues;
  /** Most issues first; the entry without a person is what nobody is assigned to. */
  readonly load: ReadonlyArray<{ readonly person?: Person; readonly open: Figure }>;
}

/** Why a wiki space belongs to a project: it has the project's key; the workspace names it; the caller asked for it. */
export interface SpaceOfProject {
  readonly key: string;
  readonly because: 'sameKey' | 'workspace' | 'asked';
}

/** Pages and blog posts of the project's spaces whose latest change is in the period. */
export interface ChangedPages {
  readonly pages: number;
  readonly query: CitedQuery;
  readonly isAtLeast?: true;
  /** Latest change first. */
  readonly found: readonly PageHit[];
}

/** What could not be read, and so is missing from the figures; never counted as none. */
export interface StateGap {
  readonly part:
    | 'boards'
    | 'sprints'
    | 'issues'
    | 'scopeChange'
    | 'throughput'
    | 'blockedSince'
    | 'recentlyDone'
    | 'spaces'
    | 'pageChanges'
    | 'decisions';
  readonly because: FailureCode | 'tooMany';
  /** Name of the sprint or board it is about. */
  readonly of?: string;
}

/** Where a project stands. Computed from what the site says now, the same for every surface that shows it. */
export interface ProjectState {
  readonly project: Project;
  /** ISO 8601. */
  readonly at: string;
  /** What counts as recent; its zone is also that of today. */
  readonly period: Period;
  readonly sprints: readonly SprintProgress[];
  /** Absent where it could not be read. */
  readonly work?: WorkInHand;
  /** Came into a done status in the period, wherever they were planned. */
  readonly recentlyDone?: FoundIssues;
  /** Spaces of the wiki that were looked into; decisions also come from pages elsewhere that name the project. */
  readonly spaces: readonly SpaceOfProject[];
  /** Absent where no space belongs to the project, or they could not be read. */
  readonly changedPages?: ChangedPages;
  /** Of the period. Absent where they could not be looked for. */
  readonly decisions?: DecisionReport;
  readonly gaps: readonly StateGap[];
}
