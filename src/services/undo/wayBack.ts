import { fail } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { OperationRecord } from '#domain/operation.ts';

/** How one operation is taken back. */
export interface WayBack {
  /** From what is there now to what will be. */
  readonly changes: readonly FieldChange[];
  /** Something that the operation created is deleted: for good, unless it goes to the trash. */
  readonly isDeletion?: true;
  readonly isToTrash?: true;
  carryOut(): Promise<unknown>;
  /** Afterwards: fields that do not hold exactly what they held, mostly rich text that Markdown cannot say. */
  notRestored?(): Promise<readonly string[]>;
}

export function noWayBack({ summary }: Pick<OperationRecord, 'summary'>): never {
  return fail({ code: 'cannotUndo', reason: 'noWayBack', summary });
}
