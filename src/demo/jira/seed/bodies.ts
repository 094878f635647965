import {
  bulletList,
  code,
  codeBlock,
  date,
  doc,
  em,
  emoji,
  expand,
  heading,
  image,
  inlineCard,
  link,
  mention,
  orderedList,
  p,
  panel,
  status,
  strong,
  table,
  taskList,
} from '../../adf.ts';
import type { AdfNode, DemoUser } from '../model.ts';
import type { DemoPeople } from './people.ts';

/** Rich descriptions and comments: every kind of node that real tickets hold, in two languages. */
export function cartTotalBug(people: DemoPeople, url: string): AdfNode {
  return doc(
    panel('warning', p(strong('Bloquant pour les soldes.'), ' Reproduit en préproduction et en production.')),
    heading(2, 'Étapes'),
    orderedList(
      p('Remplir le panier pour 49,80 €'),
      p('Saisir le code ', code('WELCOME10'), ' (−10 %)'),
      p('Saisir le code ', code('STORM5'), ' (−5 % dès 50 €)'),
    ),
    heading(2, 'Résultat'),
    table(
      ['', 'Attendu', 'Obtenu'],
      ['Sous-total', '49,80 €', '49,80 €'],
      ['Remises', '−4,98 €', '−7,47 €'],
      [p(strong('Total')), p(strong('44,82 €')), p(status('42,33 €', 'red'))],
    ),
    heading(2, 'Where it goes wrong'),
    p(
      'The second code is granted below its ',
      code('minimum'),
      ', which nobody reads. See ',
      link('src/checkout/discounts.ts', 'https://git.nimbus.example/shop/src/checkout/discounts.ts#L14'),
      '.',
    ),
    codeBlock(
      'typescript',
      `export function findDiscounts(codes: readonly string[]): Discount[] {
  return discounts.filter((discount) => codes.includes(discount.code)); // <- minimum?
}`,
    ),
    expand(
      'Journal du navigateur',
      codeBlock('', '[cart] total mismatch: client=4233 server=4482 cart=c_81f3 <script>alert("not run")</script>'),
    ),
    image('6f1a2c1e-0d6b-4a57-9c55-1f1f0a9be042', '', 'Panier avec deux remises'),
    p(
      'Vu avec ',
      mention(people.chloe),
      ' le ',
      date(Date.UTC(2026, 0, 12)),
      ' ',
      emoji(':warning:', '⚠️'),
      '. Lié à ',
      inlineCard(`${url}/browse/NIM-35`),
    ),
    taskList(['DONE', 'Test qui échoue'], ['TODO', 'Correctif'], ['TODO', 'Note de version']),
  );
}

export function savedCardStory(people: DemoPeople): AdfNode {
  return doc(
    heading(2, 'Story'),
    p(
      em('As a returning customer'),
      ' I pay with my saved card in one step, so that I do not type sixteen digits on a phone.',
    ),
    heading(2, 'Acceptance'),
    bulletList(
      'The saved card is chosen by default',
      [p('Strong authentication still happens:'), bulletList('above 30 €', 'at the first use of a device')],
      'A declined card shows why',
    ),
    panel('info', p('API owned by PAY, contact ', mention(people.bjorn), '.')),
  );
}

export function vatService(people: DemoPeople): AdfNode {
  return doc(
    p('Remplacer le calcul local par ', code('POST /v2/vat/quotes'), '.'),
    table(
      ['Pays', 'Taux', 'Règle'],
      ['FR', '20 / 10 / 5,5 %', 'Arrondi par ligne'],
      ['SE', '25 %', 'Rounded on the total'],
      ['ES', '21 %', p('Voir ', mention(people.tomas))],
    ),
    panel('error', p('Pas d’accès au bac à sable depuis lundi.')),
  );
}

export function story(text: string, points: readonly string[]): AdfNode {
  return doc(p(text), heading(3, 'Critères d’acceptation'), bulletList(...points));
}

export function said(...parts: readonly (string | DemoUser)[]): AdfNode {
  return doc(p(...parts.map((part) => (typeof part === 'string' ? part : mention(part)))));
}

export function reproduction(steps: readonly string[]): AdfNode {
  return doc(orderedList(...steps));
}

/** What somebody attached to the bug about the cart. */
export const cartTrace = [
  '10:04:11.120 cart 7f3a  add item SKU-1042 x2  89.90',
  '10:04:11.384 cart 7f3a  apply code RENTREE10  -8.99',
  '10:04:11.391 cart 7f3a  apply code BIENVENUE  -5.00',
  '10:04:11.395 cart 7f3a  WARN minimum of BIENVENUE (80.00) checked against 89.90, due 80.91',
  '10:04:11.402 cart 7f3a  total 75.91 (déjà remisé : 80.91)',
  '',
].join('\n');
