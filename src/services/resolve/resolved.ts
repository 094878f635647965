/** A choice made for somebody, with the reason in a word: agents and people are told why it was this one. */
export interface Resolved<T, Because extends string> {
  readonly value: T;
  readonly because: Because;
}
