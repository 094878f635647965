import type { Decision, DecisionSource } from '#domain/decision.ts';
import {
  holderOf,
  isPageSource,
  type RegisterContent,
  type RegisteredDecision,
  type SweepResult,
} from './registered.ts';
import { bareWordingOf, sayTheSame, type Wording } from './wording.ts';

/** The register after a sweep: nothing is lost but what its sources took back, and that stays as `removed`. */
export function withSweep(content: RegisterContent, result: SweepResult): RegisterContent {
  const known = new Map(content.decisions.map((decision) => [decision.id, decision]));
  const wordings = new Map(content.decisions.map(({ id, text }) => [id, bareWordingOf(text)]));
  for (const decision of result.decisions) {
    take(known, wordings, decision, result.at);
  }
  const decisions = [...known.values()].map((decision) => judged(decision, result));
  const isFirst = content.coveredSince === undefined || result.from < content.coveredSince;
  return {
    ...content,
    decisions: decisions.sort(newestFirst),
    known: { ...content.known, ...result.read },
    notSearched: result.notSearched,
    updatedAt: result.at,
    ...(isFirst && { coveredSince: result.from }),
    ...(result.isComplete && { sweptUntil: result.at }),
  };
}

/** Two windows swept the same site: what either has read. */
export function united(mine: RegisterContent, theirs: RegisterContent): RegisterContent {
  const [older, newer] = (mine.updatedAt ?? '') < (theirs.updatedAt ?? '') ? [mine, theirs] : [theirs, mine];
  const decisions = new Map(older.decisions.map((decision) => [decision.id, decision]));
  for (const decision of newer.decisions) {
    const other = decisions.get(decision.id);
    decisions.set(
      decision.id,
      other
        ? {
            ...decision,
            sources: distinct([...decision.sources, ...other.sources.filter((source) => isNews(source, decision))]),
          }
        : decision,
    );
  }
  const sweptUntil = [mine.sweptUntil, theirs.sweptUntil]
    .flatMap((instant) => instant ?? [])
    .sort()
    .at(-1);
  const coveredSince = [mine.coveredSince, theirs.coveredSince].flatMap((instant) => instant ?? []).sort()[0];
  const known = { ...older.known };
  for (const [id, text] of Object.entries(newer.known)) {
    if ((known[id]?.readAt ?? '') <= text.readAt) {
      known[id] = text;
    }
  }
  return {
    ...newer,
    decisions: [...decisions.values()].sort(newestFirst),
    known,
    ...(sweptUntil !== undefined && { sweptUntil }),
    ...(coveredSince !== undefined && { coveredSince }),
  };
}

/** A source that the newer state cannot have taken back, because it does not know of it. */
function isNews(source: DecisionSource, { sources }: RegisteredDecision): boolean {
  return !sources.some((each) => each.id === source.id && each.wording === source.wording);
}

export function newestFirst(a: RegisteredDecision, b: RegisteredDecision): number {
  return (b.appearedAt ?? '').localeCompare(a.appearedAt ?? '') || a.id.localeCompare(b.id);
}

function take(
  known: Map<string, RegisteredDecision>,
  wordings: ReadonlyMap<string, Wording>,
  decision: Decision,
  at: string,
): void {
  const { change: _change, isTakenInPeriod: _taken, previousState: _state, previousId, ...facts } = decision;
  const before = known.get(decision.id) ?? reworded(known, previousId) ?? twin(known, wordings, decision);
  if (before === undefined) {
    known.set(decision.id, { ...facts, standing: 'current', earlier: [] });
    return;
  }
  known.delete(before.id);
  const isReworded = previousId === before.id;
  const hasChanged = isReworded || before.state !== decision.state;
  const kept = before.sources.filter((source) => !decision.sources.some((each) => each.id === source.id));
  const appearedAt = isReworded
    ? (decision.appearedAt ?? before.appearedAt)
    : (before.appearedAt ?? decision.appearedAt);
  const takenOn = decision.takenOn ?? before.takenOn;
  const id = isReworded ? decision.id : before.id;
  const { standingSince: _since, ...rest } = before;
  known.set(id, {
    ...rest,
    ...facts,
    id,
    ...(!isReworded && { text: before.text }),
    sources: distinct([...decision.sources, ...kept]),
    issueKeys: [...new Set([...before.issueKeys, ...decision.issueKeys])],
    who: decision.who.length > 0 ? decision.who : before.who,
    ...(appearedAt !== undefined && { appearedAt }),
    ...(takenOn !== undefined && { takenOn }),
    standing: 'current',
    earlier: hasChanged ? [...before.earlier, { text: before.text, state: before.state, until: at }] : before.earlier,
  });
}

function reworded(known: ReadonlyMap<string, RegisteredDecision>, previousId: string | undefined) {
  return previousId === undefined ? undefined : known.get(previousId);
}

/** The same decision, told in another place. */
function twin(
  known: ReadonlyMap<string, RegisteredDecision>,
  wordings: ReadonlyMap<string, Wording>,
  { text }: Decision,
): RegisteredDecision | undefined {
  const wording = bareWordingOf(text);
  return [...known.values()].find(({ id, standing }) => {
    const other = wordings.get(id);
    return standing !== 'removed' && other !== undefined && sayTheSame(other, wording);
  });
}

/** By what the sources say now. */
function judged(decision: RegisteredDecision, { at, present, missing, visible }: SweepResult): RegisteredDecision {
  const left = decision.sources.filter((source) => present.get(holderOf(source))?.has(source.wording) !== false);
  if (left.length === 0 && decision.sources.length > 0) {
    // What it was taken from stays, so that a reader can see where it stood.
    return decision.standing === 'removed' ? decision : { ...decision, standing: 'removed', standingSince: at };
  }
  const isHidden = left.every((source) => isPageSource(source) && missing.has(source.id));
  const isSeen = left.some((source) => visible.has(source.id) || present.has(holderOf(source)));
  if (isHidden) {
    return decision.standing === 'unreachable'
      ? decision
      : { ...decision, sources: left, standing: 'unreachable', standingSince: at };
  }
  if (decision.standing !== 'current' && isSeen) {
    const { standingSince: _since, ...rest } = decision;
    return { ...rest, sources: left, standing: 'current' };
  }
  return { ...decision, sources: left };
}

function distinct(sources: readonly DecisionSource[]): DecisionSource[] {
  return [...new Map(sources.map((source) => [`${source.kind} ${source.id} ${source.wording}`, source])).values()];
}
