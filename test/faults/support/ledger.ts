import type { RunningDemoSite } from '#demo/main.ts';
import type { Failure, FailureCode } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { CreatedIssue } from '#services/createIssue.ts';
import type { Received } from './wire.ts';

/** What the caller was told about one attempt to create. */
export type Told =
  | { readonly kind: 'created'; readonly result: CreatedIssue }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a caller was told about one attempt to write something else than a new issue. */
export interface Written {
  /** As the journal has it. */
  readonly summary: string;
  readonly told: 'done' | FailureCode;
  /** How often the site held it right after. */
  readonly count: number;
}

/** What the site holds, what arrived at it, what the journal says and what callers were told, for one run. */
export interface Ledger {
  readonly site: RunningDemoSite['site'];
  /** Writes that arrived, by act: within one act nothing may arrive twice. */
  readonly acts: readonly (readonly Received[])[];
  readonly records: readonly OperationRecord[];
  /** By summary, which is different for each issue that somebody wants; oldest first. */
  readonly told: ReadonlyMap<string, readonly Told[]>;
  /** Attempts to write something else, oldest first. */
  readonly written: readonly Written[];
}

export interface Audit {
  readonly creates: number;
  /** Other writes that arrived. */
  readonly writes: number;
  readonly duplicates: readonly string[];
  readonly lost: readonly string[];
  readonly resent: readonly string[];
}

const property = 'trestle.operation';

export function audit(ledger: Ledger): Audit {
  const writes = ledger.acts.flat();
  const markers = writes.flatMap((write) => markerOf(write) ?? []);
  return {
    creates: writes.filter(isCreate).length,
    writes: writes.filter((write) => !isCreate(write)).length,
    duplicates: [
      ...[...ledger.told.keys()].flatMap((summary) => {
        const { length } = committed(ledger, summary);
        return length > 1 ? [`${length} issues "${summary}"`] : [];
      }),
      ...ledger.written.flatMap(({ summary, count }) => (count > 1 ? [`${count} times "${summary}"`] : [])),
    ],
    lost: [
      ...[...ledger.told].flatMap(([summary, told]) => [...lostWrites(ledger, summary, told)]),
      ...stray(ledger),
      ...falselyTold(ledger),
    ],
    resent: [
      ...repeatedIn(markers).map((marker) => `create of operation ${marker}`),
      ...ledger.acts.flatMap((act) =>
        repeatedIn(act.map(({ method, path, body }) => `${method} ${path} ${body}`)).map((write) =>
          write.slice(0, 160),
        ),
      ),
    ],
  };
}

export function isWrite({ method, path }: Pick<Received, 'method' | 'path'>): boolean {
  return method !== 'GET' && !/\/(?:search\/jql|search\/approximate-count|issue\/bulkfetch)$/.test(path);
}

export function isCreate({ method, path }: Pick<Received, 'method' | 'path'>): boolean {
  return method === 'POST' && path === '/rest/api/3/issue';
}

/** Whether a request looks for what an operation created. */
export function isLookUp({ path, body }: Received): boolean {
  return path === '/rest/api/3/search/jql' && body.includes(property);
}

export function committed({ site }: Pick<Ledger, 'site'>, summary: string) {
  return [...site.jira.issues.values()].filter((issue) => issue.summary === summary);
}

function* lostWrites(ledger: Ledger, summary: string, told: readonly Told[]): Generator<string> {
  const issues = committed(ledger, summary);
  for (const issue of issues) {
    const marker = idOf(issue.properties[property]);
    const record = ledger.records.find(({ id }) => id === marker);
    const isKnown = record?.outcome === 'unknown' || (record?.outcome === 'done' && record.issueKey === issue.key);
    if (!isKnown) {
      yield `${issue.key} "${summary}" is stored, the journal says ${record?.outcome ?? 'nothing'}`;
    }
    const [first] = told;
    if (first?.kind === 'failed' && told.length === 1 && first.failure.code !== 'outcomeUnknown') {
      yield `${issue.key} "${summary}" is stored, the caller was told ${first.failure.code}`;
    }
  }
  for (const each of told) {
    const key = each.kind === 'created' ? each.result.reference.key : undefined;
    if (key !== undefined && !issues.some((issue) => issue.key === key)) {
      yield `${key} "${summary}" was reported and is not there`;
    }
  }
}

/** Attempts of which the journal or the caller was told something else than what the site holds. */
function falselyTold({ written, records }: Ledger): string[] {
  const attempts = Map.groupBy(written, ({ summary }) => summary);
  return [...attempts].flatMap(([summary, each]) => {
    const known = records.filter((record) => record.summary === summary);
    return each.flatMap(({ told, count }, index) => {
      const isDone = told === 'done' || told === 'notReadBack';
      const expected = isDone ? 'done' : told === 'outcomeUnknown' ? 'unknown' : 'failed';
      const outcome = known[index]?.outcome;
      const isTrue = isDone ? count > 0 : told === 'outcomeUnknown' || count === 0;
      return [
        ...(outcome === expected ? [] : [`"${summary}": told ${told}, the journal says ${outcome ?? 'nothing'}`]),
        ...(isTrue ? [] : [`"${summary}": told ${told}, the site holds it ${count} times`]),
      ];
    });
  });
}

/** Records that say something of issues which is not so. */
function stray({ records, site }: Ledger): string[] {
  const keys = new Set([...site.jira.issues.values()].map(({ key }) => key));
  return records.flatMap(({ id, kind, outcome, issueKey }) => {
    if (outcome === 'pending') {
      return [`operation ${id} is left pending`];
    }
    return kind === 'createIssue' && outcome === 'done' && !keys.has(issueKey ?? '')
      ? [`the journal has ${issueKey}, the site has not`]
      : [];
  });
}

function markerOf(request: Received): string | undefined {
  return isCreate(request) ? /"trestle\.operation","value":\{"id":"([^"]+)"/.exec(request.body)?.[1] : undefined;
}

function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
}

function repeatedIn(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
