import * as adf from '../../adf.ts';
import { attendees, freezeDecision, type SeedContext, type SeedPage } from './context.ts';

const { p, heading, bulletList, orderedList, decisionList, taskList, panel, table, strong, date, mention, doc } = adf;

/** Minutes of meetings: native decisions and headings, of this week and the last. */
export function nimMinutes(context: SeedContext): SeedPage[] {
  const { when } = context;
  const { lea, chloe, emile } = context.people;
  const empty = doc(
    heading(2, 'Participants'),
    p({ type: 'placeholder', attrs: { text: '@mentionner les personnes présentes' } }),
    heading(2, 'Ordre du jour'),
    bulletList(p()),
    heading(2, 'Décisions'),
    {
      type: 'decisionList',
      attrs: { localId: 'template-decisions' },
      content: [{ type: 'decisionItem', attrs: { localId: 'template-decision', state: 'DECIDED' } }],
    },
    heading(2, 'Actions'),
    {
      type: 'taskList',
      attrs: { localId: 'template-tasks' },
      content: [{ type: 'taskItem', attrs: { localId: 'template-task', state: 'TODO' } }],
    },
  );
  return [
    {
      key: 'minutes',
      space: 'NIM',
      under: 'nimHome',
      title: 'Comptes rendus',
      versions: [
        {
          at: when.daysAgo(400),
          by: lea,
          body: doc(
            p('Tous les comptes rendus de l’équipe Nimbus Shop, le plus récent en premier.'),
            adf.macro('children', { sort: 'creation', reverse: 'true' }),
          ),
        },
      ],
    },
    teamMeetingThisWeek(context),
    sprintPlanning(context),
    teamMeetingLastWeek(context),
    retrospective(context),
    accessibilityWorkshop(context),
    {
      key: 'minutesTemplate',
      space: 'NIM',
      under: 'minutes',
      title: 'Modèle de compte rendu',
      labels: ['modele'],
      versions: [
        { at: when.daysAgo(200), by: chloe, body: empty },
        {
          at: when.thisWeek(0.3),
          by: emile,
          minor: true,
          body: doc(...(empty.content ?? []), p('Merci de dupliquer cette page, pas de la modifier.')),
        },
      ],
    },
  ];
}

function teamMeetingThisWeek(context: SeedContext): SeedPage {
  const { people, when, issue } = context;
  const { lea, paulMartin, sofia, emile, aisha } = people;
  const body = doc(
    attendees('Présents :', [lea, paulMartin, sofia, emile, aisha]),
    heading(2, 'Points abordés'),
    bulletList(
      p('Taux d’abandon du panier en hausse depuis la refonte, voir ', issue('NIM-12'), '.'),
      p('Préparation du ', strong('Black Friday'), ' : charge attendue trois fois supérieure à la normale.'),
      'Retours du support sur les codes promo cumulés.',
    ),
    heading(2, 'Décisions'),
    decisionList(
      ['DECIDED', freezeDecision(context)],
      ['DECIDED', 'Les codes promo ne sont plus cumulables à partir du sprint 15 (', issue('NIM-21'), ').'],
      ['UNDECIDED', 'Passer ou non le catalogue en rendu statique : à trancher après la mesure de charge.'],
    ),
    heading(2, 'Actions'),
    taskList(
      ['TODO', mention(paulMartin), ' mesurer la charge du catalogue avant le ', date(when.now + 4 * 86_400_000)],
      ['DONE', mention(sofia), ' prévenir le support du gel'],
      ['TODO', mention(emile), ' écrire l’annonce aux partenaires'],
    ),
  );
  return {
    key: 'teamMeetingThisWeek',
    space: 'NIM',
    under: 'minutes',
    title: `Point d’équipe du ${when.longDate(when.thisWeek(0.45), 'fr')}`,
    labels: ['compte-rendu', 'équipe'],
    versions: [
      { at: when.thisWeek(0.45), by: lea, body },
      { at: when.thisWeek(0.5), by: emile, minor: true, message: 'Coquille', body },
    ],
  };
}

function sprintPlanning({ people, when, issue }: SeedContext): SeedPage {
  const { bjorn, paulMartin, chloe, tomas } = people;
  return {
    key: 'sprintPlanning',
    space: 'NIM',
    under: 'minutes',
    title: 'Sprint 14 planning notes',
    labels: ['sprint-14', 'minutes'],
    versions: [
      {
        at: when.thisWeek(0.2),
        by: bjorn,
        body: doc(
          attendees('Attendees:', [bjorn, paulMartin, chloe, tomas]),
          heading(2, 'Goal'),
          p('A guest can pay without creating an account.'),
          heading(2, 'Decisions'),
          bulletList(
            'Guest checkout ships behind the flag guest-checkout, on for 10% of visitors.',
            p('We drop support for Internet Explorer mode in the payment iframe, agreed with ', mention(tomas), '.'),
          ),
          heading(2, 'Risks'),
          bulletList(
            p('The address validation service is slow; no decision yet on a fallback, see ', issue('NIM-30'), '.'),
            'Two people are away on Friday.',
          ),
          heading(2, 'Capacity'),
          table(
            ['Person', 'Days', 'Status'],
            ['Paul', '8', 'confirmed'],
            ['Chloé', '6', 'confirmed'],
            ['Tomás', '9', 'to confirm'],
          ),
        ),
      },
    ],
  };
}

function teamMeetingLastWeek({ people, when, issue }: SeedContext): SeedPage {
  const { lea, sofia, chloe, aisha } = people;
  return {
    key: 'teamMeetingLastWeek',
    space: 'NIM',
    under: 'minutes',
    title: `Point d’équipe du ${when.longDate(when.lastWeek(2, 10), 'fr')}`,
    labels: ['compte-rendu', 'équipe'],
    versions: [
      {
        at: when.lastWeek(2, 10),
        by: sofia,
        body: doc(
          attendees('Présents :', [lea, sofia, chloe, aisha]),
          heading(2, 'Décisions'),
          decisionList(
            ['DECIDED', 'La page produit charge les avis après le premier affichage (', issue('NIM-8'), ').'],
            ['DECIDED', 'On garde deux revues de code pour tout ce qui touche au paiement.'],
          ),
          panel('info', 'Prochain point : même heure la semaine prochaine.'),
        ),
      },
    ],
  };
}

function retrospective({ people, when }: SeedContext): SeedPage {
  return {
    key: 'retrospective',
    space: 'NIM',
    under: 'minutes',
    title: 'Sprint 13 retrospective',
    labels: ['retro'],
    versions: [
      {
        at: when.lastWeek(4, 15),
        by: people.tomas,
        body: doc(
          adf.columns(
            [heading(3, 'Went well'), bulletList('Faster reviews', 'The new test data')],
            [heading(3, 'To improve'), bulletList('Too many hotfixes on Friday', 'Unclear acceptance criteria')],
          ),
          heading(2, 'Decisions'),
          orderedList('No deployments after Friday noon.', 'Every story names its tester before it starts.'),
        ),
      },
    ],
  };
}

function accessibilityWorkshop({ people, when, issue }: SeedContext): SeedPage {
  const { chloe, aisha, paulMartin } = people;
  return {
    key: 'accessibilityWorkshop',
    space: 'NIM',
    under: 'minutes',
    title: 'Atelier accessibilité du tunnel d’achat',
    labels: ['accessibilite', 'atelier'],
    versions: [
      {
        at: when.thisWeek(0.6),
        by: chloe,
        body: doc(
          attendees('Participants :', [chloe, aisha, paulMartin]),
          heading(2, 'Constats'),
          p('Le champ « date d’expiration » n’est pas annoncé par les lecteurs d’écran, voir ', issue('NIM-17'), '.'),
          heading(2, 'Décisions prises'),
          bulletList(
            'Le tunnel d’achat vise le niveau AA des WCAG 2.2 avant la fin de l’année.',
            p('Les couleurs d’erreur passent à ', adf.code('#AE2A19'), ' sur tout le site.'),
          ),
          heading(2, 'Décisions à prendre'),
          bulletList('Faut-il un audit externe ?', 'Quel budget pour les tests utilisateurs ?'),
        ),
      },
    ],
  };
}
