import type { Memento } from 'vscode';

/** A list of plain JSON that the editor keeps between sessions. */
export function storedList<T>(state: Memento, key: string) {
  return {
    load: (): readonly T[] => state.get<readonly T[]>(key, []),
    save: async (items: readonly T[]): Promise<void> => {
      await state.update(key, items);
    },
  };
}
