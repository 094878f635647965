export type DiagnosticSeverity = 'error' | 'warning' | 'information' | 'hint';

export interface CodeDiagnostic {
  readonly severity: DiagnosticSeverity;
  readonly message: string;
  /** Tool that reported it: `ts`, `eslint` … */
  readonly source?: string;
  readonly code?: string;
  /** 1-based line. */
  readonly line: number;
}

/** Where the file stands in version control; absent members were not to be had. */
export interface GitPlace {
  readonly branch?: string;
  /** Full SHA of HEAD. */
  readonly commit?: string;
  /** Remote URL without credentials. */
  readonly remoteUrl?: string;
  /** True when the selected lines differ from `commit`, so that a permalink may point elsewhere. */
  readonly isModified: boolean;
}

/** What the user has selected in the editor, with what the editor knows about it. */
export interface CodeSelection {
  /** Path relative to the workspace folder, with `/`. */
  readonly file: string;
  /** Path relative to the repository root, when it is in one. */
  readonly repositoryPath?: string;
  readonly languageId: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The selected text; the whole line when nothing is selected. */
  readonly text: string;
  /** True when `text` was cut at the cap for selections. */
  readonly isTruncated: boolean;
  readonly symbol?: string;
  readonly diagnostics: readonly CodeDiagnostic[];
  readonly git?: GitPlace;
}
