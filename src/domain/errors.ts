import { truncate } from '#shared/text.ts';
import type { FieldChange } from './fieldValue.ts';
import type { SectionDifference } from './page.ts';
import type { Person } from './person.ts';
import type { AllowedValue } from './project.ts';
import type { Board, Sprint } from './sprint.ts';

/** What a missing or forbidden thing was. */
export type Entity =
  | 'issue'
  | 'project'
  | 'board'
  | 'sprint'
  | 'page'
  | 'space'
  | 'person'
  | 'version'
  | 'site'
  | 'comment'
  | 'worklog'
  | 'attachment'
  | 'resource';

/** What else than an issue a write may have been about whose outcome is unknown. */
export type DoubtfulEntity = Extract<Entity, 'page' | 'board' | 'sprint' | 'version'>;

export interface FieldProblem {
  /** Field id or display name, as the site names it. */
  readonly field: string;
  readonly message: string;
  readonly allowedValues?: readonly AllowedValue[];
}

/**
 * Everything that can go wrong, once. `code` is stable and may be matched; each presenter (notification, MCP result)
 * must handle every member: adding one is a compile error there.
 */
export type Failure =
  | { readonly code: 'notSignedIn' }
  /** The site refused the e-mail and token; when signing in, so did the vendor's gateway (`isGatewayTried`). */
  | { readonly code: 'credentialRejected'; readonly origin: string; readonly isGatewayTried?: true }
  /** The token is good but was not granted what the request needs. */
  | { readonly code: 'missingScope'; readonly scope?: string }
  /** An HTML log-in page came where data was due (single sign-on). */
  | { readonly code: 'signInPage'; readonly origin: string }
  | { readonly code: 'noSuchSite'; readonly origin: string }
  | { readonly code: 'forbidden'; readonly entity: Entity; readonly id?: string; readonly detail?: string }
  | { readonly code: 'notFound'; readonly entity: Entity; readonly id: string }
  /** An argument that was refused before anything was sent. */
  | { readonly code: 'invalidArgument'; readonly argument: string; readonly reason: string }
  /** The site refused the values of a write; nothing was stored. */
  | { readonly code: 'invalidFields'; readonly problems: readonly FieldProblem[]; readonly messages: readonly string[] }
  /** The site refused a query (JQL or CQL). */
  | { readonly code: 'invalidQuery'; readonly query: string; readonly messages: readonly string[] }
  /** Nothing was overwritten. `difference`: both sides changed the same section of a page. */
  | {
      readonly code: 'conflict';
      readonly entity: Entity;
      readonly id: string;
      readonly currentVersion?: number;
      readonly difference?: SectionDifference;
    }
  /** The page holds what the format it would be written in cannot say (`parts`), so nothing was sent. */
  | {
      readonly code: 'wouldLoseContent';
      readonly entity: Entity;
      readonly id: string;
      readonly parts: readonly string[];
    }
  /** `retryAt` is ISO 8601; absent when the site did not say. */
  | { readonly code: 'rateLimited'; readonly retryAt?: string; readonly reason?: string }
  | { readonly code: 'offline'; readonly origin: string; readonly cause: string }
  | { readonly code: 'certificateRefused'; readonly origin: string; readonly cause: string }
  | { readonly code: 'timedOut'; readonly afterMs: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'answerTooLarge'; readonly limitBytes: number }
  | { readonly code: 'siteUnavailable'; readonly status: number }
  | { readonly code: 'unexpectedAnswer'; readonly detail: string; readonly status?: number }
  /** A write was sent and no clear answer came: it may or may not be stored, and is never sent again. */
  | {
      readonly code: 'outcomeUnknown';
      readonly operation: string;
      readonly searchUrl?: string;
      /** Else it was about an issue. */
      readonly entity?: DoubtfulEntity;
    }
  /** A write was carried out, and what the site made of it could not be read. */
  | { readonly code: 'notReadBack'; readonly id: string; readonly cause: string }
  | {
      readonly code: 'noPersonFound';
      readonly query: string;
      readonly projectKey?: string;
      readonly near: readonly Person[];
    }
  | { readonly code: 'severalPeopleFound'; readonly query: string; readonly candidates: readonly Person[] }
  | { readonly code: 'noProjectChosen'; readonly candidates: readonly string[] }
  | { readonly code: 'noBoard'; readonly projectKey?: string }
  | { readonly code: 'severalBoards'; readonly candidates: readonly Board[] }
  | { readonly code: 'boardHasNoSprints'; readonly board: Board }
  | { readonly code: 'noActiveSprint'; readonly board: Board }
  | { readonly code: 'severalActiveSprints'; readonly candidates: readonly Sprint[] }
  | {
      readonly code: 'unknownName';
      readonly argument: string;
      readonly name: string;
      readonly allowedValues: readonly AllowedValue[];
    }
  /** The extension's own storage cannot be read or written, so a write could not be journalled and was not sent. */
  | { readonly code: 'storageUnavailable'; readonly path: string; readonly cause: string }
  | { readonly code: 'noEditor' }
  | { readonly code: 'nothingSelected' }
  /** Not in a project or space that the user lets agents use. */
  | { readonly code: 'outsideAllowList'; readonly entity: Entity; readonly id: string }
  /** The user, or whoever started the server, has switched the tool off. */
  | { readonly code: 'toolOff'; readonly tool: string; readonly cause: 'readOnly' | 'disabledTools' | 'toolsets' }
  /** An agent calls faster than any job needs. `retryAfterMs` from now. */
  | { readonly code: 'tooManyCalls'; readonly retryAfterMs: number }
  /** What was written has been changed by somebody since: taking it back would overwrite that. `now` by field. */
  | {
      readonly code: 'changedSince';
      readonly entity: Entity;
      readonly id: string;
      readonly differences: readonly (FieldChange & { readonly now: string })[];
    }
  | {
      readonly code: 'cannotUndo';
      readonly reason: 'unknownOperation' | 'notDone' | 'alreadyUndone' | 'otherSite' | 'noWayBack';
      readonly summary: string;
    }
  /** A write tool was called through a door where nobody can confirm it. */
  | { readonly code: 'writesNotAllowed' }
  /** The human said no. */
  | { readonly code: 'declined' };

export type FailureCode = Failure['code'];

// A registered symbol instead of `instanceof`: the extension, the MCP server and the client are separate bundles,
// each with its own copy of this class.
const brand = Symbol.for('trestle.error');

/** Messages go to logs, which are no place for whole texts of pages. */
const longestMessage = 2000;

/** The one exception type. `message` is for logs; what users read comes from the presenters. */
export class TrestleError extends Error {
  override readonly name = 'TrestleError';
  readonly failure: Failure;
  readonly [brand] = true;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(truncate(`${failure.code} ${JSON.stringify(failure)}`, longestMessage), options);
    this.failure = failure;
  }
}

export function fail(failure: Failure, options?: ErrorOptions): never {
  throw new TrestleError(failure, options);
}

/** The failure an exception carries; undefined for exceptions that are defects. */
export function failureOf(error: unknown): Failure | undefined {
  return isTrestleError(error) ? error.failure : undefined;
}

function isTrestleError(error: unknown): error is TrestleError {
  return typeof error === 'object' && error !== null && brand in error;
}
