import * as z from 'zod';
import { type FoundPeople, findPeople } from '#services/findPeople.ts';
import { choiceOf } from '#services/resolve/choices.ts';
import { clip } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { personName, projectKey } from './arguments.ts';
import { why, whySchema } from './storedIssue.ts';

const most = 40;

const input = z.strictObject({
  name: personName.optional().describe('A name, "me", or an e-mail. Default: everybody.'),
  project: projectKey.optional().describe("Key: who can be assigned there. Default: this workspace's."),
});

const output = z.object({
  people: z
    .array(z.object({ name: z.string(), accountId: z.string(), email: z.string().optional() }))
    .describe('Whom it fits; else names like it.'),
  match: z.string().optional().describe('account id of the one it means; absent: ask the user'),
  why: whySchema,
  truncated: z.boolean().describe('give a name'),
});

function matchChoice(asked = '', { person, because }: NonNullable<FoundPeople['match']>) {
  return choiceOf({ of: 'assignee', asked, chosen: person.displayName, because });
}

export const jiraFindPeople = readTool({
  name: 'jira_find_people',
  title: 'Find people in Jira',
  description: 'Finds Jira users by name, and says whom a name means. Other tools take names directly.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler({ name, project }, context) {
    const { people } = (await context.connection()).tracker;
    const key = project ?? context.defaults.projectKey;
    const where = { ...(key !== undefined && { projectKey: key }), signal: context.signal };
    const everybody = async () => {
      const request = { limit: most + 1, signal: context.signal };
      const list = await (key === undefined ? people.search('', request) : people.searchAssignable(key, '', request));
      return { people: list.filter(({ isActive }) => isActive), match: undefined };
    };
    const found = name === undefined ? await everybody() : await findPeople(people, name, where);
    return {
      people: found.people.slice(0, most).map(({ displayName, accountId, email }) => ({
        name: clip(displayName, 80),
        accountId,
        ...(email !== undefined && { email: clip(email, 100) }),
      })),
      ...(found.match && {
        match: found.match.person.accountId,
        ...why(matchChoice(name, found.match), context.t),
      }),
      truncated: found.people.length > most,
    };
  },
});
