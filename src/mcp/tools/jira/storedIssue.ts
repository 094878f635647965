import * as z from 'zod';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Mismatch } from '#services/readBack.ts';
import { clip } from '../../output.ts';

/** What writes report of an issue. */

export const changesSchema = z.array(
  z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() }),
);

export const mismatchesSchema = z
  .array(z.object({ field: z.string(), asked: z.string(), stored: z.string().optional() }))
  .describe('not stored as asked; tell the user');

/** Long texts are only said to have changed: whoever wrote them knows them. */
export function describeChanges(changes: readonly FieldChange[]): z.input<typeof changesSchema> {
  return changes.map(({ field, name, before, after }) => ({
    field: clip(name ?? field, 60),
    ...(before && { before: clip(before.text, 120) }),
    ...(after && { after: clip(after.text, 120) }),
  }));
}

export function describeMismatches(mismatches: readonly Mismatch[]): z.input<typeof mismatchesSchema> {
  return mismatches.map(({ field, name, asked, stored }) => ({
    field: name === undefined ? field : clip(name, 100),
    asked: clip(asked, 300),
    ...(stored !== undefined && { stored: clip(stored, 300) }),
  }));
}

export function targetOf({ key, summary, url }: IssueDetail) {
  return { entity: 'issue', id: key, title: summary, url } as const;
}

export function projectOf(issueKey: string): string {
  return issueKey.replace(/-\d+$/, '');
}
