import { fail } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { CommandContext } from './context.ts';

/** Reads a row of the activity view, or the id of an operation; what counts is what the journal holds. */
export async function operationArgument(
  { journal }: Pick<CommandContext, 'journal'>,
  argument: unknown,
): Promise<OperationRecord> {
  const id = isRecord(argument) && isRecord(argument['record']) ? argument['record']['id'] : argument;
  const records = await (await journal()).list();
  return (
    records.find((record) => record.id === id) ??
    fail({ code: 'cannotUndo', reason: 'unknownOperation', summary: typeof id === 'string' ? id : '' })
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
