import * as z from 'zod';
import type { ProposedValue } from '#domain/consent.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Sprint } from '#domain/sprint.ts';
import type { Mismatch } from '#services/readBack.ts';
import { type Choice, describeChoice, withReason } from '#services/resolve/choices.ts';
import type { ResolvedField } from '#services/resolve/fields.ts';
import type { Translate } from '#shared/l10n.ts';
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

export const whySchema = z.array(z.string()).optional();

/** What was chosen for a caller who gave no exact name, and the reason. */
export function why(choices: readonly Choice[], t: Translate): { why?: string[] } {
  return choices.length === 0 ? {} : { why: choices.map((choice) => clip(describeChoice(choice, t), 200)) };
}

export function choiceAmong(choices: readonly Choice[], of: Choice['of']): Choice | undefined {
  return choices.find((choice) => choice.of === of);
}

/** Further fields as somebody is to confirm them: by the names that were meant. */
export function proposedFields(fields: readonly ResolvedField[], t: Translate): ProposedValue[] {
  return fields.map(({ field, text, choices }) => ({ label: field.name, value: withReason(text, choices[0], t) }));
}

export function sprintRow({ name, id }: Sprint, choices: readonly Choice[], t: Translate): ProposedValue {
  return { label: t('Sprint'), value: withReason(`${name} (${id})`, choiceAmong(choices, 'sprint'), t) };
}

export function targetOf({ key, summary, url }: IssueDetail) {
  return { entity: 'issue', id: key, title: summary, url } as const;
}

export function projectOf(issueKey: string): string {
  return issueKey.replace(/-\d+$/, '');
}
