import type { RunningDemoSite } from '#demo/main.ts';
import type { Act } from '../faultServer.ts';
import { committed } from './ledger.ts';
import type { Answer } from './wire.ts';

/** The search index does not show what has this summary while `isHidden`. */
export function searchWithout(demo: RunningDemoSite, summary: string, isHidden: boolean): Act {
  return async (exchange) => {
    const answer = await exchange.commit();
    const hidden = new Set(isHidden ? committed(demo, summary).map(({ id }) => id) : []);
    await exchange.answer(without(answer, hidden));
  };
}

function without(answer: Answer, hidden: ReadonlySet<string>): Answer {
  const page: { issues: { id: string }[] } = JSON.parse(answer.body.toString('utf8'));
  const issues = page.issues.filter(({ id }) => !hidden.has(id));
  return { ...answer, body: Buffer.from(JSON.stringify({ ...page, issues })) };
}

/** Issues that the same person creates in the project at the same time, by other operations or by none. */
export function addDistractors(demo: RunningDemoSite, tag: string, count: number): void {
  const { jira } = demo.site;
  const model = [...jira.issues.values()].find(({ key }) => key.startsWith('NIM-'));
  for (let index = 0; model && index < count; index++) {
    const id = String(demo.site.nextId('issue'));
    const now = demo.site.now();
    jira.issues.set(id, {
      ...structuredClone(model),
      id,
      key: `NIM-9${id}`,
      summary: `${tag} distractor ${index}`,
      reporterId: demo.site.owner.accountId,
      properties: index % 2 === 0 ? {} : { 'trestle.operation': { id: `other-${id}` } },
      created: now,
      updated: now,
    });
  }
}
