import * as z from 'zod';
import type { Failure } from '#domain/errors.ts';
import { fail, failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { findLink, linkTwoIssues, type Relation, resolveRelation } from '#services/linkIssues.ts';
import type { ToolContext, WriteJournal } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { projectOf } from './storedIssue.ts';

/** Links that an issue gets when it is created. */
export const newLinks = z
  .array(z.strictObject({ issue: issueKey, relation: z.string().min(1).max(100).optional() }))
  .max(10);

export interface NewLink {
  readonly relation: Relation;
  readonly to: string;
}

/** Resolves the words and sees that the issues are there; nothing is written. */
export async function resolveNewLinks(
  { tracker }: Connection,
  links: z.output<typeof newLinks>,
  { signal }: ToolContext,
): Promise<readonly NewLink[]> {
  const call = { signal };
  const isTwice = new Set(links.map(({ issue }) => issue)).size < links.length;
  if (isTwice) {
    fail({ code: 'invalidArgument', argument: 'links', reason: 'names an issue twice' });
  }
  return Promise.all(
    links.map(async ({ issue, relation }) => {
      const [resolved] = await Promise.all([
        resolveRelation(tracker.links, relation, call),
        tracker.issues.get(issue, { ...call, commentLimit: 0 }),
      ]);
      return { relation: resolved, to: issue };
    }),
  );
}

/** The issue exists by now, so that each link is tried and what failed is told. */
export async function addNewLinks(
  connection: Connection,
  target: { readonly key: string; readonly url: string; readonly summary: string; readonly isRepeated: boolean },
  links: readonly NewLink[],
  { record }: WriteJournal,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const link of links) {
    const request = { from: target.key, ...link };
    const plan = {
      kind: 'linkIssue',
      projectKey: projectOf(target.key),
      summary: `${target.key} ${link.relation.phrase} ${link.to}`,
      target: { entity: 'issue', id: target.key, title: target.summary, url: target.url },
    } as const;
    try {
      if (!target.isRepeated || (await findLink(connection, request)) === undefined) {
        await record(
          connection,
          plan,
          () => linkTwoIssues(connection, request),
          (createdId) => ({ createdId }),
        );
      }
    } catch (error) {
      failures.push(failureOf(error) ?? { code: 'unexpectedAnswer', detail: String(error) });
    }
  }
  return failures;
}
