import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import type { SeedContext, SeedPage } from './context.ts';
import { daci } from './daci.ts';

const { p, heading, bulletList, table, strong, date, mention, status, doc } = adf;

/** Places made for decisions: ADRs, registers in tables, DACI pages. */
export function nimDecisions(context: SeedContext): SeedPage[] {
  return [...adrs(context), register(context), checkoutLog(context), ...daci(context)];
}

function adrBody(
  state: AdfNode,
  context: string,
  decision: readonly (string | AdfNode)[],
  consequences: readonly string[],
): AdfNode {
  return doc(
    p(strong('Status: '), state),
    heading(2, 'Context'),
    p(context),
    heading(2, 'Decision'),
    p(...decision),
    heading(2, 'Consequences'),
    bulletList(...consequences),
  );
}

function adrs({ people, when, issue }: SeedContext): SeedPage[] {
  const { bjorn, paulMartin, tomas, lea } = people;
  const postgres = 'Orders need transactions over several tables and reports over years.';
  const postgresEffects = ['One database to operate.', 'Reports run on a replica.'];
  const idempotency = 'Mobile networks repeat requests; twice last month a customer was charged twice.';
  const idempotencyEffects = ['Keys are kept for 24 hours.', 'The mobile app sends a key since 5.2.'];
  return [
    {
      key: 'adrs',
      space: 'NIM',
      under: 'nimHome',
      title: 'Architecture decision records',
      labels: ['adr'],
      versions: [
        {
          at: when.daysAgo(320),
          by: bjorn,
          body: doc(
            p('One page a decision. Status is one of proposed, accepted, rejected, superseded.'),
            adf.macro('children'),
          ),
        },
      ],
    },
    {
      key: 'adrPostgres',
      space: 'NIM',
      under: 'adrs',
      title: 'ADR-001: PostgreSQL for orders',
      labels: ['adr', 'decision'],
      versions: [
        {
          at: when.daysAgo(300),
          by: bjorn,
          body: adrBody(status('ACCEPTED', 'green'), postgres, ['We keep orders in PostgreSQL.'], postgresEffects),
        },
        // Merely reformatted this week: the same words in bold.
        {
          at: when.thisWeek(0.35),
          by: tomas,
          minor: true,
          message: 'Formatting',
          body: adrBody(
            status('ACCEPTED', 'green'),
            postgres,
            [strong('We keep orders in PostgreSQL.')],
            postgresEffects,
          ),
        },
      ],
    },
    {
      key: 'adrIdempotency',
      space: 'NIM',
      under: 'adrs',
      title: 'ADR-002: Idempotency keys on payment requests',
      labels: ['adr', 'decision'],
      versions: [
        {
          at: when.lastWeek(1, 14),
          by: paulMartin,
          body: adrBody(
            status('PROPOSED', 'blue'),
            idempotency,
            ['Every payment request carries an idempotency key made by the client (', issue('NIM-23'), ').'],
            idempotencyEffects,
          ),
        },
        {
          at: when.thisWeek(0.55),
          by: lea,
          message: 'Accepted in the architecture meeting',
          body: adrBody(
            status('ACCEPTED', 'green'),
            idempotency,
            ['Every payment request carries an idempotency key made by the client (', issue('NIM-23'), ').'],
            idempotencyEffects,
          ),
        },
      ],
    },
    {
      key: 'adrSearchEngine',
      space: 'NIM',
      under: 'adrs',
      title: 'ADR-003: Search engine of the catalogue',
      labels: ['adr'],
      versions: [
        {
          at: when.thisWeek(0.15),
          by: tomas,
          body: adrBody(
            status('PROPOSED', 'blue'),
            'The SQL search takes 900 ms on 200,000 products.',
            ['We propose a dedicated search engine. Not decided: the cost is still unknown.'],
            ['A second store to keep in step.'],
          ),
        },
      ],
    },
    {
      key: 'adrMonolith',
      space: 'NIM',
      under: 'adrs',
      title: 'ADR-004: One repository for all front ends',
      labels: ['adr', 'decision'],
      versions: [
        {
          at: when.daysAgo(210),
          by: tomas,
          body: adrBody(
            status('ACCEPTED', 'green'),
            'Three front ends share half of their code.',
            ['All front ends live in one repository.'],
            ['One pipeline.'],
          ),
        },
        {
          at: when.daysAgo(40),
          by: bjorn,
          message: 'Superseded',
          body: adrBody(
            status('SUPERSEDED', 'purple'),
            'Three front ends share half of their code.',
            ['All front ends live in one repository.'],
            ['One pipeline.', 'Superseded: the mobile app moved out.'],
          ),
        },
      ],
    },
  ];
}

/** An old table to which a row was added this week. */
function register({ people, when, issue }: SeedContext): SeedPage {
  const { lea, sofia, aisha, chloe } = people;
  const head = ['Décision', 'Statut', 'Date', 'Qui'];
  const old = [
    ['Les prix sont affichés TTC partout.', p(status('DÉCIDÉ', 'green')), p(date(when.daysAgo(118))), p(mention(lea))],
    [
      'Livraison gratuite à partir de 60 €.',
      p(status('DÉCIDÉ', 'green')),
      p(date(when.daysAgo(75))),
      p(mention(sofia)),
    ],
    ['Paiement en trois fois.', p(status('REJETÉ', 'red')), p(date(when.daysAgo(30))), p(mention(aisha))],
    ['Programme de fidélité.', p(status('EN DISCUSSION', 'yellow')), p(date(when.daysAgo(12))), p(mention(chloe))],
  ];
  const added = [
    p('Les retours sont gratuits pendant 30 jours, voir ', issue('NIM-34'), '.'),
    p(status('DÉCIDÉ', 'green')),
    p(date(when.thisWeek(0.4))),
    p(mention(sofia)),
  ];
  const introduction = p('Le registre des décisions produit. Une ligne par décision, jamais effacée.');
  return {
    key: 'decisionRegister',
    space: 'NIM',
    under: 'nimHome',
    title: 'Registre des décisions produit',
    labels: ['decision', 'registre'],
    versions: [
      { at: when.daysAgo(120), by: lea, body: doc(introduction, table(head, ...old.slice(0, 1))) },
      { at: when.daysAgo(75), by: sofia, body: doc(introduction, table(head, ...old.slice(0, 2))) },
      { at: when.daysAgo(12), by: chloe, body: doc(introduction, table(head, ...old)) },
      {
        at: when.thisWeek(0.4),
        by: sofia,
        message: 'Retours gratuits',
        body: doc(introduction, table(head, ...old, added)),
      },
    ],
  };
}

function checkoutLog({ people, when, issue }: SeedContext): SeedPage {
  const { paulMartin, bjorn } = people;
  const head = ['Decision', 'Outcome', 'Date', 'Owner'];
  const lastWeek = [
    [
      'Which address service do we use?',
      p('We stay with the current provider for a year.'),
      p(date(when.lastWeek(3, 11))),
      p(mention(bjorn)),
    ],
    [
      'Store the card in the browser?',
      p(status('REJECTED', 'red'), ' Not allowed by PCI DSS.'),
      p(date(when.lastWeek(3, 11))),
      p(mention(paulMartin)),
    ],
  ];
  const thisWeek = [
    [
      'How long is a basket kept?',
      p('Thirty days for guests, without end for members (', issue('NIM-27'), ').'),
      p(date(when.thisWeek(0.7))),
      p(mention(paulMartin)),
    ],
    ['Do we show stock levels?', p(status('OPEN', 'yellow')), p(), p(mention(bjorn))],
  ];
  return {
    key: 'checkoutDecisionLog',
    space: 'NIM',
    under: 'nimHome',
    title: 'Checkout decision log',
    labels: ['decision', 'checkout'],
    versions: [
      { at: when.lastWeek(3, 11), by: bjorn, body: doc(heading(1, 'Decisions'), table(head, ...lastWeek)) },
      {
        at: when.thisWeek(0.7),
        by: paulMartin,
        body: doc(heading(1, 'Decisions'), table(head, ...lastWeek, ...thisWeek)),
      },
    ],
  };
}
