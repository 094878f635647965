import { resolvePeriod } from '#domain/period.ts';
import type { Connection } from '#domain/ports.ts';
import type { Disposable } from '#shared/disposable.ts';
import { type Event, EventEmitter } from '#shared/event.ts';
import { mergeDecisions } from './merge.ts';
import { Gaps } from './notSearched.ts';
import type { DecisionQuery, FindCall } from './query.ts';
import {
  emptyRegister,
  isPageSource,
  type KnownText,
  type RegisterContent,
  type RegisteredDecision,
} from './registered.ts';
import { RegisterFile, type RegisterKey, type StoredRegister } from './registerFile.ts';
import { united, withSweep } from './registerMerge.ts';
import { matching, type RegisterFilter } from './registerSearch.ts';
import { sweep } from './sweep.ts';

/** How far back the first sweep goes. */
const firstSweepMs = 90 * 86_400_000;
/** The site's search learns of a change within minutes; what it did not know last time is asked for again. */
const indexLagMs = 10 * 60_000;
const pagesPerQuery = 100;
/** The site's search tells seconds: a text read so soon after a change may have been changed again within the second. */
const settledMs = 60_000;

export interface UpdateQuery
  extends Pick<DecisionQuery, 'zone' | 'locale' | 'spaceKeys' | 'alsoSpaceKeys' | 'projectKeys'> {
  /** How far back the first sweep goes, ISO 8601; 90 days when not given. */
  readonly since?: string;
}

/** Local memory of a site's decisions: searchable without the site, and brought up to date by what changed since. */
export class DecisionRegister implements Disposable {
  private readonly file: RegisterFile;
  private readonly changed = new EventEmitter<void>();
  private current: RegisterContent;
  private readAtMs: number | undefined;
  private running: Promise<void> | undefined;

  /** Told of every change, also of those that other windows made and `reload` found. */
  readonly onDidChange: Event<void> = this.changed.event;

  /** `folder` is private to the extension and made when missing. Rejects with `storageUnavailable`. */
  static async open(folder: string, key: RegisterKey, now: number = Date.now()): Promise<DecisionRegister> {
    const register = new DecisionRegister(new RegisterFile(folder, key), key);
    await register.file.prepare(now);
    await register.reload();
    return register;
  }

  private constructor(file: RegisterFile, key: RegisterKey) {
    this.file = file;
    this.current = emptyRegister(key.origin, key.accountId);
  }

  /** As it is known here; `updatedAt` tells its age. */
  get content(): RegisterContent {
    return this.current;
  }

  /** Milliseconds since it was last brought up to date; undefined when it never was. */
  ageMs(now: number = Date.now()): number | undefined {
    const updated = Date.parse(this.current.updatedAt ?? '');
    return Number.isNaN(updated) ? undefined : Math.max(0, now - updated);
  }

  /** Newest first. */
  search(filter: RegisterFilter = {}): RegisteredDecision[] {
    return matching(this.current.decisions, filter);
  }

  /** Takes over what other windows stored since. True when that changed something. */
  async reload(): Promise<boolean> {
    const modifiedMs = await this.file.modifiedMs();
    if (modifiedMs === undefined || modifiedMs === this.readAtMs) {
      return false;
    }
    const stored = await this.file.read();
    if (stored.kind !== 'readable') {
      return false;
    }
    this.readAtMs = stored.modifiedMs;
    this.current = stored.content;
    this.changed.fire();
    return true;
  }

  /**
   * Reads what changed on the site since the last time. Give it the whole connection: what one that is limited to some
   * spaces does not show counts as unreachable. Calls while one is running wait for that one. Rejects with what the
   * site rejects with; what is known then stays, with its age.
   */
  async update(
    connection: Pick<Connection, 'knowledge' | 'tracker'>,
    query: UpdateQuery,
    call: FindCall = {},
  ): Promise<void> {
    this.running ??= this.bringUpToDate(connection, query, call).finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async bringUpToDate(
    connection: Pick<Connection, 'knowledge' | 'tracker'>,
    query: UpdateQuery,
    call: FindCall,
  ): Promise<void> {
    const now = call.now ?? Date.now();
    await this.reload();
    const base = this.current;
    const swept = Date.parse(base.sweptUntil ?? '');
    const from = new Date(
      Number.isNaN(swept) ? Date.parse(query.since ?? '') || now - firstSweepMs : swept - indexLagMs,
    ).toISOString();
    const period = resolvePeriod(
      { kind: 'between', from, to: new Date(now + 1000).toISOString() },
      { now, zone: query.zone, locale: query.locale },
    );
    const gaps = new Gaps();
    const present = new Map<string, ReadonlySet<string>>();
    const read: Record<string, KnownText> = {};
    const at = new Date(now).toISOString();
    const wanted: DecisionQuery = { ...query, period: { kind: 'since', since: from } };
    const { located } = await sweep(connection, wanted, period, gaps, call, {
      isKnown: ({ id, lastModified }) => isSettled(base.known[id], lastModified),
      isKnownIssue: ({ key, updated }) => isSettled(base.known[key], updated),
      onPage: ({ id, lastModified }, wordings) => {
        if (lastModified !== undefined) {
          read[id] = { lastModified, readAt: at };
        }
        if (wordings) {
          present.set(id, new Set(wordings));
        }
      },
      onIssue: ({ key, updated }, wordings, isWhole) => {
        if (updated !== undefined) {
          read[key] = { lastModified: updated, readAt: at };
        }
        if (isWhole) {
          present.set(key, new Set(wordings));
        }
      },
    });
    const { missing, visible } = await this.visibility(connection, call);
    const isComplete = !gaps.isUnfinished;
    gaps.addNeverSearched();
    const result = {
      at,
      from,
      isComplete,
      decisions: mergeDecisions(located, period),
      present,
      read,
      missing,
      visible,
      notSearched: gaps.list(),
    };
    await this.store((stored) => withSweep(stored, result), base);
  }

  /** Which pages of the register the site still shows; a page without decisions is of no interest. */
  private async visibility({ knowledge }: Pick<Connection, 'knowledge'>, { signal }: FindCall) {
    const sources = this.current.decisions.flatMap(({ standing, sources: all }) =>
      standing === 'removed' ? [] : all.filter(isPageSource),
    );
    const ids = [...new Set(sources.map(({ id }) => id))].filter((id) => /^\d+$/.test(id));
    const visible = new Set<string>();
    for (let start = 0; start < ids.length; start += pagesPerQuery) {
      const some = ids.slice(start, start + pagesPerQuery);
      const request = { limit: pagesPerQuery, ...(signal && { signal }) };
      const { items } = await knowledge.pages.search({ cql: `id in (${some.join(', ')})` }, request);
      for (const { id } of items) {
        visible.add(id);
      }
    }
    return { visible, missing: new Set(ids.filter((id) => !visible.has(id))) };
  }

  /** Onto what is stored by now, which another window may have changed meanwhile. */
  private async store(change: (content: RegisterContent) => RegisterContent, base: RegisterContent): Promise<void> {
    await this.file.replace((stored: StoredRegister) => {
      const others =
        stored.kind === 'readable' && stored.content.updatedAt !== base.updatedAt ? stored.content : undefined;
      this.current = change(others ? united(base, others) : base);
      // A later version's file is left alone; this window then only remembers.
      return stored.kind === 'future' ? undefined : this.current;
    });
    this.readAtMs = await this.file.modifiedMs();
    this.changed.fire();
  }
}

function isSettled(known: KnownText | undefined, lastModified: string | undefined): boolean {
  const ageMs = Date.parse(known?.readAt ?? '') - Date.parse(lastModified ?? '');
  return lastModified !== undefined && known?.lastModified === lastModified && ageMs >= settledMs;
}
