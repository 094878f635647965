import { afterAll, beforeAll, describe, it } from 'vitest';
import { committedThen, lostAnswers } from './support/acts.ts';
import { issueExtras, removals } from './support/extraThings.ts';
import { everySeed } from './support/seeds.ts';
import { comments, links, pages, sprintMoves, type Thing, transitions, updates } from './support/things.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;
const kinds: readonly (readonly [string, (run: Run) => Promise<Thing>])[] = [
  ['updates of an issue', updates],
  ['transitions', transitions],
  ['comments', comments],
  ['links to issues and addresses', links],
  ['moves into a sprint', sprintMoves],
  ['writes to pages', pages],
  ['logged work, watchers and files', issueExtras],
  ['what is taken away', removals],
];

describe('writes whose answer is lost', () => {
  it.for(kinds)('F1: %s', { timeout }, async ([, target], context) => {
    await everySeed(
      context,
      world,
      'F1',
      async (run) => {
        const thing = await target(run);
        try {
          await loseAnswer(run, thing);
        } finally {
          thing.remove();
        }
      },
      () => ({ isShared: true }),
    );
  });
});

async function loseAnswer(run: Run, thing: Thing): Promise<void> {
  const { random, server } = run;
  // Also that all is well but for reading what was stored.
  const chosen =
    random.next() < 0.1
      ? committedThen('answered', async (exchange, answer) => void (await exchange.answer(answer)))
      : random.pick(lostAnswers(run.clock));
  const isOvertaken = random.next() < 0.4;
  const broken = random.next() < (chosen.name === 'answered' ? 1 : 0.3) ? random.integer(1, 6) : 0;
  let looksToBreak = broken;
  let left = 1;
  server.plan = (request) => {
    if (thing.isSent(request)) {
      return left-- > 0
        ? async (exchange) => {
            await chosen.act(exchange);
            if (isOvertaken) {
              thing.overtake();
            }
          }
        : undefined;
    }
    if (left < 1 && request.method === 'GET' && looksToBreak > 0) {
      looksToBreak--;
      return random.pick(lostAnswers(run.clock).slice(0, -2)).act;
    }
    return undefined;
  };
  const told = await run.write(thing);
  const name = `${thing.name}, ${chosen.name}${isOvertaken ? ', overtaken' : ''}: told ${told}`;
  run.expect(left < 1, `${name}: never sent`);
  // A page's version number that somebody else took proves that ours was not stored: it goes onto what is there now.
  const isAgain = told === 'done' && !chosen.isCommitted && isOvertaken && /section|addition/.test(thing.name);
  const expected = chosen.isCommitted
    ? ['done', ...(broken > 0 ? ['notReadBack', 'outcomeUnknown'] : [])]
    : ['outcomeUnknown'];
  run.expect(isAgain || expected.includes(told), name);
  if (told === 'outcomeUnknown' && !chosen.isCommitted) {
    looksToBreak = 0;
    const again = await run.write(thing);
    run.expect(again === 'done' && thing.count() === 1, `${name}, again: ${again}`);
  }
}
