import type { OperationRecord } from '#domain/operation.ts';
import { lazily } from '#shared/lazily.ts';
import { type IssueCreation, IssueCreator } from './issueCreator.ts';
import type { Journal } from './journal/journal.ts';

/** Opens the journal only when something is created. */
export function lazyIssueCreation(journal: () => Promise<Journal>, surface: OperationRecord['surface']): IssueCreation {
  const creator = lazily(async () => new IssueCreator({ journal: await journal(), surface }));
  return { create: async (...creation) => (await creator()).create(...creation) };
}
