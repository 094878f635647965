import {
  type Disposable,
  InputBoxValidationSeverity,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPickItem,
  window,
} from 'vscode';
import { DisposableStore } from '#shared/disposable.ts';

/** What one step of a dialogue came to. */
export type Answer<T> =
  | { readonly kind: 'accepted'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancelled' };

/** Where a step stands in its dialogue. */
export interface StepPlace {
  readonly title: string;
  /** 1-based. */
  readonly step: number;
  readonly totalSteps: number;
}

export interface StepButton extends QuickInputButton {
  run(): void;
}

export interface TextStep {
  readonly place: StepPlace;
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isPassword?: boolean;
  /** Shown from the start, for a value that was refused. */
  readonly problem?: string;
  readonly buttons?: readonly StepButton[];
  /** Problem with the text, or undefined. */
  validate(text: string): string | undefined;
  /**
   * Run on accept while the box stays open and busy; a returned text is shown as the problem and lets the user
   * correct the value. `signal` aborts when the user leaves.
   */
  tryOut?(text: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Asks for a line of text. Escape cancels, also while the answer is being tried out. */
export function promptForText(step: TextStep): Promise<Answer<string>> {
  const input = window.createInputBox();
  const subscriptions = new DisposableStore();
  const { promise, resolve, reject } = Promise.withResolvers<Answer<string>>();
  const leaving = new AbortController();
  const showProblem = (problem: string | undefined) => {
    input.validationMessage = problem && { message: problem, severity: InputBoxValidationSeverity.Error };
  };
  const accept = async () => {
    const value = input.value.trim();
    const problem = step.validate(value);
    if (problem) {
      showProblem(problem);
      return;
    }
    input.busy = true;
    input.enabled = false;
    const refusal = await step.tryOut?.(value, leaving.signal);
    if (refusal === undefined) {
      resolve({ kind: 'accepted', value });
      return;
    }
    input.busy = false;
    input.enabled = true;
    showProblem(refusal);
  };
  placeInput(input, step.place, step.buttons ?? []);
  Object.assign(input, { prompt: step.prompt, value: step.value, password: step.isPassword === true });
  input.placeholder = step.placeholder;
  input.ignoreFocusOut = true;
  showProblem(step.problem);
  subscriptions.add(input.onDidChangeValue(() => showProblem(undefined)));
  subscriptions.add(input.onDidAccept(() => void accept().catch(reject)));
  followButtons(input, subscriptions, resolve);
  return finish(input, subscriptions, promise, leaving);
}

export interface PickStep<T extends QuickPickItem> {
  readonly place: StepPlace;
  readonly placeholder: string;
  readonly items: readonly T[] | Promise<readonly T[]>;
  readonly active?: (item: T) => boolean;
  readonly buttons?: readonly StepButton[];
}

/** Asks for one of the items, which may still be loading. */
export async function pickOne<T extends QuickPickItem>(step: PickStep<T>): Promise<Answer<T>> {
  const pick = window.createQuickPick<T>();
  const subscriptions = new DisposableStore();
  const { promise, resolve, reject } = Promise.withResolvers<Answer<T>>();
  placeInput(pick, step.place, step.buttons ?? []);
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  void Promise.resolve(step.items).then((items) => {
    pick.items = items;
    const active = step.active && items.find(step.active);
    if (active) {
      pick.activeItems = [active];
    }
    pick.busy = false;
  }, reject);
  subscriptions.add(
    pick.onDidAccept(() => {
      const [value] = pick.selectedItems;
      if (value) {
        resolve({ kind: 'accepted', value });
      }
    }),
  );
  followButtons(pick, subscriptions, resolve);
  return finish(pick, subscriptions, promise, new AbortController());
}

type StepInput = ReturnType<typeof window.createInputBox> | ReturnType<typeof window.createQuickPick>;

export function placeInput(
  input: Pick<StepInput, 'title' | 'step' | 'totalSteps' | 'buttons'>,
  { title, step, totalSteps }: StepPlace,
  buttons: readonly StepButton[],
): void {
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  input.buttons = [...(step > 1 ? [QuickInputButtons.Back] : []), ...buttons];
}

export function followButtons<T>(
  input: Pick<StepInput, 'onDidTriggerButton'>,
  subscriptions: DisposableStore,
  resolve: (answer: Answer<T>) => void,
): void {
  subscriptions.add(
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) {
        resolve({ kind: 'back' });
      } else if (isStepButton(button)) {
        button.run();
      }
    }),
  );
}

/** Shows the input until it is answered, left or failed, then takes everything down. */
export async function finish<T>(
  input: Pick<StepInput, 'show' | 'onDidHide'> & Disposable,
  subscriptions: DisposableStore,
  answer: Promise<Answer<T>>,
  leaving: AbortController,
): Promise<Answer<T>> {
  const hidden = Promise.withResolvers<Answer<T>>();
  subscriptions.add(input.onDidHide(() => hidden.resolve({ kind: 'cancelled' })));
  input.show();
  try {
    return await Promise.race([answer, hidden.promise]);
  } finally {
    leaving.abort();
    subscriptions.dispose();
    input.dispose();
  }
}

function isStepButton(button: QuickInputButton): button is StepButton {
  return 'run' in button && typeof button.run === 'function';
}
