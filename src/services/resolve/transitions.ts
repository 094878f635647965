import { fail, failureOf } from '#domain/errors.ts';
import type { Transition } from '#domain/issue.ts';
import { type NameReason, resolveName } from './names.ts';
import type { Resolved } from './resolved.ts';

/** `status…` = found by the status it leads to, else by the name of the step itself. */
export type TransitionReason = `status ${NameReason}` | `step ${NameReason}`;

/**
 * The step that a name means: people say where to ("En revue") or what to do ("Start review"), in the site's language.
 * Exact names come before beginnings of names.
 * @throws unknownName with the statuses and steps that are possible now
 */
export function resolveTransition(
  transitions: readonly Transition[],
  name: string,
): Resolved<Transition, TransitionReason> {
  const byStatus = attempt(
    name,
    transitions.map((transition) => ({ id: transition.to.id, name: transition.to.name, transition })),
  );
  const byStep = attempt(
    name,
    transitions.map((transition) => ({ id: transition.id, name: transition.name, transition })),
  );
  const found = [
    ...(byStatus ? [{ value: byStatus.value.transition, because: `status ${byStatus.because}` as const }] : []),
    ...(byStep ? [{ value: byStep.value.transition, because: `step ${byStep.because}` as const }] : []),
  ];
  const [best, other] = found.sort((a, b) => rank(a.because) - rank(b.because));
  const isClear = other === undefined || other.value === best?.value || rank(other.because) > rank(best?.because ?? '');
  if (best && isClear) {
    return best;
  }
  return fail({ code: 'unknownName', argument: 'status or transition', name, allowedValues: choicesOf(transitions) });
}

function attempt<T extends { readonly id: string; readonly name: string }>(name: string, values: readonly T[]) {
  try {
    return resolveName('status', name, values);
  } catch (error) {
    if (failureOf(error)?.code === 'unknownName') {
      return undefined;
    }
    throw error;
  }
}

// Ids last: "3" is a status on one site and a step on another, and seldom what was meant.
const reasons: readonly string[] = ['exactName', 'onlyPrefix', 'id'] satisfies NameReason[];

function rank(because: string): number {
  return reasons.findIndex((reason) => because.endsWith(reason));
}

function choicesOf(transitions: readonly Transition[]) {
  return transitions.map(({ id, name, to }) => ({ id, name: name === to.name ? name : `${to.name} (${name})` }));
}
