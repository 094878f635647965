import * as adf from '../../adf.ts';
import { attendees, freezeDecision, type SeedContext, type SeedPage } from './context.ts';

const {
  p,
  heading,
  bulletList,
  orderedList,
  decisionList,
  taskList,
  panel,
  table,
  strong,
  date,
  mention,
  status,
  doc,
  codeBlock,
} = adf;

/** The space of operations. */
export function opsPages(context: SeedContext): SeedPage[] {
  const { people, when } = context;
  const { paulMercier, aisha, sofia } = people;
  return [
    {
      key: 'opsHome',
      space: 'OPS',
      title: 'Ops & exploitation',
      versions: [
        {
          at: when.daysAgo(500),
          by: paulMercier,
          body: doc(
            p('Astreinte, incidents, changements. English is fine too.'),
            adf.macro('children'),
            adf.macro('recently-updated', { max: '10' }),
          ),
        },
      ],
    },
    ...opsDecisions(context),
    {
      key: 'databaseFailover',
      space: 'OPS',
      under: 'opsHome',
      title: 'Runbook: database failover',
      labels: ['runbook', 'database'],
      versions: [
        {
          at: when.daysAgo(60),
          by: aisha,
          body: doc(
            panel('warning', p(strong('Only the person on call'), ' starts a failover.')),
            heading(2, 'Check the replica'),
            codeBlock(
              'bash',
              'psql -h replica-1 -c "select pg_is_in_recovery(), now() - pg_last_xact_replay_timestamp();"',
            ),
            heading(2, 'Promote'),
            orderedList(
              'Stop the writers.',
              p('Run ', adf.code('pg_ctl promote'), ' on the replica.'),
              'Point the DNS name at it.',
            ),
            adf.expand(
              'Why not automatic?',
              p('In March an automatic failover split the cluster. That was decided long ago, see the post-mortem.'),
            ),
          ),
        },
      ],
    },
    {
      key: 'onCall',
      space: 'OPS',
      under: 'opsHome',
      title: 'Tour d’astreinte',
      versions: [
        {
          at: when.thisWeek(0.05),
          by: sofia,
          body: doc(
            table(
              ['Semaine du', 'Personne', 'Statut'],
              [p(date(when.thisWeek(0))), p(mention(aisha)), p(status('EN COURS', 'blue'))],
              [p(date(when.thisWeek(0) + 7 * 86_400_000)), p(mention(paulMercier)), p(status('CONFIRMÉ', 'green'))],
            ),
          ),
        },
      ],
    },
    {
      key: 'incidentTemplate',
      space: 'OPS',
      under: 'opsHome',
      title: 'Template: incident report',
      labels: ['template'],
      versions: [
        {
          at: when.daysAgo(150),
          by: paulMercier,
          body: doc(
            heading(2, 'Timeline'),
            p(),
            heading(2, 'Root cause'),
            p(),
            heading(2, 'Decisions'),
            bulletList(p()),
            heading(2, 'Actions'),
            p(),
          ),
        },
      ],
    },
    {
      key: 'monitoring',
      space: 'OPS',
      under: 'opsHome',
      title: 'Surveillance et alertes',
      labels: ['monitoring'],
      versions: [
        {
          at: when.daysAgo(33),
          by: aisha,
          body: doc(
            p('Les seuils d’alerte de la boutique.'),
            table(
              ['Mesure', 'Seuil', 'Action'],
              ['Latence p95', '800 ms', 'Prévenir l’astreinte'],
              ['Erreurs 5xx', '1 %', 'Ouvrir un incident'],
              ['File de paiement', '500', 'Prévenir l’astreinte'],
            ),
            codeBlock(
              'yaml',
              'groups:\n  - name: checkout\n    rules:\n      - alert: SlowCheckout\n        expr: histogram_quantile(0.95, checkout_seconds) > 0.8\n        for: 5m',
            ),
          ),
        },
      ],
    },
  ];
}

function opsDecisions(context: SeedContext): SeedPage[] {
  const { people, when, issue } = context;
  const { paulMercier, aisha, sofia, emile, lea } = people;
  const policy = [
    p('Sauvegarde complète chaque nuit, conservée 35 jours.'),
    p('Test de restauration chaque trimestre.'),
  ];
  const oldDecision = decisionList(['DECIDED', 'Les sauvegardes sont chiffrées avec une clé par environnement.']);
  const boardHead = ['Change', 'Decision', 'Date'];
  const boardLastWeek = [
    ['Rotate TLS certificates', p('Approved'), p(date(when.lastWeek(1, 9)))],
    ['Upgrade Redis to 8', p('Rejected: no rollback plan'), p(date(when.lastWeek(1, 9)))],
  ];
  const boardThisWeek = [
    ['Move the image cache to the CDN', p('Approved for Thursday night'), p(date(when.thisWeek(0.5)))],
    ['New firewall rules', p('Postponed'), p(date(when.thisWeek(0.5)))],
  ];
  return [
    {
      key: 'opsCommittee',
      space: 'OPS',
      under: 'opsHome',
      title: `Comité d’exploitation du ${when.longDate(when.thisWeek(0.75), 'fr')}`,
      labels: ['compte-rendu'],
      versions: [
        {
          at: when.thisWeek(0.75),
          by: paulMercier,
          body: doc(
            attendees('Présents :', [paulMercier, aisha, sofia, emile]),
            heading(2, 'Décisions'),
            decisionList(
              // The same decision as in the team's minutes: one decision, two sources.
              ['DECIDED', freezeDecision(context)],
              ['DECIDED', 'L’astreinte passe à deux personnes pendant le gel (', issue('OPS-4'), ').'],
            ),
            heading(2, 'Actions'),
            taskList(['TODO', mention(aisha), ' compléter le tour d’astreinte']),
          ),
        },
      ],
    },
    {
      key: 'postMortem',
      space: 'OPS',
      under: 'opsHome',
      title: `Post-mortem : panne de paiement du ${when.longDate(when.lastWeek(0, 18), 'fr')}`,
      labels: ['post-mortem', 'paiement'],
      versions: [
        {
          at: when.lastWeek(3, 16),
          by: aisha,
          body: doc(
            panel('error', p('42 minutes sans paiement, 310 commandes perdues.')),
            heading(2, 'Chronologie'),
            table(
              ['Heure', 'Événement'],
              ['18:02', 'Première alerte'],
              ['18:20', 'Cause trouvée : certificat expiré'],
              ['18:44', 'Retour à la normale'],
            ),
            heading(2, 'Décisions'),
            bulletList(
              'Les certificats sont renouvelés automatiquement.',
              'Une alerte part 30 jours avant chaque expiration.',
            ),
            adf.blockquote(p('« Si on avait décidé plus tôt d’automatiser, on n’en serait pas là. »')),
          ),
        },
      ],
    },
    {
      key: 'changeBoard',
      space: 'OPS',
      under: 'opsHome',
      title: 'Change advisory board minutes',
      labels: ['cab'],
      versions: [
        { at: when.lastWeek(1, 9), by: paulMercier, body: doc(table(boardHead, ...boardLastWeek)) },
        { at: when.thisWeek(0.5), by: paulMercier, body: doc(table(boardHead, ...boardLastWeek, ...boardThisWeek)) },
      ],
    },
    {
      key: 'backupPolicy',
      space: 'OPS',
      under: 'opsHome',
      title: 'Politique de sauvegarde',
      labels: ['politique'],
      versions: [
        {
          at: when.daysAgo(140),
          by: sofia,
          body: doc(heading(2, 'Décisions'), oldDecision, heading(2, 'Politique'), ...policy),
        },
        // The old decision was moved to the end this week, not taken.
        {
          at: when.thisWeek(0.1),
          by: lea,
          message: 'Réorganisation',
          body: doc(heading(2, 'Politique'), ...policy, heading(2, 'Décisions'), oldDecision),
        },
      ],
    },
    {
      key: 'kubernetesPlan',
      space: 'OPS',
      under: 'opsHome',
      title: 'Kubernetes upgrade plan',
      labels: ['kubernetes'],
      versions: [
        {
          at: when.daysAgo(9),
          by: emile,
          body: doc(
            p('From 1.33 to 1.35, cluster by cluster.'),
            heading(2, 'Open questions'),
            bulletList(
              'Who decides about the maintenance window?',
              'No decision has been made about the staging cluster.',
            ),
            adf.columns(
              [heading(3, 'Before'), bulletList('Backup etcd', 'Freeze deployments')],
              [heading(3, 'After'), bulletList('Run the smoke tests', 'Remove old nodes')],
            ),
          ),
        },
      ],
    },
  ];
}
