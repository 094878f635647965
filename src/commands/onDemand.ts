/**
 * Commands in a bundle of their own, loaded when the first of them runs: they bring along parsers of other programs'
 * settings, the ways back from every kind of change, and long dialogues, which nobody needs at the start.
 */
export { connectClient } from './connectClient.ts';
export { createIssueFromSelection } from './createIssueFromSelection.ts';
export { undoOperation } from './undoOperation.ts';
