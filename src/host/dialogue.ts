import type { Answer, StepPlace } from './quickInput.ts';

/** One question of a dialogue; its answer is the whole state with this step's part filled in. */
export interface Step<S> {
  /** False when what is known makes the question pointless; by default it is asked. */
  isNeeded?(state: S): boolean;
  ask(state: S, place: StepPlace): Promise<Answer<S>>;
}

export interface Dialogue<S> {
  readonly title: string;
  readonly steps: readonly Step<S>[];
  /** Told after every answer, so that an abandoned dialogue can be taken up again. */
  onProgress?(state: S): void;
}

/** Asks the steps in turn, with the way back; undefined when the user leaves. */
export async function runDialogue<S>(initial: S, { title, steps, onProgress }: Dialogue<S>): Promise<S | undefined> {
  const answered: number[] = [];
  let state = initial;
  let index = nextNeeded(steps, state, 0);
  while (index < steps.length) {
    const step = steps[index];
    if (!step) {
      break;
    }
    const remaining = steps.slice(index).filter((later) => later.isNeeded?.(state) ?? true).length;
    const place = { title, step: answered.length + 1, totalSteps: answered.length + remaining };
    const answer = await step.ask(state, place);
    if (answer.kind === 'cancelled') {
      return undefined;
    }
    if (answer.kind === 'back') {
      // What later steps answered is kept in the state, so going forward again shows it.
      index = answered.pop() ?? index;
      continue;
    }
    answered.push(index);
    state = answer.value;
    onProgress?.(state);
    index = nextNeeded(steps, state, index + 1);
  }
  return state;
}

function nextNeeded<S>(steps: readonly Step<S>[], state: S, from: number): number {
  const index = steps.findIndex((step, at) => at >= from && (step.isNeeded?.(state) ?? true));
  return index < 0 ? steps.length : index;
}
