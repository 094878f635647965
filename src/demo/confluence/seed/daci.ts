import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import type { SeedContext, SeedPage } from './context.ts';

const { p, heading, table, strong, date, mention, status, doc, panel } = adf;

/** DACI pages: the decision is in their page properties. */
export function daci({ people, when }: SeedContext): SeedPage[] {
  const { lea, emile, sofia, aisha, bjorn, paulMercier } = people;
  const properties = (rows: readonly (readonly [string, AdfNode])[]) =>
    adf.bodiedMacro(
      'details',
      { id: 'daci' },
      adf.propertyTable(rows.map(([name, value]) => [p(strong(name)), value])),
    );
  const roles: readonly (readonly [string, AdfNode])[] = [
    ['Driver', p(mention(emile))],
    ['Approver', p(mention(lea))],
    ['Contributors', p(mention(bjorn), ' ', mention(aisha))],
    ['Informed', p(mention(paulMercier))],
  ];
  const options = [
    heading(2, 'Options considered'),
    table(
      ['', 'Option 1: Payline', 'Option 2: Stripe'],
      ['Cost', '1.2% + €0.10', '1.4% + €0.25'],
      ['Effort', p(status('LARGE', 'red')), p(status('SMALL', 'green'))],
    ),
  ];
  return [
    {
      key: 'daciPayment',
      space: 'NIM',
      under: 'nimHome',
      title: 'DACI: Payment provider for 2027',
      labels: ['decision', 'daci'],
      versions: [
        {
          at: when.daysAgo(25),
          by: emile,
          body: doc(
            properties([
              ['Status', p(status('IN PROGRESS', 'yellow'))],
              ['Impact', p(status('HIGH', 'red'))],
              ...roles,
              ['Due date', p(date(when.thisWeek(0.9)))],
              ['Outcome', p()],
            ]),
            ...options,
          ),
        },
        {
          at: when.thisWeek(0.65),
          by: lea,
          message: 'Decided',
          body: doc(
            properties([
              ['Status', p(status('DECIDED', 'green'))],
              ['Impact', p(status('HIGH', 'red'))],
              ...roles,
              ['Due date', p(date(when.thisWeek(0.9)))],
              ['Outcome', p('Stripe replaces Payline from January 2027.')],
            ]),
            ...options,
          ),
        },
      ],
    },
    {
      key: 'daciIslands',
      space: 'NIM',
      under: 'nimHome',
      title: 'DACI : transporteur pour les îles',
      labels: ['decision', 'daci'],
      versions: [
        {
          at: when.thisWeek(0.25),
          by: sofia,
          body: doc(
            properties([
              ['Statut', p(status('EN COURS', 'yellow'))],
              ['Pilote', p(mention(sofia))],
              ['Approbateur', p(mention(lea))],
              ['Décision', p(adf.em('à compléter'))],
            ]),
            heading(2, 'Contexte'),
            p('La Corse et les îles bretonnes ne sont livrées que deux fois par semaine.'),
            panel('note', 'Pas encore de décision : on attend deux devis.'),
          ),
        },
      ],
    },
    {
      key: 'daciTemplate',
      space: 'NIM',
      under: 'adrs',
      title: 'Template: DACI decision',
      labels: ['decision', 'template'],
      versions: [
        {
          at: when.daysAgo(180),
          by: emile,
          body: doc(
            properties([
              ['Status', p(status('NOT STARTED'))],
              ['Driver', p()],
              ['Approver', p()],
              ['Outcome', p()],
            ]),
            heading(2, 'Background'),
            p({ type: 'placeholder', attrs: { text: 'Why must this be decided?' } }),
            heading(2, 'Outcome'),
            p(),
          ),
        },
      ],
    },
  ];
}
