import { fail } from '#domain/errors.ts';
import { isIssueKey } from '#domain/issue.ts';

/** The part of an issue that commands on one need. */
export interface IssueArgument {
  readonly key: string;
  readonly url: string;
}

/** Reads a row of the sprint view, or an issue given by another caller. */
export function issueArgument(argument: unknown): IssueArgument {
  const holder = isRecord(argument) && isRecord(argument['issue']) ? argument['issue'] : argument;
  if (isRecord(holder)) {
    const { key, url } = holder;
    if (typeof key === 'string' && isIssueKey(key) && typeof url === 'string' && /^https?:\/\//.test(url)) {
      return { key, url };
    }
  }
  fail({ code: 'invalidArgument', argument: 'issue', reason: 'a key and a URL are needed' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
