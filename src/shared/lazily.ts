/** Makes something at its first use and keeps it; a failed attempt is forgotten, so that the next use tries again. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (!made) {
      const attempt = make();
      made = attempt;
      attempt.catch(() => {
        made = undefined;
      });
    }
    return made;
  };
}
