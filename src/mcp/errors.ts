import { type DoubtfulEntity, type Entity, type Failure, failureOf } from '#domain/errors.ts';
import { describeError } from '#services/errorText.ts';
import type { Translate } from '#shared/l10n.ts';
import { clip } from './output.ts';

/** What an agent may do about a failure: whether repeating can help, and the call that does. */
interface Advice {
  readonly retry: 'never' | 'later' | 'changed';
  readonly next?: string;
}

/** How a user connects, by door; agents pass it on. */
export interface ErrorOptions {
  readonly t: Translate;
  readonly howToConnect: string;
  readonly howToAllowWrites: string;
}

/** The text of an error result: which tool, why, whether to repeat, what to do instead. Nothing of a defect but a notice. */
export function describeToolError(toolName: string, error: unknown, options: ErrorOptions): string {
  const failure = failureOf(error);
  if (!failure) {
    return `${toolName} failed: ${describeError(error, options.t)} Do not repeat the call more than once.`;
  }
  const { retry, next } = adviceFor(failure, options);
  const what =
    failure.code === 'notSignedIn' ? `not connected: ${options.howToConnect}` : describeError(error, options.t);
  return [`${toolName} failed (${failure.code}): ${what}`, retrySentence[retry], next].filter(Boolean).join(' ');
}

const retrySentence: Readonly<Record<Advice['retry'], string>> = {
  never: 'Do not retry.',
  later: 'The same call may succeed later.',
  changed: 'Do not repeat the call unchanged.',
};

const whereToFind: Partial<Readonly<Record<Entity, string>>> & { readonly issue: string } = {
  issue: 'Find the right key or id with jira_search or confluence_search.',
  comment: 'Section "comments" of jira_get_issue or confluence_get_page has the ids.',
  attachment: 'jira_attachments lists what there is.',
  worklog: 'It may be gone already: look with jira_get_issue, section "worklog".',
};

function adviceFor(failure: Failure, { howToAllowWrites }: ErrorOptions): Advice {
  switch (failure.code) {
    case 'notSignedIn':
    case 'credentialRejected':
    case 'missingScope':
    case 'signInPage':
    case 'noSuchSite':
    case 'certificateRefused':
      return { retry: 'never', next: 'Tell the user; no argument can change this.' };
    case 'forbidden':
      return { retry: 'never', next: 'Tell the user which access is missing.' };
    case 'notFound':
      return { retry: 'changed', next: whereToFind[failure.entity] ?? whereToFind.issue };
    case 'invalidArgument':
      return { retry: 'changed', next: `Correct \`${failure.argument}\`.` };
    case 'invalidFields':
      return { retry: 'changed', next: 'Correct the fields named; ask the user for values you do not know.' };
    case 'invalidQuery':
      return { retry: 'changed', next: 'Correct the query, or use the structured arguments, which need no quoting.' };
    case 'conflict':
      return { retry: 'changed', next: conflictAdvice(failure) };
    case 'wouldLoseContent':
      return { retry: 'never', next: 'Tell the user; a comment on the page is still possible.' };
    case 'rateLimited':
      return { retry: 'later', next: 'Wait until then; do not call in a loop.' };
    case 'offline':
    case 'timedOut':
    case 'siteUnavailable':
      return { retry: 'later', next: 'Retry once, then tell the user.' };
    case 'cancelled':
      return { retry: 'never' };
    case 'answerTooLarge':
      return { retry: 'changed', next: 'Ask for less: a smaller `limit` or a narrower query.' };
    case 'unexpectedAnswer':
      return { retry: 'never', next: 'Tell the user.' };
    case 'outcomeUnknown':
      return {
        retry: 'never',
        next: doubtAdvice(failure.entity),
      };
    case 'notReadBack':
      return { retry: 'never', next: `It is written. Read ${failure.id} to see what the site stored.` };
    case 'noPersonFound':
      return { retry: 'changed', next: 'Ask the user for the full name, or leave the person out.' };
    case 'severalPeopleFound':
      return {
        retry: 'changed',
        next: `Ask the user who is meant, then give the account id instead of the name: ${failure.candidates
          .slice(0, 20)
          .map(({ displayName, accountId }) => `${displayName} = ${accountId}`)
          .join('; ')}.`,
      };
    case 'noProjectChosen':
      return { retry: 'changed', next: 'Set `project` to a Jira project key.' };
    case 'noBoard':
      return { retry: 'changed', next: 'Set `project` to another project; without a board there is no sprint.' };
    case 'severalBoards':
      return { retry: 'changed', next: 'Set `board` to one of the ids in brackets.' };
    case 'boardHasNoSprints':
      return { retry: 'changed', next: 'Leave `sprint` out: this is a kanban board.' };
    case 'noActiveSprint':
      return { retry: 'changed', next: 'Leave `sprint` out, or ask the user for the id of a future sprint.' };
    case 'severalActiveSprints':
      return { retry: 'changed', next: 'Ask the user which is meant, then set `sprint` to its id (in brackets).' };
    case 'unknownName':
      return { retry: 'changed', next: 'Use one of the possible values exactly as written.' };
    case 'storageUnavailable':
      return { retry: 'never', next: 'Nothing was sent; tell the user.' };
    case 'noEditor':
      return { retry: 'never', next: 'Ask the user to open the file, or pass the text yourself.' };
    case 'nothingSelected':
      return { retry: 'changed', next: 'Ask the user to select the code, or pass the text yourself.' };
    case 'outsideAllowList':
      return { retry: 'never', next: 'Work with the projects and spaces that are allowed, or tell the user.' };
    case 'toolOff':
      return { retry: 'never', next: 'Go on without it, or tell the user which setting switches it on.' };
    case 'tooManyCalls':
      return { retry: 'later', next: 'Do not call in a loop: ask for more in one call.' };
    case 'changedSince':
      return { retry: 'never', next: 'Tell the user what is there now; only they can decide between the two.' };
    case 'cannotUndo':
      return { retry: 'never', next: 'Tell the user.' };
    case 'writesNotAllowed':
      return { retry: 'never', next: howToAllowWrites };
    case 'declined':
      return { retry: 'never', next: 'The user said no: ask what should be different before proposing it again.' };
  }
}

function doubtAdvice(entity: DoubtfulEntity | undefined): string {
  switch (entity) {
    case 'page':
      return 'It may be stored already: read the page again with confluence_get_page before anything else.';
    case 'board':
    case 'sprint':
      return 'It may be stored already: look with jira_boards (sprints) or jira_get_issue (where an issue is) before anything else.';
    case 'version':
      return 'It may be stored already: look with jira_versions before anything else.';
    case undefined:
      return 'It may exist already: look with jira_search (same project and summary, newest first) before anything else.';
  }
}

/** Both texts, so that the agent can merge them without reading again. */
function conflictAdvice({ currentVersion, difference }: Failure & { readonly code: 'conflict' }): string {
  const version = currentVersion === undefined ? '' : ` ${currentVersion}`;
  if (!difference) {
    return `Read the current version${version} first.`;
  }
  const { base, theirs } = difference;
  const now = theirs === undefined ? 'The section is gone.' : `It now says ${quoted(theirs)}.`;
  return `${now} Before, it said ${quoted(base)}. Merge your change into what it says now, then write that with the version${version}.`;
}

function quoted(text: string): string {
  return JSON.stringify(clip(text, 2500));
}
