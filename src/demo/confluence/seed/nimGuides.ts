import * as adf from '../../adf.ts';
import type { SeedContext, SeedPage } from './context.ts';
import { checkoutHandbook } from './handbook.ts';
import { pageIds } from './ids.ts';
import { legacyBasketStorage } from './legacyBasket.ts';
import { lookAlikes } from './lookAlikes.ts';
import { annotationIds, fileIds } from './parts.ts';

const {
  p,
  heading,
  bulletList,
  decisionList,
  taskList,
  panel,
  table,
  strong,
  em,
  code,
  date,
  mention,
  status,
  doc,
  codeBlock,
  annotated,
  link,
  expand,
} = adf;

/** The homepage, guides, and what stands beside them. */
export function nimGuides(context: SeedContext): SeedPage[] {
  const { people, when } = context;
  const { lea, tomas, sofia, emile } = people;
  return [
    {
      key: 'nimHome',
      space: 'NIM',
      title: 'Nimbus Shop',
      versions: [
        {
          at: when.daysAgo(420),
          by: lea,
          body: doc(
            panel(
              'info',
              p(
                'Bienvenue dans l’espace de l’équipe ',
                strong('Nimbus Shop'),
                '. Welcome! Pages are in French or English, as you like.',
              ),
            ),
            adf.columns(
              [heading(3, 'Où trouver quoi'), adf.macro('children', { depth: '1' })],
              [heading(3, 'Récemment modifié'), adf.macro('recently-updated', { max: '5' })],
            ),
          ),
        },
      ],
    },
    {
      key: 'guides',
      space: 'NIM',
      under: 'nimHome',
      title: 'Guides',
      versions: [{ at: when.daysAgo(390), by: tomas, body: doc(adf.macro('children', { sort: 'title' })) }],
    },
    checkoutHandbook(context),
    promoCodeApi(context),
    ...lookAlikes(context),
    {
      key: 'legacyBasket',
      space: 'NIM',
      under: 'guides',
      title: 'Basket specification (legacy)',
      labels: ['spec'],
      versions: [
        { at: when.daysAgo(700), by: emile, body: doc(), storage: legacyBasketStorage(people, false) },
        {
          at: when.thisWeek(0.85),
          by: sofia,
          message: 'Guest baskets',
          body: doc(),
          storage: legacyBasketStorage(people, true),
        },
      ],
    },
    {
      key: 'budget',
      space: 'NIM',
      under: 'nimHome',
      title: 'Budget 2027 (accès restreint)',
      labels: ['decision'],
      visibleTo: [sofia, emile],
      versions: [
        {
          at: when.thisWeek(0.3),
          by: sofia,
          body: doc(
            heading(2, 'Décisions'),
            decisionList(['DECIDED', 'Le budget de l’équipe augmente de 8 % en 2027.']),
          ),
        },
      ],
    },
    {
      key: 'oldRoadmap',
      space: 'NIM',
      under: 'nimHome',
      title: 'Roadmap 2024',
      status: 'archived',
      versions: [
        { at: when.daysAgo(650), by: lea, body: doc(heading(2, 'Decisions'), bulletList('Launch in Belgium.')) },
      ],
    },
    {
      key: 'draftIdea',
      space: 'NIM',
      under: 'nimHome',
      title: 'Brouillon : parrainage',
      status: 'draft',
      versions: [{ at: when.thisWeek(0.9), by: lea, body: doc(p('Une idée, pas encore une page.')) }],
    },
    weeklyReleasesPost(context),
  ];
}

function promoCodeApi({ people, when, issue }: SeedContext): SeedPage {
  const { tomas, chloe, aisha } = people;
  return {
    key: 'promoCodeApi',
    space: 'NIM',
    under: 'guides',
    title: 'Promo code API',
    labels: ['api', 'promo'],
    versions: [
      {
        at: when.daysAgo(45),
        by: tomas,
        body: doc(
          adf.macro('toc', { minLevel: '2', maxLevel: '3' }),
          p(
            'How the shop applies promo codes 🎁. ',
            annotated('A code is valid once per customer', annotationIds.oncePerCustomer),
            ', whatever the channel. Built in ',
            issue('NIM-21'),
            ' and ',
            issue('NIM-22'),
            '.',
          ),
          heading(2, 'Apply a code'),
          codeBlock(
            'http',
            'POST /api/baskets/{id}/promo-codes\nContent-Type: application/json\n\n{ "code": "WELCOME10" }',
          ),
          p(
            'The answer is ',
            code('200'),
            ' with the basket, or one of the errors below. See ',
            link('the error guide', 'https://docs.nimbus.example/errors'),
            '.',
          ),
          table(
            ['Status', 'Code', 'Meaning'],
            [p(status('404', 'red')), p(code('unknown_code')), 'No such code.'],
            [p(status('409', 'yellow')), p(code('already_used')), bulletList('Used before', 'Or used up')],
            [
              p(status('422', 'neutral')),
              p(code('expired')),
              p('Expired, for example on ', date(when.daysAgo(50)), '.'),
            ],
          ),
          p(
            adf.inlineMacro('anchor', { name: 'errors' }),
            adf.strike('Codes are case sensitive.'),
            ' Upper and lower case are the same.',
          ),
          heading(2, 'Screens'),
          adf.image(
            fileIds.promoScreen,
            `contentId-${pageIds.promoCodeApi}`,
            'The promo code field in the basket',
            1200,
            640,
          ),
          expand(
            'Details for the support team',
            p('A code entered twice counts once. ', em('Do not reset it by hand.')),
            codeBlock('sql', "select * from promo_use where code = 'WELCOME10' order by used_at desc limit 20;"),
          ),
          heading(2, 'Who to ask'),
          p(mention(tomas), ' for the service, ', mention(chloe), ' for the screens ', adf.emoji(':wave:', '👋'), '.'),
          adf.columns(
            [panel('success', 'Done: one code per basket.')],
            [panel('warning', p('Several codes: see ', issue('NIM-21'), '.'))],
          ),
          taskList(['TODO', mention(aisha), ' add the French error texts'], ['DONE', 'Publish the OpenAPI file']),
          adf.blockCard('https://docs.nimbus.example/promo'),
        ),
      },
    ],
  };
}

function weeklyReleasesPost({ people, when }: SeedContext): SeedPage {
  return {
    key: 'weeklyReleasesPost',
    space: 'NIM',
    kind: 'blogpost',
    title: 'We are moving to weekly releases',
    labels: ['news'],
    versions: [
      {
        at: when.thisWeek(0.6),
        by: people.lea,
        body: doc(
          p('Short version: from December we release every Tuesday.'),
          decisionList(['DECIDED', 'Releases go out every Tuesday morning from December on.']),
          p('Questions? Ask ', mention(people.lea), '.'),
        ),
      },
    ],
  };
}
