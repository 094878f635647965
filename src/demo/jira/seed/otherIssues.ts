import type { DemoIssue } from '../model.ts';
import type { Backlog } from './backlog.ts';
import { said, story } from './bodies.ts';
import { fieldId, projectId, sprintId, statusId, typeId } from './ids.ts';
import type { DemoPeople } from './people.ts';

type Person = Exclude<keyof DemoPeople, 'all'>;
type Row = readonly [
  typeId: string,
  statusId: string,
  assignee: Person | undefined,
  sprintId: number | undefined,
  points: number | undefined,
  summary: string,
];

const { payCore, payReporting, pay } = sprintId;

/** PAY-1 …; PAY-12 blocks NIM-45. */
const payRows: readonly Row[] = [
  [typeId.epic, statusId.inProgress, 'bjorn', undefined, undefined, 'Strong authentication everywhere'],
  [typeId.epic, statusId.inProgress, 'tomas', undefined, undefined, 'Rapprochement bancaire'],
  [typeId.story, statusId.done, 'bjorn', pay(7), 5, 'Tokenise cards at the gateway'],
  [typeId.task, statusId.done, 'paulMercier', pay(7), 3, 'Rotation des clés HSM'],
  [typeId.story, statusId.inProgress, 'paulMercier', payCore, 8, 'Wallet confirmation in the app'],
  [typeId.bug, statusId.toDo, 'bjorn', payCore, 2, '3-D Secure page is blank with ad blockers'],
  [typeId.task, statusId.inReview, 'emile', payCore, 3, 'Journal des refus par motif'],
  [typeId.story, statusId.inProgress, 'tomas', payReporting, 5, 'Daily settlement file'],
  [typeId.task, statusId.toDo, 'lea', payReporting, 2, 'Colonne « frais » dans le rapport'],
  [typeId.bug, statusId.done, 'tomas', payReporting, 1, 'Report shows UTC instead of Paris time'],
  [typeId.incident, statusId.inProgress, 'bjorn', payCore, undefined, 'Taux de refus anormal chez un acquéreur'],
  [typeId.story, statusId.inProgress, 'bjorn', payCore, 5, 'API: pay with a stored token'],
  [typeId.task, statusId.toDo, undefined, undefined, 3, 'Archiver les transactions de plus de 5 ans'],
  [typeId.story, statusId.toDo, undefined, undefined, 8, 'Instalments: schedule service'],
];

/** OPS-1 …; a board without sprints. */
const opsRows: readonly Row[] = [
  [typeId.opsEpic, statusId.opsDoing, 'paulMercier', undefined, undefined, 'Astreinte sereine'],
  [
    typeId.opsTask,
    statusId.opsDone,
    'paulMercier',
    undefined,
    undefined,
    'Renouveler le certificat de shop.nimbus.example',
  ],
  [typeId.opsTask, statusId.opsDoing, 'paulMercier', undefined, undefined, 'Proxy : laisser passer les connexions SSE'],
  [typeId.opsAlert, statusId.opsToDo, 'aisha', undefined, undefined, 'Disque à 85 % sur db-2'],
  [typeId.opsTask, statusId.opsBlocked, 'emile', undefined, undefined, 'Migrer la supervision vers le nouveau cluster'],
  [typeId.opsTask, statusId.opsToDo, 'sofia', undefined, undefined, 'Accès VPN pour les prestataires'],
  [typeId.opsAlert, statusId.opsDone, 'emile', undefined, undefined, 'Latence de l’API panier > 800 ms'],
  [typeId.opsTask, statusId.opsDoing, 'aisha', undefined, undefined, 'Sauvegardes : test de restauration trimestriel'],
  [typeId.opsTask, statusId.opsToDo, undefined, undefined, undefined, 'Document the on-call runbook'],
  [typeId.opsSubtask, statusId.opsToDo, 'emile', undefined, undefined, 'Exporter les tableaux de bord'],
  [typeId.opsTask, statusId.opsDone, 'lea', undefined, undefined, 'Budget cloud du trimestre'],
  [typeId.opsTask, statusId.opsToDo, 'paulMercier', undefined, undefined, 'Mettre à jour Node sur les runners'],
];

const rhxRows: readonly Row[] = [
  [typeId.rhxTask, statusId.rhxToDo, 'sofia', undefined, undefined, 'Grille des salaires'],
  [typeId.rhxTask, statusId.rhxDone, 'sofia', undefined, undefined, 'Entretiens annuels'],
];

export function addOtherProjects(backlog: Backlog, people: DemoPeople): void {
  addRows(backlog, people, 'PAY', projectId.PAY, 10_700, people.bjorn, payRows, statusId.toDo);
  addRows(backlog, people, 'OPS', projectId.OPS, 10_500, people.paulMercier, opsRows, statusId.opsToDo);
  addRows(backlog, people, 'RHX', projectId.RHX, 10_900, people.sofia, rhxRows, statusId.rhxToDo);

  for (const number of [3, 5, 6, 7, 11, 12]) {
    adopt(backlog.get('PAY-1'), backlog.get(`PAY-${number}`));
  }
  for (const number of [8, 9, 10]) {
    adopt(backlog.get('PAY-2'), backlog.get(`PAY-${number}`));
  }
  adopt(backlog.get('OPS-1'), backlog.get('OPS-3'));
  adopt(backlog.get('OPS-5'), backlog.get('OPS-10'));

  const stored = backlog.get('PAY-12');
  stored.description = story('Shops charge a stored token without seeing card data.', [
    'Idempotency key',
    'Audit trail',
  ]);
  stored.custom[fieldId.insights] = 'Requested by three shops';
  backlog.get('PAY-11').custom[fieldId.severity] = { id: '10031', value: 'SEV-2' };
  const proxy = backlog.get('OPS-3');
  proxy.custom[fieldId.opsEnvironment] = { id: '10040', value: 'production' };
  proxy.custom[fieldId.opsInsights] = 3;
  backlog.comment(proxy, 5, people.paulMercier, said('Test en préproduction ce soir.'));
  backlog.flag(backlog.get('PAY-6'), 8, people.bjorn);
}

function adopt(parent: DemoIssue, child: DemoIssue): void {
  child.parentId = parent.id;
}

function addRows(
  backlog: Backlog,
  people: DemoPeople,
  key: string,
  project: string,
  firstId: number,
  reporter: DemoPeople[Person],
  rows: readonly Row[],
  firstStatusId: string,
): void {
  for (const [index, [type, state, assignee, sprint, points, summary]] of rows.entries()) {
    const number = index + 1;
    const created = (rows.length + 3 - index) * 55;
    const issue = backlog.create({
      id: firstId + number,
      key: `${key}-${number}`,
      projectId: project,
      typeId: type,
      statusId: firstStatusId,
      summary,
      reporter,
      created,
      custom: points === undefined ? {} : { [fieldId.storyPoints]: points },
    });
    if (sprint !== undefined) {
      backlog.putInSprint(issue, created - 2, reporter, sprint);
    }
    if (assignee !== undefined) {
      backlog.assign(issue, created - 3, reporter, people[assignee]);
    }
    if (state !== firstStatusId) {
      backlog.moveTo(issue, created / 2, assignee === undefined ? reporter : people[assignee], state);
    }
  }
}
