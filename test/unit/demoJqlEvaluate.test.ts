import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpError } from '#demo/http.ts';
import { changeIssue } from '#demo/jira/changes.ts';
import type { DemoUser } from '#demo/jira/model.ts';
import { evaluateJql, type JqlOptions } from '#demo/jql/evaluate.ts';
import { smallJiraSite } from './support/smallJiraSite.ts';

const site = smallJiraSite();
const { people } = site;

function keys(jql: string, caller: DemoUser = people.lea, options?: JqlOptions): string {
  return evaluateJql(site, jql, caller, options)
    .issues.map(({ key }) => key)
    .join(' ');
}

function messages(jql: string, options?: JqlOptions): readonly string[] {
  try {
    return [`answered ${keys(jql, people.lea, options)}`];
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    expect(error.response).toMatchObject({ status: 400, body: { errors: {} } });
    const { body } = error.response;
    return typeof body === 'object' && body !== null && 'errorMessages' in body && Array.isArray(body.errorMessages)
      ? body.errorMessages
      : [];
  }
}

const NIM = 'NIM-10 NIM-5 NIM-4 NIM-3 NIM-2 NIM-1';

describe('JQL over a small site', () => {
  it.each([
    // fields and values
    ['project = NIM', NIM],
    ['project = nim', NIM],
    ['project = "Nimbus Shop"', NIM],
    ['project = 10000', NIM],
    ['project in (OPS, PAY)', 'PAY-1 OPS-1'],
    ['PROJECT != NIM', 'PAY-1 OPS-1'],
    ['key = NIM-2', 'NIM-2'],
    ['issuekey in (nim-2, NIM-10)', 'NIM-10 NIM-2'],
    ['id = 20', 'NIM-2'],
    ['key >= NIM-5 and project = NIM', 'NIM-10 NIM-5'],
    ['type = Bug', 'NIM-2'],
    ['issuetype in standardIssueTypes() and project = NIM', 'NIM-10 NIM-4 NIM-3 NIM-2 NIM-1'],
    ['issuetype in subTaskIssueTypes()', 'NIM-5'],
    ['type = Tâche', 'OPS-1'],
    ['status = "in progress"', 'PAY-1 NIM-2'],
    ['statusCategory = Done', 'NIM-4'],
    ['statusCategory != Done and project = NIM', 'NIM-10 NIM-5 NIM-3 NIM-2 NIM-1'],
    ['statusCategory = "In Progress"', 'PAY-1 OPS-1 NIM-5 NIM-2'],
    ['priority = Highest', 'NIM-1'],
    ['priority > Medium', 'NIM-2 NIM-1'],
    ['priority <= Low', 'NIM-4'],
    ['resolution = Unresolved and project = NIM', 'NIM-10 NIM-5 NIM-3 NIM-2 NIM-1'],
    ['resolution is not EMPTY', 'NIM-4'],
    ['resolution in (Done, "Won\'t Do")', 'NIM-4'],
    ['labels = urgent', 'NIM-2'],
    ['labels = nowhere', ''],
    ['labels != checkout', ''],
    ['labels is empty and project = NIM', 'NIM-10 NIM-5 NIM-4 NIM-3 NIM-1'],
    ['component = checkout', 'NIM-2'],
    ['fixVersion = 4.8', 'NIM-2'],
    ['fixVersion in unreleasedVersions(NIM)', 'NIM-2'],
    ['fixVersion in releasedVersions()', 'NIM-4'],
    ['fixVersion < 4.8', 'NIM-4'],
    ['affectedVersion is not empty', ''],
    ['parent = NIM-1', 'NIM-3 NIM-2'],
    ['"Epic Link" = NIM-1', 'NIM-3 NIM-2'],
    ['"epic link" is empty and parent is not empty', 'NIM-5'],
    // people
    ['assignee = currentUser()', ''],
    ['reporter = currentUser() and type = Bug', 'NIM-2'],
    ['assignee = "Paul Martin"', 'NIM-4 NIM-2'],
    ['assignee = "paul.martin@nimbus.example"', 'NIM-4 NIM-2'],
    ['assignee is EMPTY and project = NIM', 'NIM-10 NIM-5 NIM-1'],
    ['assignee in (EMPTY, "Sofia Martin") and project = NIM', 'NIM-10 NIM-5 NIM-3 NIM-1'],
    ['assignee != "Paul Martin"', 'PAY-1 NIM-3'],
    ['not assignee = "Paul Martin"', 'PAY-1 NIM-3'],
    ['assignee not in (EMPTY, "Paul Martin")', 'PAY-1 NIM-3'],
    ['assignee in membersOf("jira-users") and project = PAY', 'PAY-1'],
    ['creator = "Chloé Nguyễn"', 'NIM-10'],
    ['watcher = currentUser()', 'NIM-2'],
    ['watchers > 1', 'NIM-2'],
    ['worklogAuthor = "Émile Lefèvre"', 'NIM-5'],
    ['Relecteur = "Björn Åkesson"', 'NIM-3'],
    // text
    ['summary ~ panier', 'NIM-2'],
    ['summary ~ epure', 'NIM-1'],
    ['description ~ "cart basket"', 'NIM-2'],
    ['comment ~ mobile', 'NIM-2'],
    ['text ~ "disc*"', 'NIM-2'],
    ['text ~ "cart mobile"', 'NIM-2'],
    ['summary !~ panier and parent = NIM-1', 'NIM-3'],
    ['description is not empty', 'NIM-2'],
    // sprints
    ['sprint in openSprints()', 'PAY-1 NIM-5 NIM-3 NIM-2'],
    ['sprint in closedSprints()', 'NIM-4 NIM-2'],
    ['sprint in futureSprints()', 'NIM-10'],
    ['sprint in openSprints() and sprint not in closedSprints()', 'PAY-1 NIM-5 NIM-3'],
    ['sprint = 44', 'NIM-5 NIM-3 NIM-2'],
    ['Sprint = "nim sprint 14"', 'NIM-5 NIM-3 NIM-2'],
    ['sprint is EMPTY', 'OPS-1 NIM-1'],
    // custom fields
    ['"Story Points" >= 5', 'NIM-3 NIM-2'],
    ['"story points[Number]" = 8', 'NIM-3'],
    ['cf[10038] in (0, 5)', 'NIM-4 NIM-2'],
    ['"Story Points" is EMPTY and sprint = 44', 'NIM-5'],
    ['"Story Points" != 5', 'NIM-4 NIM-3'],
    ['flagged is not EMPTY', 'NIM-2'],
    ['Flagged = Impediment', 'NIM-2'],
    ['cf[10051] = 3', 'OPS-1'],
    // links
    ['issue in linkedIssues(NIM-2)', 'PAY-1 NIM-3'],
    ['key in linkedIssues(NIM-2, "is blocked by")', 'PAY-1'],
    ['key in linkedIssues(PAY-1, blocks)', 'NIM-2'],
    ['key in linkedIssues(PAY-1, "is blocked by")', ''],
    ['issueLinkType = "is blocked by"', 'NIM-2'],
    ['issueLinkType = "relates to"', 'NIM-3 NIM-2'],
    ['key in updatedBy("Sofia Martin", "-2d")', 'NIM-2'],
    ['key in updatedBy("Paul Martin", "-30d", "-4d")', 'NIM-4'],
    ['key in watchedIssues()', 'NIM-2'],
    ['project in projectsLeadByUser() and type = Bug', 'NIM-2'],
    // dates
    ['created >= -4h', 'NIM-3'],
    ['created >= startOfDay()', 'NIM-3'],
    ['created >= -11d and created < -1d', 'NIM-2'],
    ['created >= 2026-01-31 and created < "2026-02-01"', 'NIM-4'],
    ['created = "2026/01/31 00:30"', 'NIM-4'],
    ['updated > startOfWeek()', 'NIM-3 NIM-2'],
    ['updated >= startOfMonth(-1) and updated < startOfWeek()', 'NIM-10 NIM-5 NIM-4 NIM-1 OPS-1 PAY-1'],
    ['resolved >= -1w', 'NIM-4'],
    ['due = 2026-02-20', 'NIM-2'],
    ['due <= endOfWeek()', 'NIM-4 NIM-2'],
    ['duedate < now()', 'NIM-4'],
    ['due is empty and status = Done', ''],
    ['due in ("2026-01-31", "2026-02-20")', 'NIM-4 NIM-2'],
    // history
    ['status was Blocked', 'NIM-2'],
    ['status was Blocked by "Sofia Martin"', 'NIM-2'],
    ['status was Blocked by currentUser()', ''],
    ['status was Blocked on -5d', 'NIM-2'],
    ['status was Blocked after -1d', ''],
    ['status was "To Do" before -8d and status = Done', 'NIM-4'],
    ['status was in (Blocked, "In Review")', 'NIM-5 NIM-2'],
    ['status was not in ("To Do", "In Review") and project = NIM', ''],
    ['status was not "To Do" and project = NIM', 'NIM-5'],
    ['status was "In Progress" during (-6d, -5d)', 'PAY-1 NIM-4'],
    ['status changed', 'NIM-4 NIM-2'],
    ['not status changed and project = NIM', 'NIM-10 NIM-5 NIM-3 NIM-1'],
    ['status changed to Done', 'NIM-4'],
    ['status changed from Blocked to "In Progress" by "Paul Martin" after -3d', 'NIM-2'],
    ['status changed during (-6d, -4d)', 'NIM-4'],
    ['status changed on "2026-02-16"', 'NIM-2'],
    ['assignee was "Sofia Martin"', 'NIM-3 NIM-2'],
    ['fixVersion was 4.6', 'NIM-4'],
    ['fixVersion changed to 4.6', 'NIM-4'],
    // logic
    ['project = PAY or project = OPS and status = Done', 'PAY-1'],
    ['(project = PAY or project = OPS) and status = "En cours"', 'OPS-1'],
    ['not (project = NIM or project = PAY)', 'OPS-1'],
    ['project = NIM AND NOT status IN ("To Do") && !(type = Bug)', 'NIM-5 NIM-4'],
    // forbidden and order
    ['project = RHX', ''],
    ['order by key', 'NIM-1 NIM-2 NIM-3 NIM-4 NIM-5 NIM-10 OPS-1 PAY-1'],
    ['project = NIM order by priority desc, key desc', 'NIM-1 NIM-2 NIM-10 NIM-5 NIM-3 NIM-4'],
    ['sprint = 44 order by created', 'NIM-3 NIM-2 NIM-5'],
    ['sprint = 44 order by created asc', 'NIM-5 NIM-2 NIM-3'],
    ['project = NIM order by due asc, rank desc', 'NIM-4 NIM-2 NIM-10 NIM-5 NIM-3 NIM-1'],
    ['project = NIM order by "Story Points" desc, Rank', 'NIM-1 NIM-5 NIM-10 NIM-3 NIM-2 NIM-4'],
    ['assignee is not empty order by assignee, key', 'PAY-1 NIM-2 NIM-4 NIM-3'],
    ['project = NIM and status = "To Do" order by summary', 'NIM-10 NIM-1 NIM-3'],
  ])('%s', (jql, expected) => {
    const sorted = /order by/i.test(jql) ? (text: string) => text : (text: string) => text.split(' ').sort().join(' ');
    expect(sorted(keys(jql))).toBe(sorted(expected));
  });

  it('answers for the caller', () => {
    expect(keys('assignee = currentUser()', people.paulMartin)).toBe('NIM-4 NIM-2');
    expect(keys('project = RHX', people.sofia)).toBe('RHX-1');
    expect(keys('key = NIM-3 and created < startOfDay(1d)', people.bjorn)).toBe('NIM-3');
  });

  it.each([
    ['foo = 1', "Field 'foo' does not exist or you do not have permission to view it."],
    ['cf[99] = 1', "Field 'cf[99]' does not exist or you do not have permission to view it."],
    ['project = X', "The value 'X' does not exist for the field 'project'."],
    ['project = 99', "A value with ID '99' does not exist for the field 'project'."],
    ['status = "In Limbo"', "The value 'In Limbo' does not exist for the field 'status'."],
    ['assignee = paul', "The value 'paul' does not exist for the field 'assignee'."],
    ['key = NIM-999', "An issue with key 'NIM-999' does not exist for field 'key'."],
    ['key = nonsense', "The issue key 'nonsense' for field 'key' is invalid."],
    ['key = RHX-1', "An issue with key 'RHX-1' does not exist for field 'key'."],
    [
      'sprint = "NIM Sprint 99"',
      "Sprint with name 'NIM Sprint 99' does not exist or you do not have permission to view it.",
    ],
    ['status ~ Done', "The operator '~' is not supported by the 'status' field."],
    ['summary = Done', "The operator '=' is not supported by the 'summary' field."],
    ['text !~ Done', "The operator '!~' is not supported by the 'text' field."],
    ['status > Done', "The operator '>' is not supported by the 'status' field."],
    ['key is empty', "The field 'key' does not support searching for EMPTY values."],
    ['text is empty', "The field 'text' does not support searching for EMPTY values."],
    [
      'created > yesterday',
      "Date value 'yesterday' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
    ],
    ['created > now(1)', "Function 'now' expected '0' arguments but received '1'."],
    ['created > openSprints()', "Unable to find JQL function 'openSprints()'."],
    ['assignee = bogus(HSP)', "Unable to find JQL function 'bogus(HSP)'."],
    ['status = currentUser()', "A value provided by the function 'currentUser' is invalid for the field 'status'."],
    ['sprint = openSprints()', "Operator '=' does not support the list value 'openSprints()' for field 'sprint'."],
    [
      'assignee in membersOf(nobodies)',
      "Function 'membersOf' can not generate a list of usernames for group 'nobodies'; the group does not exist.",
    ],
    ['summary was x', "History searches do not support the 'summary' field."],
    ['status changed from fred', "The value 'fred' does not exist for the field 'status'."],
    ['status changed before (1, 2)', 'The BEFORE predicate must be supplied with only 1 date value.'],
    ['status changed during 11', 'The DURING predicate must be supplied with exactly 2 date values.'],
    [
      'status changed after currentUser()',
      "A date for the predicate 'after' provided by the function 'currentUser' is not valid.",
    ],
    ['rank = 1', "The operator '=' is not supported by the 'rank' field."],
    ['project = NIM order by bogus', "Not able to sort using field 'bogus'."],
    ['project =', 'Error in the JQL Query: Expecting either a value, list or function before the end of the query.'],
  ])('%s → %s', (jql, expected) => {
    expect(messages(jql)).toEqual([expected]);
  });

  it('collects the mistakes of a query', () => {
    expect(messages('project = X and (foo = 1 or status in (Nope, Done, Nada))')).toEqual([
      "The value 'X' does not exist for the field 'project'.",
      "Field 'foo' does not exist or you do not have permission to view it.",
      "The value 'Nope' does not exist for the field 'status'.",
      "The value 'Nada' does not exist for the field 'status'.",
    ]);
  });

  it('refuses unbounded queries where asked to', () => {
    const refusal = 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.';
    expect(messages('order by created', { bounded: true })).toEqual([refusal]);
    expect(messages('', { bounded: true })).toEqual([refusal]);
    expect(messages('key = NIM-1 order by created', { bounded: true })).toEqual(['answered NIM-1']);
  });

  it('sees recent writes only after the index lag, unless reconciled', () => {
    const lagging = smallJiraSite({ indexLagMs: 5_000 });
    const issue = lagging.byKey('NIM-3');
    changeIssue(lagging, issue, lagging.owner, [], () => {
      issue.summary = 'Renamed';
    });
    const find = (options?: JqlOptions) =>
      evaluateJql(lagging, 'summary ~ renamed', lagging.owner, options).issues.length;
    expect(find()).toBe(0);
    expect(find({ reconcileIssues: [Number(issue.id)] })).toBe(1);
  });

  it('splits every set by EMPTY, = and !=', () => {
    const fields = fc.constantFrom(
      'assignee',
      'labels',
      'fixVersion',
      'component',
      'resolution',
      'sprint',
      'parent',
      '"Story Points"',
      'due',
    );
    const values: Record<string, string> = {
      assignee: '"Paul Martin"',
      labels: 'urgent',
      fixVersion: '4.8',
      component: 'checkout',
      resolution: 'Done',
      sprint: '44',
      parent: 'NIM-1',
      '"Story Points"': '5',
      due: '2026-02-20',
    };
    fc.assert(
      fc.property(fields, (field) => {
        const parts = [`${field} = ${values[field]}`, `${field} != ${values[field]}`, `${field} is EMPTY`].map((jql) =>
          keys(jql).split(' '),
        );
        const everything = keys('project is not EMPTY').split(' ');
        expect(parts.flat().filter(Boolean).sort()).toEqual(everything.sort());
        expect(keys(`not (${field} = ${values[field]})`)).toBe(keys(`${field} != ${values[field]}`));
      }),
    );
  });
});
