import { addLabelsToContent, removeLabelFromContentUsingQueryParameter } from 'confluence.js/v1';
import { getBlogPostLabels, getPageLabels } from 'confluence.js/v2';
import { failureOf } from '#domain/errors.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import { invalid, numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerList, answerObject, isObject, text } from '../wire.ts';
import { clientFor, onEither } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

const longestLabel = 255;
const mostLabels = 250; // the vendor's limit for one answer

/** Labels are read in v2 and written in v1 of the vendor's API. What is returned is what the site says afterwards. */
export function labelOperations(site: ConfluenceSite): Pick<PageOperations, 'addLabels' | 'removeLabel'> {
  const contextOf = (pageId: string, operation: string) =>
    ({ entity: 'page', id: String(numericId(pageId, 'pageId')), operation }) as const;
  return {
    async addLabels(pageId, labels, call) {
      const names = [...new Set(labels.map(labelName))];
      if (names.length === 0) {
        invalid('labels', 'is an empty list');
      }
      const client = site.transport.client(withoutSignal(call), contextOf(pageId, 'add labels'));
      const body = names.map((name) => ({ prefix: 'global', name }));
      const write = async () => {
        await addLabelsToContent(client, { id: pageId, body });
        return true;
      };
      const hasAll = async () => {
        const now = await readLabels(site, pageId, call);
        return names.every((name) => now.includes(name)) || undefined;
      };
      await settled(site, write, hasAll, call);
      return readWritten(pageId, () => readLabels(site, pageId, call));
    },

    async removeLabel(pageId, label, call) {
      const name = labelName(label);
      const client = site.transport.client(withoutSignal(call), contextOf(pageId, 'remove label'));
      const write = async () => {
        try {
          await removeLabelFromContentUsingQueryParameter(client, { id: pageId, name });
        } catch (error) {
          // Either there is no such page, which reading it tells, or it does not have the label, which is as wanted.
          if (failureOf(error)?.code !== 'notFound') {
            throw error;
          }
          return false;
        }
        return true;
      };
      const isGone = async () => !(await readLabels(site, pageId, call)).includes(name) || undefined;
      const isWritten = await settled(site, write, isGone, call);
      const read = () => readLabels(site, pageId, call);
      return isWritten ? readWritten(pageId, read) : read();
    },
  };
}

async function readLabels(site: ConfluenceSite, pageId: string, call: Call | undefined): Promise<readonly string[]> {
  const client = clientFor(site, pageId, call);
  const options = { id: numericId(pageId, 'pageId'), limit: mostLabels };
  const answer = await onEither<unknown>(
    () => getPageLabels(client, options),
    () => getBlogPostLabels(client, options),
  );
  const labels = answerList(answerObject(answer, 'labels')['results'], 'labels').filter(isObject);
  return labels.flatMap((label) => text(label['name']) ?? []);
}

/** The site makes two labels of `a b`, and refuses most signs: better said before anything is sent. */
function labelName(label: string): string {
  const name = label.trim().toLowerCase();
  return name !== '' && name.length <= longestLabel && !/[\s!#&()*,.:;<>?@[\]^]/.test(name)
    ? name
    : invalid(
        'labels',
        `"${label.slice(0, 40)}" is no label: no spaces, and none of ! # & ( ) * , . : ; < > ? @ [ ] ^`,
      );
}
