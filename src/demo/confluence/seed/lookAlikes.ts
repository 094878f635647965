import * as adf from '../../adf.ts';
import type { SeedContext, SeedPage } from './context.ts';

const {
  p,
  heading,
  bulletList,
  orderedList,
  decisionList,
  panel,
  table,
  strong,
  code,
  status,
  doc,
  codeBlock,
  link,
  blockquote,
} = adf;

/** Pages that only look as if they held decisions: none taken yet, quoted ones, other tables, edits of no import. */
export function lookAlikes({ people, when, issue }: SeedContext): SeedPage[] {
  const { paulMartin, sofia, chloe, bjorn } = people;
  return [
    {
      key: 'checkoutRunbook',
      space: 'NIM',
      under: 'guides',
      title: 'Runbook: checkout incident',
      labels: ['runbook', 'checkout'],
      versions: [
        {
          at: when.daysAgo(20),
          by: paulMartin,
          body: doc(
            panel('error', p('Customers cannot pay? ', strong('Start here.'))),
            orderedList(
              p('Look at the ', link('dashboard', 'https://grafana.nimbus.example/d/checkout'), '.'),
              [
                p('Restart the payment worker:'),
                codeBlock('bash', 'kubectl rollout restart deployment/payment-worker'),
              ],
              'Tell the support channel.',
            ),
            heading(2, 'Decision tree'),
            bulletList('Only one country: the tax service.', 'All countries: the provider.'),
            panel('note', 'No decision yet whether we fail over automatically.'),
          ),
        },
      ],
    },
    {
      key: 'returnsQuestions',
      space: 'NIM',
      under: 'guides',
      title: 'Returns portal: open questions',
      labels: ['returns'],
      versions: [
        {
          at: when.thisWeek(0.5),
          by: bjorn,
          body: doc(
            heading(2, 'Decisions'),
            p('No decision yet. We have not decided who pays for the parcel.'),
            heading(2, 'Open'),
            decisionList(
              ['UNDECIDED', 'Do we refund before the parcel arrives? (', issue('NIM-35'), ')'],
              ['UNDECIDED', 'One portal for all brands?'],
            ),
          ),
        },
      ],
    },
    {
      key: 'customerVoices',
      space: 'NIM',
      under: 'guides',
      title: 'Ce que disent les clients',
      labels: ['clients'],
      versions: [
        {
          at: when.thisWeek(0.4),
          by: sofia,
          body: doc(
            p('Extraits des courriels du mois.'),
            blockquote(p('« Nous avons décidé de ne plus commander chez vous tant que la livraison est payante. »')),
            blockquote(p('“Your decision to drop PayPal was a mistake.”')),
            p('Un client raconte que son comité a pris la décision de comparer trois boutiques.'),
          ),
        },
      ],
    },
    {
      key: 'featureMatrix',
      space: 'NIM',
      under: 'guides',
      title: 'Feature matrix',
      versions: [
        {
          at: when.thisWeek(0.2),
          by: chloe,
          body: doc(
            table(
              ['Feature', 'Web', 'App', 'Status'],
              ['Guest checkout', 'yes', 'no', p(status('IN PROGRESS', 'blue'))],
              ['Gift cards', 'yes', 'yes', p(status('DONE', 'green'))],
            ),
          ),
        },
      ],
    },
    {
      key: 'frontendGuide',
      space: 'NIM',
      under: 'guides',
      title: 'Guide de contribution du front',
      labels: ['guide', 'front'],
      versions: [
        {
          at: when.daysAgo(90),
          by: chloe,
          body: doc(
            heading(2, 'Installer'),
            codeBlock('bash', 'npm ci\nnpm run dev'),
            heading(2, 'Règles'),
            bulletList(
              'Une fonctionnalité par demande de fusion.',
              p('Les textes sont dans ', code('i18n/fr.json'), '.'),
            ),
          ),
        },
        {
          at: when.thisWeek(0.15),
          by: paulMartin,
          minor: true,
          body: doc(
            heading(2, 'Installer'),
            codeBlock('bash', 'npm ci\nnpm run dev'),
            heading(2, 'Règles'),
            bulletList(
              'Une fonctionnalité par demande de fusion.',
              p('Les textes sont dans ', code('i18n/fr.json'), ' et ', code('i18n/en.json'), '.'),
            ),
          ),
        },
      ],
    },
  ];
}
