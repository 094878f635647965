import { isIssueKey } from '#domain/issue.ts';
import type { Source, SourceList } from './sources.ts';

const mostPerResult = 40;

/** Numbers the issues and pages that a tool returned, so that they can be cited; in the order they stand in the result. */
export function toolSources(structured: unknown, sources: SourceList): readonly Source[] {
  const issueUrl = textAt(structured, 'issueUrl');
  const found = new Set<number>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      const id = sourceOf(value, issueUrl, sources);
      if (id !== undefined && found.size < mostPerResult) {
        found.add(id);
      }
      Object.values(value).forEach(visit);
    }
  };
  visit(structured);
  return [...found].flatMap((id) => sources.get(id) ?? []);
}

function sourceOf(value: object, issueUrl: string | undefined, sources: SourceList): number | undefined {
  const key = textAt(value, 'key');
  const name = textAt(value, 'title') ?? textAt(value, 'summary') ?? textAt(value, 'text') ?? textAt(value, 'name');
  const isIssue = key !== undefined && isIssueKey(key);
  const url = textAt(value, 'url') ?? (isIssue ? issueUrl?.replace('{key}', key) : undefined);
  const title = [isIssue ? key : undefined, name].filter((part) => part !== undefined).join(' ');
  return url === undefined || title === '' ? undefined : sources.add(title, url);
}

function textAt(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === 'string' && member !== '' ? member : undefined;
}
