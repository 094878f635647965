import type { Random } from '../../random.ts';
import type { Backlog } from './backlog.ts';
import { said } from './bodies.ts';
import { fieldId, sprintId, statusId, typeId } from './ids.ts';
import { nimProjectId, nimRows } from './nimIssues.ts';
import type { DemoPeople } from './people.ts';

const subjects = [
  'le calcul de la TVA',
  'the cart badge',
  'la page produit',
  'the address form',
  'le suivi de colis',
  'the wish list',
  'la facture PDF',
  'the search box',
  'le menu mobile',
  'the order history',
];
const verbs = ['Corriger', 'Accélérer', 'Test', 'Redesign', 'Documenter', 'Instrument', 'Simplifier', 'Translate'];

/** Fills NIM up to `total` issues: about a third in the active sprint, the others in the backlog. */
export function addGeneratedIssues(backlog: Backlog, people: DemoPeople, total: number, random: Random): void {
  const workers = [people.paulMartin, people.sofia, people.emile, people.chloe, people.bjorn, people.aisha];
  const states = [statusId.toDo, statusId.toDo, statusId.inProgress, statusId.inReview, statusId.done];
  for (let number = nimRows.length + 1; number <= total; number++) {
    const created = 24 * 6 - (number / total) * 24 * 3;
    const issue = backlog.create({
      id: 20_000 + number,
      key: `NIM-${number}`,
      projectId: nimProjectId,
      typeId: random.pick([typeId.story, typeId.task, typeId.bug]),
      statusId: statusId.toDo,
      summary: `${random.pick(verbs)} ${random.pick(subjects)} (lot ${number})`,
      reporter: people.lea,
      created,
      priorityId: String(random.integer(1, 5)),
      custom: { [fieldId.storyPoints]: random.pick([1, 2, 3, 5, 8]) },
      description: said('Généré pour le volume.'),
    });
    if (random.next() < 0.35) {
      const worker = random.pick(workers);
      backlog.putInSprint(issue, created - 1, people.lea, sprintId.nimActive);
      backlog.assign(issue, created - 2, people.lea, worker);
      const state = random.pick(states);
      if (state !== statusId.toDo) {
        backlog.moveTo(issue, created / 2, worker, state);
      }
    }
  }
}
