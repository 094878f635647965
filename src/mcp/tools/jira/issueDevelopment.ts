import * as z from 'zod';
import { codeLinkKind, type DevelopmentCount } from '#domain/development.ts';
import type { RemoteLink } from '#domain/issueActivity.ts';
import { clip, takeWithin } from '../../output.ts';

/** What is known of the code for an issue. */

const linksBudgetBytes = 6000;

export const developmentSchema = z.object({
  counts: z
    .array(
      z.object({
        kind: z.string(),
        count: z.number(),
        state: z.string().optional(),
        lastUpdated: z.string().optional(),
      }),
    )
    .optional(),
  code: z.array(z.object({ kind: z.string(), url: z.string(), title: z.string() })).describe('linked'),
  notAvailable: z.string(),
});

/** `offset` counts links. */
export function developmentFrom(
  counts: readonly DevelopmentCount[] | undefined,
  remote: readonly RemoteLink[],
  offset: number,
) {
  const code = remote.flatMap(({ url, title }) => {
    const kind = codeLinkKind(url);
    return kind === undefined ? [] : [{ kind, url: clip(url, 500), title: clip(title, 100) }];
  });
  const shown = takeWithin(code.slice(offset), linksBudgetBytes);
  const nextOffset = offset + shown.length;
  return {
    development: {
      ...(counts && { counts: counts.map(countOf) }),
      code: [...shown],
      notAvailable: counts ? namesMissing : countsMissing,
    },
    truncated: nextOffset < code.length,
    ...(nextOffset < code.length && { nextOffset }),
  };
}

const namesMissing =
  "Jira's public API counts branches, commits and pull requests but does not name them. `code` has those linked to the issue; the others: search the repository for the issue key.";
const countsMissing =
  'This site does not say through its public API what code hosts report. `code` has what is linked to the issue; the rest: search the repository for the issue key.';

function countOf({ kind, count, state, lastUpdated }: DevelopmentCount) {
  return {
    kind,
    count,
    ...(state !== undefined && { state: clip(state, 40) }),
    ...(lastUpdated !== undefined && { lastUpdated: clip(lastUpdated, 40) }),
  };
}
