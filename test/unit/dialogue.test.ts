import { describe, expect, it } from 'vitest';
import { runDialogue, type Step } from '../../src/host/dialogue.ts';
import type { Answer } from '../../src/host/quickInput.ts';

interface State {
  readonly a?: string;
  readonly b?: string;
  readonly c?: string;
}

/** A step that gives its scripted answers in turn and notes where it was asked. */
function step(
  name: keyof State,
  answers: readonly string[],
  log: string[],
  isNeeded = (_: State) => true,
): Step<State> {
  let index = 0;
  return {
    isNeeded,
    async ask(state, { step, totalSteps }): Promise<Answer<State>> {
      const answer = answers[index++];
      log.push(`${name} ${step}/${totalSteps}`);
      if (answer === 'back' || answer === 'cancelled') {
        return { kind: answer };
      }
      return { kind: 'accepted', value: { ...state, [name]: answer } };
    },
  };
}

describe('a dialogue', () => {
  it('asks in turn and counts its steps', async () => {
    const log: string[] = [];
    const steps = [step('a', ['1'], log), step('b', ['2'], log), step('c', ['3'], log)];
    expect(await runDialogue<State>({}, { title: '', steps })).toEqual({ a: '1', b: '2', c: '3' });
    expect(log).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
  });

  it('goes back over skipped steps and keeps later answers', async () => {
    const log: string[] = [];
    const steps = [step('a', ['1', '9'], log), step('b', [], log, () => false), step('c', ['back', '3'], log)];
    expect(await runDialogue<State>({}, { title: '', steps })).toEqual({ a: '9', c: '3' });
    expect(log).toEqual(['a 1/2', 'c 2/2', 'a 1/2', 'c 2/2']);
  });

  it('skips what an earlier answer made pointless', async () => {
    const log: string[] = [];
    const steps = [step('a', ['none'], log), step('b', ['2'], log, ({ a }) => a !== 'none'), step('c', ['3'], log)];
    expect(await runDialogue<State>({}, { title: '', steps })).toEqual({ a: 'none', c: '3' });
    expect(log).toEqual(['a 1/3', 'c 2/2']);
  });

  it('tells every answer, so that leaving loses nothing', async () => {
    const kept: State[] = [];
    const steps = [step('a', ['1'], []), step('b', ['cancelled'], [])];
    expect(await runDialogue<State>({}, { title: '', steps, onProgress: (state) => kept.push(state) })).toBeUndefined();
    expect(kept).toEqual([{ a: '1' }]);
  });
});
