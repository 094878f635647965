import * as z from 'zod';

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

export const cursor = z.string().min(1).max(4000).describe('`cursor` of the previous result, with the same arguments.');
