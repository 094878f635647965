import { fail, failureOf } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import type { AllowedValue } from '#domain/project.ts';
import { foldText } from '#shared/text.ts';
import type { Resolved } from './resolved.ts';

export type NameReason = 'exactName' | 'id' | 'onlyPrefix';

/**
 * The one value that `name` means, in the site's language: the one of exactly this name (case and accents apart), of
 * this id, or the only one whose name starts so. `argument` says in English what was named.
 * @throws unknownName with the values that fit, or with all of them when none does
 */
export function resolveName<T extends AllowedValue>(
  argument: string,
  name: string,
  values: readonly T[],
): Resolved<T, NameReason> {
  const wanted = foldText(name);
  const exact = values.filter((value) => foldText(value.name) === wanted);
  const byId = values.filter(({ id }) => id === name.trim());
  const starting = wanted === '' ? [] : values.filter((value) => foldText(value.name).startsWith(wanted));
  const tiers = [
    ['exactName', exact],
    ['id', byId],
    ['onlyPrefix', starting],
  ] as const;
  for (const [because, found] of tiers) {
    const [only] = found;
    if (only && found.length === 1) {
      return { value: only, because };
    }
    if (found.length > 1) {
      return fail({ code: 'unknownName', argument, name, allowedValues: distinguishable(found) });
    }
  }
  return fail({ code: 'unknownName', argument, name, allowedValues: distinguishable(values) });
}

/** Values of one name are told apart by their ids. */
function distinguishable(values: readonly AllowedValue[]): AllowedValue[] {
  const counts = Map.groupBy(values, ({ name }) => foldText(name));
  return values.map(({ id, name }) => ({
    id,
    name: (counts.get(foldText(name))?.length ?? 0) > 1 ? `${name} (${id})` : name,
  }));
}

/** Runs on what is remembered of the site; what is not found there is looked for once more on the site itself. */
export async function freshIfUnknown<T>(call: Call, run: (call: Call) => Promise<T>): Promise<T> {
  try {
    return await run(call);
  } catch (error) {
    const code = failureOf(error)?.code;
    if (call.isFresh || (code !== 'unknownName' && code !== 'noPersonFound')) {
      throw error;
    }
    return run({ ...call, isFresh: true });
  }
}
