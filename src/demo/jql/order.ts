import type { DemoIssue } from '../jira/model.ts';
import type { JqlContext, SortKey } from './field.ts';
import { findFields } from './fields.ts';
import { JqlError } from './jqlError.ts';
import type { Sort } from './syntax.ts';

type Comparison = (a: DemoIssue, b: DemoIssue) => number;

/**
 * The order of the answer. Empty fields come last ascending and first descending; what is equal by every field, and
 * every query without ORDER BY, is ordered newest first.
 */
export function compileOrder(orderBy: readonly Sort[], context: JqlContext): Comparison {
  const comparisons = orderBy.map((sort): Comparison => {
    const [field] = findFields(sort.field, context);
    const key = field?.sortKey;
    if (!field || !key) throw new JqlError(`Not able to sort using field '${sort.field}'.`);
    const sign = (sort.direction ?? field.defaultDirection ?? 'asc') === 'asc' ? 1 : -1;
    return (a, b) => sign * compareKeys(key(a), key(b));
  });
  return (a, b) => {
    for (const compare of comparisons) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return Number(b.id) - Number(a.id);
  };
}

const collator = new Intl.Collator('en');

function compareKeys(a: SortKey, b: SortKey): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
