/** A version of a project: what Jira calls a release, and issues name as their fix version. */
export interface Version {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isReleased: boolean;
  readonly isArchived: boolean;
  /** `yyyy-mm-dd` */
  readonly startDate?: string;
  /** `yyyy-mm-dd`; planned, until the version is released. */
  readonly releaseDate?: string;
  readonly isOverdue: boolean;
  readonly url: string;
  /** How many issues have it as their fix version, by status category; absent where it was not asked for. */
  readonly progress?: VersionProgress;
}

export interface VersionProgress {
  readonly toDo: number;
  readonly inProgress: number;
  readonly done: number;
}

export type VersionState = 'unreleased' | 'released' | 'archived';

/** Absent members stay as they are. A date that is set cannot be emptied by the site's documented routes. */
export interface VersionChange {
  readonly name?: string;
  readonly description?: string;
  readonly startDate?: string;
  readonly releaseDate?: string;
  readonly isReleased?: boolean;
  readonly isArchived?: boolean;
}

export type VersionDraft = Pick<VersionChange, 'description' | 'startDate' | 'releaseDate'> & { readonly name: string };
