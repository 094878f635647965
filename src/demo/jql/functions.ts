import { canBrowse, findIssue, projectOf } from '../jira/lookup.ts';
import type { DemoIssue, DemoSprint } from '../jira/model.ts';
import { checkArgumentCount, invalidDate, parseDate } from './dates.ts';
import type { JqlContext, ValueKind } from './field.ts';
import { JqlError } from './jqlError.ts';
import type { JqlFunction } from './syntax.ts';
import { userValues } from './values.ts';

interface SetFunction {
  readonly gives: ValueKind;
  /** Whether it stands after IN (a list) or after `=` (one value). */
  readonly isList: boolean;
  evaluate(call: JqlFunction, context: JqlContext): readonly string[];
}

/** The demo knows no groups but the one that everybody is in. */
const EVERYBODY = ['jira-users', 'jira-software-users', 'site-users'];

const FUNCTIONS: Readonly<Record<string, SetFunction>> = {
  currentuser: { gives: 'user', isList: false, evaluate: (call, { caller }) => noArguments(call, [caller.accountId]) },
  membersof: { gives: 'user', isList: true, evaluate: membersOf },
  opensprints: sprintFunction('active'),
  closedsprints: sprintFunction('closed'),
  futuresprints: sprintFunction('future'),
  releasedversions: versionFunction(true),
  unreleasedversions: versionFunction(false),
  standardissuetypes: typeFunction(false),
  subtaskissuetypes: typeFunction(true),
  projectsleadbyuser: { gives: 'project', isList: true, evaluate: projectsLeadByUser },
  linkedissues: { gives: 'issue', isList: true, evaluate: linkedIssues },
  updatedby: { gives: 'issue', isList: true, evaluate: updatedBy },
  watchedissues: {
    gives: 'issue',
    isList: true,
    evaluate: (call, { site, caller }) => {
      const watched = [...site.jira.issues.values()].filter(({ watcherIds }) => watcherIds.includes(caller.accountId));
      return noArguments(call, idsOf(watched));
    },
  },
};

/**
 * Ids of the values that a function gives to a set field.
 * @throws JqlError for an unknown function, wrong arguments, values of another kind, or a list where one value is needed
 */
export function evaluateSetFunction(
  call: JqlFunction,
  field: { readonly name: string; readonly valueKind: ValueKind },
  operator: string,
  context: JqlContext,
): readonly string[] {
  const found = FUNCTIONS[call.name.toLowerCase()];
  const written = `${call.name}(${call.args.join(', ')})`;
  if (!found) throw new JqlError(`Unable to find JQL function '${written}'.`);
  if (found.gives !== field.valueKind) {
    throw new JqlError(`A value provided by the function '${call.name}' is invalid for the field '${field.name}'.`);
  }
  const takesList = operator.endsWith('in');
  if (found.isList && !takesList) {
    throw new JqlError(
      `Operator '${operator}' does not support the list value '${written}' for field '${field.name}'.`,
    );
  }
  return found.evaluate(call, context);
}

function noArguments<T>(call: JqlFunction, result: T): T {
  checkArgumentCount(call, 0);
  return result;
}

function idsOf(issues: readonly { readonly id: string | number }[]): string[] {
  return issues.map(({ id }) => String(id));
}

function sprintFunction(state: DemoSprint['state']): SetFunction {
  return {
    gives: 'sprint',
    isList: true,
    evaluate: (call, { site }) =>
      noArguments(call, idsOf(site.jira.sprints.filter((sprint) => sprint.state === state))),
  };
}

function versionFunction(isReleased: boolean): SetFunction {
  return {
    gives: 'version',
    isList: true,
    evaluate: ({ args }, { site, caller }) => {
      const wanted = args.map((arg) => arg.toLowerCase());
      const projects = site.jira.projects.filter(
        (project) =>
          canBrowse(project, caller) &&
          (wanted.length === 0 ||
            [project.key, project.name, project.id].some((name) => wanted.includes(name.toLowerCase()))),
      );
      return idsOf(projects.flatMap(({ versions }) => versions.filter(({ released }) => released === isReleased)));
    },
  };
}

function typeFunction(isSubtask: boolean): SetFunction {
  return {
    gives: 'issueType',
    isList: true,
    evaluate: (call, { site }) =>
      noArguments(call, idsOf(site.jira.issueTypes.filter(({ subtask }) => subtask === isSubtask))),
  };
}

function membersOf(call: JqlFunction, { site }: JqlContext): readonly string[] {
  checkArgumentCount(call, 1);
  const [group = ''] = call.args;
  if (!EVERYBODY.includes(group.toLowerCase())) {
    throw new JqlError(
      `Function '${call.name}' can not generate a list of usernames for group '${group}'; the group does not exist.`,
    );
  }
  return site.users
    .filter(({ isActive, accountType }) => isActive && accountType === 'atlassian')
    .map((user) => user.accountId);
}

function projectsLeadByUser({ name, args: [person] }: JqlFunction, { site, caller }: JqlContext): readonly string[] {
  const leads = person === undefined ? [caller.accountId] : requireUser(name, person, userValues(site)(person));
  return idsOf(site.jira.projects.filter(({ leadAccountId }) => leads.includes(leadAccountId)));
}

function requireUser(functionName: string, text: string, found: readonly string[]): readonly string[] {
  if (found.length === 0) throw new JqlError(`Function '${functionName}': the user '${text}' does not exist.`);
  return found;
}

/** `linkedIssues(NIM-1)`, `linkedIssues(NIM-1, "is blocked by")`: the phrase as it reads from NIM-1. */
function linkedIssues(call: JqlFunction, { site, caller }: JqlContext): readonly string[] {
  const [key, ...phrases] = call.args;
  if (key === undefined) {
    throw new JqlError(`Function '${call.name}' expected between '1' and '2' arguments but received '0'.`);
  }
  const issue = findIssue(site, key, caller);
  if (!issue) throw new JqlError(`Issue '${key}' could not be found in function '${call.name}'.`);
  const wanted = phrases.map((phrase) => phrase.toLowerCase());
  const types = new Map(site.jira.linkTypes.map((type) => [type.id, type]));
  for (const phrase of wanted) {
    if (![...types.values()].some(({ name, inward, outward }) => isOneOf(phrase, name, inward, outward))) {
      throw new JqlError(`Issue link type '${phrase}' could not be found in function '${call.name}'.`);
    }
  }
  return site.jira.links.flatMap(({ typeId, inwardIssueId, outwardIssueId }) => {
    const type = types.get(typeId);
    const isMeant = (phrase: string | undefined) =>
      wanted.length === 0 || wanted.some((candidate) => isOneOf(candidate, type?.name, phrase));
    return [
      ...(inwardIssueId === issue.id && isMeant(type?.outward) ? [outwardIssueId] : []),
      ...(outwardIssueId === issue.id && isMeant(type?.inward) ? [inwardIssueId] : []),
    ];
  });
}

function isOneOf(text: string, ...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name?.toLowerCase() === text);
}

/** `updatedBy(user)`, `updatedBy(user, from)`, `updatedBy(user, from, to)`. */
function updatedBy(call: JqlFunction, context: JqlContext): readonly string[] {
  const { site, now, calendar } = context;
  const [person, ...range] = call.args;
  if (person === undefined || range.length > 2) {
    throw new JqlError(
      `Function '${call.name}' expected between '1' and '3' arguments but received '${call.args.length}'.`,
    );
  }
  const userIds = requireUser(call.name, person, userValues(site)(person));
  const [from = 0, to = now] = range.map((text) => {
    const instant = parseDate(text, now, calendar);
    if (instant === undefined) throw invalidDate(text, `function '${call.name}'`);
    return instant;
  });
  const isMeant = (authorId: string, instant: number) => userIds.includes(authorId) && instant >= from && instant <= to;
  const isTouched = (issue: DemoIssue) =>
    isMeant(issue.reporterId, issue.created) ||
    [...issue.changes, ...issue.comments].some(({ authorId, created }) => isMeant(authorId, created));
  const issues = [...site.jira.issues.values()];
  return idsOf(issues.filter((issue) => canBrowse(projectOf(site, issue), context.caller) && isTouched(issue)));
}
