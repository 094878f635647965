import type { StoredField } from '#domain/fieldValue.ts';
import type { Worklog } from '#domain/issueActivity.ts';

/** Logged work as the journal keeps it: equal as long as nobody has changed it. */
export function worklogField({ seconds, started, comment }: Worklog): StoredField {
  const text = comment.trim();
  return {
    ids: [String(seconds), new Date(started).toISOString()],
    text: `${Math.round(seconds / 60)} min${text === '' ? '' : `: ${text}`}`,
  };
}
