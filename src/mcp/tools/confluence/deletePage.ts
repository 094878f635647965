import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Page } from '#domain/page.ts';
import { foldText } from '#shared/text.ts';
import { clip } from '../../output.ts';
import { writeTool } from '../../toolDefinition.ts';
import { pageId } from './arguments.ts';

/** Pages below it that are named; more are only counted. */
const namedChildren = 10;
const mostChildren = 250;

const input = z.strictObject({
  id: pageId.describe('Page id.'),
  title: z.string().min(1).max(255).describe('Its title, word for word: shows the user what goes.'),
});

const output = z.object({
  id: z.string(),
  title: z.string(),
  url: z.string(),
  movedUp: z.number().describe('pages that stood below it'),
});

export const confluenceDeletePage = writeTool({
  name: 'confluence_delete_page',
  title: 'Move a Confluence page to the trash',
  description:
    'Moves a Confluence page to the trash, with its comments and files. Pages below it move up. undo_change restores it, but leaves those where they are then.',
  toolset: 'delete',
  input,
  output,
  hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async prepare({ id, title }, context) {
    const connection = await context.connection();
    const { site, account, knowledge } = connection;
    const { pages } = knowledge;
    const call = { signal: context.signal };
    const page = await pages.get(id, call);
    checkMeant(page, title);
    const [children, comments] = await Promise.all([
      pages.children(id, { ...call, limit: mostChildren }),
      pages.comments(id, call),
    ]);
    const below = children.items.length;
    return {
      propose: async (t) => ({
        // No scope: a deletion is asked about every time.
        action: t('Move page {0} on {1} to the trash', id, site.origin),
        fields: [
          { label: t('Page'), value: page.title },
          {
            label: t('Version'),
            value: `${page.version}, ${page.lastModified ?? ''} ${page.author?.displayName ?? ''}`,
          },
          { label: t('Comments'), value: `${comments.items.length}${comments.isComplete ? '' : '+'}` },
          ...(below === 0
            ? []
            : [
                {
                  label: t('Pages that move up'),
                  value: `${below}${children.cursor === undefined ? '' : '+'}: ${children.items
                    .slice(0, namedChildren)
                    .map((child) => child.title)
                    .join(', ')}`,
                },
              ]),
          { label: t('Undo'), value: t('Restores it from the trash.') },
          { label: t('As'), value: account.displayName },
        ],
      }),
      carryOut: async ({ record }) => {
        context.progress('Moving the page to the trash');
        const now = await pages.get(id);
        if (now.version !== page.version || now.isTrashed) {
          fail({ code: 'conflict', entity: 'page', id, currentVersion: now.version });
        }
        const target = { entity: 'page', id, title: page.title, url: page.url } as const;
        await record(
          connection,
          { kind: 'deletePage', projectKey: page.spaceKey ?? '', summary: page.title, target },
          () => pages.trash(id),
          () => ({ changes: [{ field: 'page', before: { ids: [id], text: page.title } }] }),
        );
        return { pageId: id, output: { id, title: clip(page.title, 255), url: page.url, movedUp: below } };
      },
    };
  },
});

/** The person who confirms may see nothing but the arguments: they have to say what goes. */
function checkMeant({ id, title, isTrashed }: Page, named: string): void {
  if (isTrashed) {
    fail({ code: 'invalidArgument', argument: 'id', reason: `page ${id} is in the trash already` });
  }
  if (foldText(named).replace(/\s+/g, ' ') !== foldText(title).replace(/\s+/g, ' ')) {
    const reason = `the page is called "${clip(title, 255)}": make sure that it is the one meant`;
    fail({ code: 'invalidArgument', argument: 'title', reason });
  }
}
