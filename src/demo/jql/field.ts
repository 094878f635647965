import type { DemoIssue, DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';
import type { Calendar } from './calendar.ts';

/** What a query is evaluated against. */
export interface JqlContext {
  readonly site: DemoSite;
  readonly caller: DemoUser;
  /** Epoch milliseconds; the same for the whole query. */
  readonly now: number;
  readonly calendar: Calendar;
}

export type SortKey = string | number | undefined;

interface Sortable {
  /** Undefined for an empty field. Fields without this cannot stand in ORDER BY. */
  readonly sortKey?: (issue: DemoIssue) => SortKey;
  readonly defaultDirection?: 'asc' | 'desc';
}

/** What the values of a set field are: decides which functions may give them. */
export type ValueKind = 'user' | 'issue' | 'sprint' | 'version' | 'project' | 'issueType' | 'other';

/** A field holding none, one or more values out of known ones: most fields. */
export interface SetField extends Sortable {
  readonly kind: 'set';
  readonly valueKind: ValueKind;
  /** Ids of the issue's values. */
  values(issue: DemoIssue): readonly string[];
  /**
   * Ids of the values that a text names (several things may share a name). `null` stands for EMPTY, as in
   * `resolution = Unresolved`. An empty list: there is no such value.
   */
  resolve(text: string): readonly (string | null)[];
  /** Instead of "The value 'x' does not exist for the field 'y'." */
  readonly unknownValue?: (text: string, field: string) => string;
  /** Position among all values, for `<` and `>`; these are refused without it. */
  readonly position?: (id: string) => number;
  /** Field id in the changelog, for WAS and CHANGED; these are refused without it. */
  readonly historyId?: string;
  /** The changelog has an entry a value that came or went. */
  readonly hasManyValues?: boolean;
  /** The field always holds something, so asking for EMPTY is refused. */
  readonly neverEmpty?: boolean;
}

export interface TextField extends Sortable {
  readonly kind: 'text';
  texts(issue: DemoIssue): readonly string[];
  readonly neverEmpty?: boolean;
}

export interface InstantField extends Sortable {
  readonly kind: 'instant';
  instant(issue: DemoIssue): number | null;
}

/** `yyyy-mm-dd` */
export interface DayField extends Sortable {
  readonly kind: 'day';
  day(issue: DemoIssue): string | null;
}

export interface NumberField extends Sortable {
  readonly kind: 'number';
  number(issue: DemoIssue): number | null;
}

/** Rank: to sort by only. */
export interface RankField extends Sortable {
  readonly kind: 'rank';
}

export type JqlField = SetField | TextField | InstantField | DayField | NumberField | RankField;
