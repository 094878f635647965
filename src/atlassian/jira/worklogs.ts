import { addWorklog, deleteWorklog, getConfiguration, getIssueWorklog } from 'jira.js/cloud';
import type { TimeTracking } from '#domain/issueActivity.ts';
import type { Call, WorklogDraft, WorklogOperations } from '#domain/ports.ts';
import { startOfDate } from '#domain/zonedDate.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, issueKey, numericId } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { settled, withoutSignal } from '../settle.ts';
import {
  answerList,
  answerObject,
  boolean,
  isObject,
  number,
  object,
  required,
  text,
  type WireObject,
} from '../wire.ts';
import { checkedDate } from './fieldsToWire.ts';
import { worklogFrom } from './history.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

const timeTrackingTtlMs = 30 * 60_000;
/** Covers clocks apart; see comments. */
const clockToleranceMs = 120_000;
/** What Jira counts with where a site does not say. */
const standard = { hoursPerDay: 8, daysPerWeek: 5 };

export function worklogOperations(site: JiraSite): WorklogOperations {
  const timeTracking = new Cached<TimeTracking>(timeTrackingTtlMs, { now: site.transport.now });
  return {
    timeTracking: (call) => timeTracking.get('site', () => readTimeTracking(site), call),

    async add(issue, draft, call) {
      const wire = await add(site, issueKey(issue), draft, call);
      return required(worklogFrom(wire, site.origin)[0], 'worklog.id');
    },

    async remove(issue, worklogId, call) {
      const key = issueKey(issue);
      const id = String(numericId(worklogId, 'worklogId'));
      const context = { entity: 'worklog', id, operation: `delete logged work of ${key}` } as const;
      const client = site.transport.client(withoutSignal(call), context);
      const write = async () => {
        await deleteWorklog(client, { issueIdOrKey: key, id, adjustEstimate: 'auto' });
        return true;
      };
      const isGone = async () => (await listed(site, key, call)).every((wire) => text(wire['id']) !== id) || undefined;
      await recorded(site, key, () => settled(site, write, isGone, call));
    },
  };
}

async function readTimeTracking(site: JiraSite): Promise<TimeTracking> {
  const answer: unknown = await getConfiguration(site.transport.client(undefined, { entity: 'site' }));
  const wire = answerObject(answer, 'configuration');
  const { workingHoursPerDay, workingDaysPerWeek } = { ...object(wire['timeTrackingConfiguration']) };
  const positive = (value: unknown) => {
    const given = number(value);
    return given !== undefined && given > 0 ? given : undefined;
  };
  return {
    isOn: boolean(wire['timeTrackingEnabled']) ?? true,
    hoursPerDay: positive(workingHoursPerDay) ?? standard.hoursPerDay,
    daysPerWeek: positive(workingDaysPerWeek) ?? standard.daysPerWeek,
  };
}

async function add(site: JiraSite, key: string, draft: WorklogDraft, call: Call | undefined): Promise<WireObject> {
  const { seconds, comment = '', mentions } = draft;
  if (!Number.isInteger(seconds) || seconds < 60 || seconds % 60 !== 0) {
    invalid('seconds', 'not a number of whole minutes');
  }
  const startedAt = site.transport.now();
  const started = startOf(site, draft.started);
  const document = comment.trim() === '' ? undefined : markdownToAdf(comment, mentions ? { people: mentions } : {});
  const searchUrl = `${site.origin}/browse/${key}`;
  const context = { entity: 'issue', id: key, operation: `log work on ${key}`, searchUrl } as const;
  const client = site.transport.client(withoutSignal(call), context);
  const write = async (): Promise<WireObject> => {
    const answer: unknown = await addWorklog(client, {
      ...{ issueIdOrKey: key, timeSpentSeconds: seconds, adjustEstimate: 'auto' },
      started: new Date(started).toISOString().replace('Z', '+0000'),
      ...(document && { comment: { ...document, content: [...document.content] } }),
    });
    return answerObject(answer, 'worklog');
  };
  const said = document ? adfToMarkdown(document, { baseUrl: site.origin }) : '';
  const isOurs = (wire: WireObject) =>
    text(object(wire['author'])['accountId']) === site.account.accountId &&
    Date.parse(text(wire['created']) ?? '') >= startedAt - clockToleranceMs &&
    Date.parse(text(wire['started']) ?? '') === started &&
    number(wire['timeSpentSeconds']) === seconds &&
    adfToMarkdown(wire['comment'] ?? null, { baseUrl: site.origin }) === said;
  const find = async () => (await listed(site, key, call)).findLast(isOurs);
  return recorded(site, key, () => settled(site, write, find, call));
}

async function listed(site: JiraSite, key: string, call: Call | undefined): Promise<readonly WireObject[]> {
  const client = site.transport.client(call, { entity: 'issue', id: key });
  const answer: unknown = await getIssueWorklog(client, { issueIdOrKey: key, maxResults: 5000 });
  return answerList(answerObject(answer, 'worklog')['worklogs'], 'worklog').filter(isObject);
}

/** Epoch milliseconds. */
function startOf(site: JiraSite, started: string | undefined): number {
  if (started === undefined) {
    return site.transport.now();
  }
  if (!started.includes('T')) {
    return startOfDate(checkedDate('started', started), site.timeZone) + 12 * 3_600_000;
  }
  const instant = Date.parse(started);
  return Number.isNaN(instant) ? invalid('started', 'not an ISO 8601 instant') : instant;
}
