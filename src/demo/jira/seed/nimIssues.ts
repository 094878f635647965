import { projectId, sprintId, statusId, typeId } from './ids.ts';
import type { DemoPeople } from './people.ts';

/** Project NIM told in rows; what happened to the issues on the way is in `nimHistory.ts` and `nimStories.ts`. */
export interface NimRow {
  readonly number: number;
  readonly typeId: string;
  readonly summary: string;
  readonly statusId: string;
  readonly assignee?: Exclude<keyof DemoPeople, 'all'>;
  readonly points?: number;
  /** Number of the epic, or of the parent issue of a subtask. */
  readonly parent?: number;
  readonly sprintIds: readonly number[];
  readonly priorityId: string;
  readonly labels: readonly string[];
  readonly componentIds: readonly string[];
}

const types = {
  E: typeId.epic,
  S: typeId.story,
  T: typeId.task,
  B: typeId.bug,
  s: typeId.subtask,
} as const;

const states = {
  todo: statusId.toDo,
  doing: statusId.inProgress,
  review: statusId.inReview,
  blocked: statusId.blocked,
  done: statusId.done,
  wont: statusId.wontDo,
} as const;

const who = {
  lea: 'lea',
  paul: 'paulMartin',
  sofia: 'sofia',
  emile: 'emile',
  chloe: 'chloe',
  bjorn: 'bjorn',
  aisha: 'aisha',
  tomas: 'tomas',
  olivier: 'olivier',
} as const;

type Person = keyof typeof who | '';

/** type, status, assignee, points, parent, sprints (numbers of NIM sprints), priority, summary, labels, components */
type Tuple = readonly [
  kind: keyof typeof types,
  status: keyof typeof states,
  assignee: Person,
  points: number,
  parent: number,
  sprints: readonly number[],
  priority: number,
  summary: string,
  labels?: string,
  components?: string,
];

const checkout = '10000';
const catalogue = '10001';
const cart = '10002';
const backOffice = '10003';

/** NIM-1, NIM-2 … in order. */
const tuples: readonly Tuple[] = [
  ['E', 'doing', 'lea', 0, 0, [], 2, 'Un checkout qui calcule juste', 'soldes', checkout],
  ['E', 'doing', 'sofia', 0, 0, [], 3, 'Panier partagé entre appareils', '', cart],
  ['E', 'doing', 'bjorn', 0, 0, [], 3, 'Catalogue: search that finds', '', catalogue],
  ['E', 'todo', 'lea', 0, 0, [], 3, 'Paiement en plusieurs fois', '', checkout],
  ['E', 'doing', 'aisha', 0, 0, [], 4, 'Back-office des retours', '', backOffice],
  ['S', 'done', 'bjorn', 5, 3, [8], 3, 'Facettes de prix et de taille dans la recherche', '', catalogue],
  ['T', 'done', 'chloe', 3, 3, [8], 3, 'Index products with their French and English names', 'search', catalogue],
  ['B', 'done', 'emile', 2, 3, [8], 2, 'La recherche ignore les accents', 'search', catalogue],
  ['S', 'done', 'aisha', 5, 5, [8], 3, 'Créer une demande de retour depuis la commande', '', backOffice],
  ['T', 'done', 'tomas', 3, 5, [8], 3, 'Return label as PDF', '', backOffice],
  ['S', 'done', 'sofia', 8, 2, [9], 3, 'Fusionner le panier invité à la connexion', '', cart],
  ['B', 'done', 'paul', 3, 2, [9], 1, 'Guest cart is lost after login on Safari', 'safari', cart],
  ['T', 'done', 'chloe', 2, 0, [9], 4, 'Contraste des boutons du tunnel (RGAA)', 'a11y', checkout],
  ['T', 'done', 'emile', 3, 0, [9], 3, 'Keyboard order in the checkout form', 'a11y', checkout],
  ['B', 'done', 'bjorn', 2, 3, [9], 3, 'Empty facet shows “undefined”', '', catalogue],
  ['S', 'done', 'lea', 5, 1, [10], 2, 'Saisir un code promo dans le panier', 'promo', cart],
  ['S', 'done', 'emile', 8, 1, [10, 11], 2, 'Règles de cumul des codes promo', 'promo', checkout],
  ['T', 'done', 'paul', 3, 1, [10], 3, 'Validate promo codes on the server', 'promo', checkout],
  ['B', 'done', 'sofia', 1, 1, [10], 3, 'Code promo sensible à la casse', 'promo', cart],
  ['T', 'done', 'tomas', 2, 0, [10], 4, 'Upgrade to TypeScript 5.9', 'tech', ''],
  ['S', 'done', 'aisha', 5, 5, [11], 3, 'Rembourser un retour partiel', '', backOffice],
  ['B', 'done', 'chloe', 3, 5, [11], 2, 'Refund is sent twice when the page is reloaded', '', backOffice],
  ['T', 'done', 'bjorn', 3, 3, [11], 3, 'Cache des pages catalogue', 'perf', catalogue],
  ['T', 'done', 'olivier', 5, 0, [11], 3, 'Migrer les images produits vers le CDN', 'perf', catalogue],
  ['S', 'done', 'bjorn', 5, 3, [12], 3, 'Product list under 1.5 s on 3G', 'perf', catalogue],
  ['B', 'done', 'emile', 2, 3, [12], 3, 'Les miniatures clignotent au défilement', 'perf', catalogue],
  ['T', 'done', 'tomas', 3, 0, [12], 3, 'Split the checkout bundle', 'perf,tech', checkout],
  ['T', 'wont', 'paul', 2, 3, [12], 5, 'Recherche vocale (étude)', '', catalogue],
  ['B', 'done', 'sofia', 3, 2, [12], 2, 'Two tabs overwrite each other’s cart', '', cart],
  ['S', 'done', 'sofia', 8, 2, [13], 2, 'Retrouver son panier sur mobile', '', cart],
  ['T', 'done', 'chloe', 3, 2, [13], 3, 'Cart API: optimistic version number', 'api', cart],
  ['B', 'done', 'paul', 2, 2, [13], 3, 'La quantité revient à 1 après synchronisation', '', cart],
  ['T', 'done', 'aisha', 2, 5, [13], 4, 'Export CSV des retours', '', backOffice],
  ['S', 'done', 'tomas', 5, 1, [13], 3, 'Show shipping cost before the address step', '', checkout],
  ['B', 'done', 'emile', 3, 1, [13], 1, 'TVA calculée sur le prix avant remise', 'tva', checkout],
  ['T', 'done', 'bjorn', 1, 0, [13], 4, 'Remove the feature flag of the old search', 'tech', catalogue],
  ['T', 'done', 'lea', 2, 1, [13], 3, 'Rédiger les règles d’arrondi avec la comptabilité', 'tva', checkout],
  ['S', 'done', 'chloe', 3, 1, [13, 14], 3, 'Détail de la TVA par taux dans le récapitulatif', 'tva', checkout],
  ['T', 'done', 'bjorn', 3, 1, [14], 2, 'Extract price arithmetic into src/checkout/money.ts', 'tech', checkout],
  ['S', 'done', 'aisha', 3, 1, [14], 3, 'Afficher l’économie réalisée ligne par ligne', 'promo', cart],
  ['T', 'review', 'paul', 2, 1, [14], 3, 'Property tests for rounding in cents', 'tech,tests', checkout],
  [
    'B',
    'doing',
    'emile',
    3,
    1,
    [14],
    1,
    'Total du panier faux quand deux remises se cumulent',
    'promo,soldes',
    `${cart} ${checkout}`,
  ],
  ['S', 'doing', 'sofia', 5, 2, [14], 2, 'Notify when a shared cart was changed elsewhere', '', cart],
  ['T', 'blocked', 'bjorn', 3, 1, [14], 2, 'Brancher le nouveau service de TVA', 'tva', checkout],
  ['S', 'doing', 'chloe', 5, 1, [13, 14], 2, 'Pay with a saved card in one step', '', checkout],
  ['T', 'todo', 'aisha', 2, 5, [14], 3, 'Étiquettes retour : format A6', '', backOffice],
  ['B', 'review', 'paul', 2, 1, [14], 2, 'Negative total with a gift card over 100 %', 'promo', checkout],
  ['T', 'todo', 'tomas', 3, 1, [14], 3, 'Use the new rounding rules in order e-mails', 'tva', checkout],
  [
    'B',
    'doing',
    'lea',
    3,
    1,
    [14],
    1,
    'Les frais de port disparaissent après retrait d’un article',
    '',
    `${cart} ${checkout}`,
  ],
  ['S', 'doing', 'emile', 5, 1, [14], 3, 'Free shipping threshold shown in the cart', 'promo', cart],
  ['T', 'todo', 'chloe', 2, 1, [14], 3, 'Traduire les messages d’erreur du paiement', 'i18n', checkout],
  ['B', 'done', 'tomas', 1, 1, [14], 3, 'Espace insécable manquant avant le signe €', 'i18n', checkout],
  ['S', 'review', 'sofia', 5, 2, [13, 14], 2, 'Historique des paniers abandonnés', '', cart],
  ['s', 'done', 'emile', 0, 42, [14], 3, 'Reproduce with a failing unit test'],
  ['s', 'doing', 'emile', 0, 42, [14], 3, 'Corriger findDiscounts dans src/checkout/discounts.ts'],
  ['s', 'todo', 'paul', 0, 42, [14], 3, 'Relire avec la comptabilité'],
  ['s', 'doing', 'sofia', 0, 43, [14], 3, 'Server-sent events endpoint'],
  ['s', 'todo', '', 0, 43, [14], 3, 'Bandeau « panier modifié »'],
  ['S', 'todo', 'lea', 8, 4, [15], 2, 'Choisir un paiement en 3 ou 4 fois'],
  ['T', 'todo', '', 5, 4, [15], 3, 'Credit check API client', 'api'],
  ['S', 'todo', '', 5, 4, [15], 3, 'Afficher l’échéancier avant validation'],
  ['S', 'todo', '', 8, 3, [16], 3, 'Suggestions while typing', 'search', catalogue],
  ['B', 'todo', '', 0, 3, [], 2, 'La recherche plante sur le caractère « % »', 'search', catalogue],
  ['S', 'todo', '', 3, 2, [], 3, 'Renommer un panier partagé', '', cart],
  ['T', 'todo', '', 2, 0, [], 4, 'Delete carts untouched for a year (GDPR)', 'rgpd', cart],
  ['B', 'todo', 'aisha', 0, 5, [], 3, 'Wrong currency symbol in the refund list', '', backOffice],
  ['S', 'todo', '', 5, 5, [], 4, 'Motif de retour obligatoire', '', backOffice],
  ['T', 'todo', '', 1, 0, [], 5, 'Mettre à jour les mentions légales', '', ''],
  ['S', 'todo', '', 13, 4, [], 3, 'Refuse instalments above 2 000 €'],
  ['B', 'todo', 'bjorn', 0, 3, [], 3, 'Facet counts differ from results', 'search', catalogue],
  ['T', 'todo', '', 3, 0, [], 3, 'Journaliser les arrondis pour l’audit', 'tva,tech', checkout],
  ['S', 'todo', '', 5, 2, [], 4, 'Share a cart by link', '', cart],
];

export const nimRows: readonly NimRow[] = tuples.map(
  ([kind, status, assignee, points, parent, sprints, priority, summary, labels = '', components = ''], index) => ({
    number: index + 1,
    typeId: types[kind],
    summary,
    statusId: states[status],
    ...(assignee && { assignee: who[assignee] }),
    ...(points > 0 && { points }),
    ...(parent > 0 && { parent }),
    sprintIds: sprints.map(sprintId.nim),
    priorityId: String(priority),
    labels: labels.split(',').filter(Boolean),
    componentIds: components.split(' ').filter(Boolean),
  }),
);

export const nimProjectId: string = projectId.NIM;
export const nimIssueId = (number: number): number => 10_100 + number;
