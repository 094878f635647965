import type { Completion } from './promptDefinition.ts';

/** What changed on the site, or was changed from here, as far as anybody noticed. */
export interface ResourceChange {
  readonly issueKeys?: readonly string[];
  readonly pageIds?: readonly string[];
  readonly isSprintChanged?: boolean;
}

/** Something a client can attach to a conversation by address. It is read through a tool, and is that tool's result. */
export interface Resource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** `trestle://issue/{key}`: at most one variable, at the end. */
  readonly uriTemplate: string;
  readonly variable?: { readonly name: string; readonly pattern: RegExp; readonly completion: Completion };
  readonly tool: string;
  argumentsFor(value: string): Record<string, unknown>;
  isAffected(value: string, change: ResourceChange): boolean;
}
