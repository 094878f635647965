import type { PeriodRequest } from '#domain/period.ts';
import type { Call } from '#domain/ports.ts';

export interface DecisionQuery {
  /** Their issues, and pages: those of the spaces with the same keys, and pages elsewhere that name the project. */
  readonly projectKeys?: readonly string[];
  readonly spaceKeys?: readonly string[];
  /** Spaces that belong to the projects besides, whatever their keys; goes with `projectKeys` alone. */
  readonly alsoSpaceKeys?: readonly string[];
  /** Only pages with one of these labels; no issues then. */
  readonly labels?: readonly string[];
  /** Account ids: only what one of them wrote or is named for. */
  readonly authors?: readonly string[];
  readonly period: PeriodRequest;
  /** IANA zone of the user: days and weeks are theirs. */
  readonly zone: string;
  /** BCP 47: tells on which day weeks start. */
  readonly locale: string;
}

export interface FindProgress {
  readonly step: 'searching' | 'pages' | 'issues';
  readonly done: number;
  /** Known once the search is over. */
  readonly total?: number;
}

export interface FindCall extends Call {
  /** Cheap to call, often called. */
  readonly onProgress?: (progress: FindProgress) => void;
  /** Epoch milliseconds; the machine's clock when not given. */
  readonly now?: number;
}
