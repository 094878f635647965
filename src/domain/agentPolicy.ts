/** What the user lets agents do, by settings or when starting a server; asked for anew at every call. */
export interface AgentPolicy extends AllowList {
  /** Beats everything else: nothing is written. */
  readonly isReadOnly: boolean;
  /** Names of tools that are switched off. */
  readonly disabledTools: readonly string[];
  /** Names of the optional toolsets that are switched on. */
  readonly toolsets: readonly string[];
}

/** Where agents may read and write. */
export interface AllowList {
  /** Keys of projects and spaces, whatever their case. Empty = all of them. */
  readonly allowedProjects: readonly string[];
  readonly allowedSpaces: readonly string[];
}

export const openPolicy: AgentPolicy = {
  isReadOnly: false,
  disabledTools: [],
  toolsets: [],
  allowedProjects: [],
  allowedSpaces: [],
};

/** Optional toolsets, off unless named in the policy. */
export const toolsets = ['boards', 'worklog', 'versions', 'watchers', 'attachments', 'bulk', 'delete'] as const;
export type Toolset = (typeof toolsets)[number];
