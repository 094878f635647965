import * as z from 'zod';
import type { Proposal } from '#domain/consent.ts';
import { fail } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Connection } from '#domain/ports.ts';
import { carryOutUndo, latestUndoable, planUndo, type Undone, type UndoPlan } from '#services/undo/undo.ts';
import type { Translate } from '#shared/l10n.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';

const shownChanges = 20;
const shownLines = 12;
const textBytes = 150;

const input = z.strictObject({
  target: z
    .string()
    .regex(/^([A-Z][A-Z0-9_]*-[1-9]\d*|\d{1,20})$/, 'expected an issue key or a page id')
    .optional()
    .describe('Issue key or page id: its newest change. Default: the newest of all.'),
  operation: z.uuid().optional().describe('Exactly this change, by its id.'),
});

const output = z.object({
  operation: z.string().describe('Its id.'),
  kind: z.string().describe('e.g. updateIssue'),
  target: z.string().optional().describe('issue key or page id'),
  summary: z.string(),
  isDeleted: z.boolean().optional().describe('what it had created'),
  changes: z
    .array(z.object({ field: z.string(), from: z.string().optional(), to: z.string().optional() }))
    .describe('long texts are cut'),
  notRestored: z.array(z.string()).optional().describe('not exactly as before; tell the user'),
});

type Output = z.input<typeof output>;

export const undoChange = writeTool({
  name: 'undo_change',
  title: 'Undo a change',
  description:
    'Undoes a change that an agent made to a Jira issue (ticket) or Confluence page with these tools; an issue, page (to the trash) or comment it added is deleted. Refused, with the difference, where somebody changed it since.',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare({ target, operation }, context) {
    const connection = await context.connection();
    const journal = await context.journal();
    const call = { signal: context.signal };
    const id = operation ?? (await latestUndoable(connection, journal, target))?.id;
    if (id === undefined) {
      fail({ code: 'cannotUndo', reason: 'unknownOperation', summary: target ?? '' });
    }
    const plan = await planUndo(connection, journal, id, call);
    return {
      propose: async (t) => proposalOf(plan, connection, t),
      carryOut: async ({ record }) => {
        context.progress('Undoing the change');
        const undone = await carryOutUndo(connection, journal, id, record);
        const { issueKey, target: subject } = undone.record;
        const key = issueKey ?? (subject?.entity === 'issue' ? subject.id : undefined);
        return {
          output: describe(undone),
          ...(key !== undefined && { issueKey: key }),
          ...(subject?.entity === 'page' && { pageId: subject.id }),
        };
      },
    };
  },
});

function proposalOf(plan: UndoPlan, { site, account }: Connection, t: Translate): Proposal {
  const { record, changes, isDeletion } = plan;
  const lines = changes.map(({ field, name, before, after }) => ({
    label: name ?? field,
    value: isDeletion ? t('{0} (deleted)', before?.text ?? '') : `${before?.text ?? '–'} → ${after?.text ?? '–'}`,
  }));
  const isLong = lines.length > shownLines;
  return {
    action: actionOf(plan, nameOf(record), site.origin, t),
    // A deletion is asked about every time.
    ...(!isDeletion && record.projectKey !== '' && { scope: record.projectKey }),
    fields: [
      { label: t('Change'), value: `${record.summary} (${record.startedAt})` },
      ...(isLong ? [] : lines),
      { label: t('As'), value: account.displayName },
    ],
    // One line each, and more of them than a dialog has room for.
    ...(isLong && {
      text: { label: t('Changes'), value: lines.map(({ label, value }) => oneLine(`${label}: ${value}`)).join('\n') },
    }),
  };
}

function actionOf({ isDeletion, isToTrash }: UndoPlan, subject: string, origin: string, t: Translate): string {
  if (isToTrash) {
    return t('Undo by moving {0} on {1} to the trash', subject, origin);
  }
  return isDeletion
    ? t('Undo by deleting {0} on {1}', subject, origin)
    : t('Undo a change of {0} on {1}', subject, origin);
}

function describe({ record, changes, isDeletion, notRestored }: Undone): Output {
  const subject = targetOf(record);
  return {
    operation: record.id,
    kind: record.kind,
    ...(subject !== undefined && { target: subject }),
    summary: clip(record.summary, 300),
    ...(isDeletion && { isDeleted: true }),
    changes: changes.slice(0, shownChanges).map(describeChange),
    ...(notRestored.length > 0 && { notRestored: notRestored.slice(0, 20) }),
  };
}

function describeChange({ field, name, before, after }: FieldChange) {
  return {
    field: name ?? field,
    ...(before && { from: clip(before.text, textBytes) }),
    ...(after && { to: clip(after.text, textBytes) }),
  };
}

/** Sprints and versions are known by their names. */
function nameOf(record: OperationRecord): string {
  const { target, summary } = record;
  const isNamed = target?.entity === 'sprint' || target?.entity === 'version';
  return isNamed ? `${target.title ?? summary} (${target.id})` : (targetOf(record) ?? summary);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function targetOf({ target, issueKey }: OperationRecord): string | undefined {
  return target?.id ?? issueKey;
}
