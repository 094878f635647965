import type { JqlContext, SetField } from './field.ts';
import { evaluateSetFunction } from './functions.ts';
import { JqlError } from './jqlError.ts';
import type { Operand } from './syntax.ts';

export interface WantedValues {
  readonly ids: readonly string[];
  readonly hasEmpty: boolean;
}

/** @throws JqlError naming every value that does not exist */
export function resolveSet(
  field: SetField,
  written: { readonly field: string; readonly operator: string },
  operand: Operand,
  context: JqlContext,
): WantedValues {
  const ids: string[] = [];
  const messages: string[] = [];
  let hasEmpty = false;
  for (const item of flatten(operand)) {
    if (item.kind === 'empty') {
      hasEmpty = true;
    } else if (item.kind === 'function') {
      const target = { name: written.field, valueKind: field.valueKind };
      ids.push(...evaluateSetFunction(item, target, operand.kind === 'list' ? 'in' : written.operator, context));
    } else if (item.kind === 'value') {
      const found = field.resolve(item.text);
      if (found.length === 0) messages.push(unknownValue(field, item.text, written.field));
      hasEmpty ||= found.includes(null);
      ids.push(...found.filter((id) => id !== null));
    }
  }
  if (messages.length > 0) throw new JqlError(...messages);
  return { ids, hasEmpty };
}

function flatten(operand: Operand): readonly Operand[] {
  return operand.kind === 'list' ? operand.items.flatMap(flatten) : [operand];
}

function unknownValue(field: SetField, text: string, fieldName: string): string {
  if (field.unknownValue) return field.unknownValue(text, fieldName);
  return /^\d+$/.test(text)
    ? `A value with ID '${text}' does not exist for the field '${fieldName}'.`
    : `The value '${text}' does not exist for the field '${fieldName}'.`;
}
