import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import type { SeedContext, SeedPage } from './context.ts';

const { p, heading, bulletList, panel, table, codeBlock, decisionList, doc } = adf;

const subjects = [
  'The basket service',
  'The price engine',
  'The stock reservation',
  'The payment worker',
  'The address form',
  'The order mailer',
];
const verbs = ['reads', 'checks', 'publishes', 'caches', 'retries', 'validates'];
const objects = [
  'the customer session',
  'every discount rule',
  'the warehouse events',
  'the delivery options',
  'the tax tables',
  'the consent flags',
];
const endings = [
  'before the page is shown.',
  'within two seconds, otherwise the old value stays.',
  'and writes the outcome to the audit log.',
  'unless the feature flag is off.',
  'for guests and members alike.',
  'once per minute.',
];
const topics = [
  'Basket',
  'Prices',
  'Stock',
  'Delivery',
  'Payment',
  'Confirmation',
  'Returns',
  'Fraud',
  'Taxes',
  'Gift cards',
];
const aspects = ['Overview', 'Data model', 'Interfaces', 'Failure modes', 'Limits', 'Monitoring'];

/** About 100 KB in some sixty sections, with one decision of this week deep inside. */
export function checkoutHandbook({ people, when, random }: SeedContext): SeedPage {
  const sentence = () =>
    `${random.pick(subjects)} ${random.pick(verbs)} ${random.pick(objects)} ${random.pick(endings)}`;
  const paragraph = () => p(Array.from({ length: random.integer(3, 6) }, sentence).join(' '));
  const section = (topic: string, aspect: string): AdfNode[] => {
    const extra: readonly (() => AdfNode)[] = [
      () => bulletList(sentence(), sentence(), sentence()),
      () =>
        table(
          ['Field', 'Type', 'Meaning'],
          ['id', 'uuid', sentence()],
          ['state', 'enum', sentence()],
          ['updated', 'instant', sentence()],
        ),
      () =>
        codeBlock(
          'typescript',
          `export function ${topic.toLowerCase().replace(' ', '')}${aspect.replace(' ', '')}(basket: Basket): Promise<Outcome> {\n  return send({ kind: '${topic}', basket });\n}`,
        ),
      () => panel('tip', sentence()),
    ];
    return [heading(2, `${topic}: ${aspect}`), paragraph(), paragraph(), random.pick(extra)(), paragraph()];
  };
  const parts = topics.map((topic) => [heading(1, topic), ...aspects.flatMap((aspect) => section(topic, aspect))]);
  const start = [p('Everything about the way from basket to order.'), adf.macro('toc', { maxLevel: '2' })];
  const before = parts.slice(0, 7).flat();
  const after = parts.slice(7).flat();
  const decided = [
    heading(2, 'Decisions on returns'),
    decisionList(['DECIDED', 'A return label is valid for fourteen days, then the customer asks for a new one.']),
  ];
  return {
    key: 'checkoutHandbook',
    space: 'NIM',
    under: 'guides',
    title: 'Checkout handbook',
    labels: ['checkout', 'handbook'],
    versions: [
      { at: when.daysAgo(260), by: people.bjorn, body: doc(...start, ...before, ...after) },
      {
        at: when.thisWeek(0.8),
        by: people.tomas,
        message: 'Returns',
        body: doc(...start, ...before, ...decided, ...after),
      },
    ],
  };
}
