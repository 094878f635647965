import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { FieldInputs } from '#services/resolve/fields.ts';

/** Arguments that several Jira tools share. Bounds are repeated in words: some clients drop them from the schema. */

export const projectKey = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{1,254}$/, 'expected a project key such as NIM')
  .toUpperCase();

export const issueKey = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{1,254}-[1-9][0-9]{0,9}$/, 'expected an issue key such as NIM-42')
  .toUpperCase();

export const dateArgument = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2}))?$/,
    'expected a date such as 2026-05-31',
  );

export const cursor = z.string().min(1).max(4000).describe('Of the previous result.');

export const names = z.array(z.string().min(1).max(5000)).min(1).max(20);

/** A list and not an object, because the names of fields are the site's. */
export const furtherFields = z.array(z.strictObject({ field: z.string().min(1).max(255), values: names })).max(30);

/** @throws invalidArgument when a field is named twice */
export function fieldInputs(fields: z.output<typeof furtherFields>): FieldInputs {
  const inputs = Object.fromEntries(fields.map(({ field, values }) => [field, values]));
  if (Object.keys(inputs).length < fields.length) {
    fail({ code: 'invalidArgument', argument: 'fields', reason: 'names a field twice' });
  }
  return inputs;
}

export const personName = z.string().min(1).max(255);

export const label = z.string().regex(/^\S+$/, 'a label has no spaces').max(255);

export const dueDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2026-05-31');

export const markdown = z.string().trim().min(1).max(30_000);

export const sprintArgument = z.coerce.string().regex(/^(current|[1-9]\d{0,9})$/, 'expected "current" or a sprint id');
