import { type Entity, type Failure, failureOf } from '#domain/errors.ts';
import type { Translate } from '#shared/l10n.ts';
import { truncate } from '#shared/text.ts';

/** What happened, why, and what to do next, for any exception. A defect's own text may hold anything: it stays in the log. */
export function describeError(error: unknown, t: Translate): string {
  const failure = failureOf(error);
  return failure
    ? describeFailure(failure, t)
    : t('Something went wrong inside Trestle. The details are in the Trestle log; please try again.');
}

/** Plain text, one to three sentences; names of people, fields and sprints come from the site and are data. */
export function describeFailure(failure: Failure, t: Translate): string {
  switch (failure.code) {
    case 'notSignedIn':
      return t('You are not signed in to an Atlassian site. Run "Trestle: Sign In…" first.');
    case 'credentialRejected':
      if (failure.isGatewayTried) {
        return t(
          '{0} refused this e-mail and API token, on the site itself and through the gateway of Atlassian, where scoped tokens and those of service accounts are valid. The e-mail may belong to another token, or the token be wrong, expired or revoked: create a new one and sign in again.',
          failure.origin,
        );
      }
      return t(
        '{0} refused this e-mail and API token. The token may be wrong, expired or revoked: create a new one in your Atlassian account and sign in again.',
        failure.origin,
      );
    case 'missingScope':
      return failure.scope
        ? t(
            'The API token is valid but lacks the scope "{0}". Create a token with that scope and sign in again.',
            failure.scope,
          )
        : t(
            'The API token is valid but lacks a scope this request needs. Create a token with the scopes for Jira and Confluence and sign in again.',
          );
    case 'signInPage':
      return t(
        '{0} answered with a log-in page instead of data, so the session or single sign-on has ended. Sign in again.',
        failure.origin,
      );
    case 'noSuchSite':
      return t('There is no Atlassian site at {0}. Check the address for a typing error.', failure.origin);
    case 'forbidden':
      return withDetail(
        failure.id === undefined
          ? t('Your account has no permission for this. Ask an administrator of the site for access.')
          : t(
              'Your account has no permission for {0} {1}. Ask an administrator of the site for access.',
              entityName(failure.entity, t),
              failure.id,
            ),
        failure.detail,
      );
    case 'notFound':
      return t(
        'There is no {0} {1}, or your account may not see it. Check the key or id.',
        entityName(failure.entity, t),
        failure.id,
      );
    case 'invalidArgument':
      return t('The value of "{0}" cannot be used: {1}. Nothing was sent.', failure.argument, failure.reason);
    case 'invalidFields': {
      const fields = failure.problems.map(({ field, message, allowedValues }) => {
        const allowed = allowedValues?.length ? ` (${list(allowedValues.map(({ name }) => name))})` : '';
        return `${field}: ${message}${allowed}`;
      });
      return t('Nothing was stored: {0}', [...fields, ...failure.messages].join('; ') || t('the site gave no reason.'));
    }
    case 'invalidQuery':
      return t('The site refused the query: {0}', failure.messages.join(' ') || t('the site gave no reason.'));
    case 'conflict':
      return t(
        'Somebody changed {0} {1} in the meantime. Nothing was overwritten: read it again and redo your change.',
        entityName(failure.entity, t),
        failure.id,
      );
    case 'wouldLoseContent':
      return t(
        'The {0} {1} holds parts that would be lost by writing it: {2}. Nothing was sent. Edit it in Confluence, or convert it to the new editor there first.',
        entityName(failure.entity, t),
        failure.id,
        list(failure.parts),
      );
    case 'rateLimited':
      return failure.retryAt
        ? t('The site limits the number of requests. Try again after {0}.', failure.retryAt)
        : t('The site limits the number of requests. Try again in a few minutes.');
    case 'offline':
      return t(
        '{0} could not be reached ({1}). Check the network or proxy and try again.',
        failure.origin,
        failure.cause,
      );
    case 'certificateRefused':
      return t(
        'The certificate of {0} was refused ({1}). If your company uses its own certificate authority, name its file in the setting "trestle.caFile".',
        failure.origin,
        failure.cause,
      );
    case 'timedOut':
      return t('The site did not answer within {0} seconds. Try again.', Math.round(failure.afterMs / 1000));
    case 'cancelled':
      return t('Cancelled.');
    case 'answerTooLarge':
      return t(
        'The answer is larger than {0} MB and was not read. Ask for less at once.',
        Math.round(failure.limitBytes / 1_000_000),
      );
    case 'siteUnavailable':
      return t('The site is not available at the moment (HTTP {0}). Try again later.', failure.status);
    case 'unexpectedAnswer':
      return t('The site gave an answer that Trestle does not understand: {0}', failure.detail);
    case 'outcomeUnknown':
      return failure.entity === 'page'
        ? t(
            'It is unknown whether this was stored ({0}): the connection broke before the site answered. It was not sent again. Look in Confluence before you repeat it.',
            failure.operation,
          )
        : t(
            'It is unknown whether this was stored ({0}): the connection broke before the site answered. It was not sent again. Look in Jira before you repeat it.',
            failure.operation,
          );
    case 'notReadBack':
      return t(
        'This was written to {0}, but {0} could not be read afterwards ({1}), so what the site stored is not checked. Look there before you repeat it.',
        failure.id,
        failure.cause,
      );
    case 'noPersonFound':
      return withNames(
        failure.projectKey === undefined
          ? t('Nobody named "{0}" was found. Nothing was written.', failure.query)
          : t(
              'Nobody named "{0}" can be assigned in project {1}. Nothing was written.',
              failure.query,
              failure.projectKey,
            ),
        t('Similar names: {0}.', '{names}'),
        failure.near.map(({ displayName }) => displayName),
      );
    case 'severalPeopleFound':
      return t(
        '"{0}" fits several people: {1}. Nothing was written: give the full name.',
        failure.query,
        list(failure.candidates.map(({ displayName, email }) => (email ? `${displayName} <${email}>` : displayName))),
      );
    case 'noProjectChosen':
      return withNames(t('No project is chosen.'), t('Choose one of: {0}.', '{names}'), failure.candidates);
    case 'noBoard':
      return failure.projectKey === undefined
        ? t('There is no board that your account may see.')
        : t('Project {0} has no board that your account may see.', failure.projectKey);
    case 'severalBoards':
      return t('There are several boards: {0}. Choose one.', list(failure.candidates.map(numbered)));
    case 'boardHasNoSprints':
      return t('The board "{0}" works without sprints.', failure.board.name);
    case 'noActiveSprint':
      return t('The board "{0}" has no active sprint. Start one in Jira, or choose another board.', failure.board.name);
    case 'severalActiveSprints':
      return t('Several sprints are active: {0}. Choose one.', list(failure.candidates.map(numbered)));
    case 'unknownName':
      return t(
        '"{0}" is not a possible {1}. Possible: {2}.',
        failure.name,
        failure.argument,
        list(failure.allowedValues.map(({ name }) => name)),
      );
    case 'storageUnavailable':
      return t(
        'The folder {0} cannot be used ({1}), so the change could not be recorded and was not sent. Free some space or check its permissions, then try again.',
        failure.path,
        failure.cause,
      );
    case 'noEditor':
      return t('No text editor is open. Open the file first.');
    case 'nothingSelected':
      return t('Nothing is selected in the editor. Select the code first.');
    case 'outsideAllowList':
      return t(
        '{0} {1} is outside the projects and spaces that agents may use (settings trestle.mcp.allowedProjects and trestle.mcp.allowedSpaces, or --projects and --spaces). Nothing was read or written there.',
        entityName(failure.entity, t),
        failure.id,
      );
    case 'toolOff':
      return failure.cause === 'readOnly'
        ? t(
            'Agents have read-only access here, so {0} is switched off (setting trestle.mcp.readOnly, or --read-only).',
            failure.tool,
          )
        : failure.cause === 'disabledTools'
          ? t('The tool {0} is switched off (setting trestle.mcp.disabledTools).', failure.tool)
          : t(
              'The tool {0} belongs to a toolset that is not switched on (setting trestle.mcp.toolsets, or --toolsets).',
              failure.tool,
            );
    case 'tooManyCalls':
      return t(
        'The agent calls tools faster than is useful. Wait {0} seconds before the next call.',
        Math.ceil(failure.retryAfterMs / 1000),
      );
    case 'changedSince':
      return t(
        'Somebody changed {0} {1} after that, so it was not undone: {2}',
        entityName(failure.entity, t),
        failure.id,
        failure.differences.map((difference) => describeDifference(difference, t)).join('; '),
      );
    case 'cannotUndo':
      return describeNoUndo(failure.reason, failure.summary, t);
    case 'writesNotAllowed':
      return t('Changes are not allowed here, because nobody can confirm them. Nothing was changed.');
    case 'declined':
      return t('The change was declined. Nothing was changed.');
  }
}

function entityName(entity: Entity, t: Translate): string {
  switch (entity) {
    case 'issue':
      return t('issue');
    case 'project':
      return t('project');
    case 'board':
      return t('board');
    case 'sprint':
      return t('sprint');
    case 'page':
      return t('page');
    case 'space':
      return t('space');
    case 'person':
      return t('person');
    case 'version':
      return t('version');
    case 'site':
      return t('site');
    case 'comment':
      return t('comment');
    case 'worklog':
      return t('worklog');
    case 'attachment':
      return t('attachment');
    case 'resource':
      return t('resource');
  }
}

function withDetail(text: string, detail: string | undefined): string {
  return detail ? `${text} (${detail})` : text;
}

function withNames(text: string, sentence: string, names: readonly string[]): string {
  return names.length > 0 ? `${text} ${sentence.replace('{names}', () => list(names))}` : text;
}

function numbered({ id, name }: { readonly id: number; readonly name: string }): string {
  return `${name} (${id})`;
}

/** At most 20 names: lists from the site can be long. */
function list(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(', ')}, …` : names.join(', ');
}

function describeDifference(
  { field, name, after, now }: (Failure & { readonly code: 'changedSince' })['differences'][number],
  t: Translate,
): string {
  const [written, found] = [after?.text ?? '', now].map((text) => (text === '' ? t('empty') : truncate(text, 200)));
  return after === undefined
    ? t('{0} is now "{1}"', name ?? field, found ?? '')
    : t('{0} was set to "{1}" and is now "{2}"', name ?? field, written ?? '', found ?? '');
}

function describeNoUndo(
  reason: (Failure & { readonly code: 'cannotUndo' })['reason'],
  summary: string,
  t: Translate,
): string {
  switch (reason) {
    case 'unknownOperation':
      return t('There is no such change in the journal: {0}', summary);
    case 'notDone':
      return t('"{0}" was not carried out, or it is not known whether it was: there is nothing to undo.', summary);
    case 'alreadyUndone':
      return t('"{0}" was undone before.', summary);
    case 'otherSite':
      return t('"{0}" was written to another site or by another account. Switch to that account first.', summary);
    case 'noWayBack':
      return t('"{0}" cannot be undone by Trestle. Change it by hand in Jira or Confluence.', summary);
  }
}
