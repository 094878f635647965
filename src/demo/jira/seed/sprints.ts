import type { DemoSprint } from '../model.ts';
import { boardId, sprintId } from './ids.ts';

const day = 86_400_000;

/** Two-week sprints; Sprint 14 began eight days ago. */
export function seedSprints(now: number): DemoSprint[] {
  const nim = Array.from({ length: 13 }, (_, index) => {
    const number = index + 1;
    const start = now - 8 * day - (14 - number) * 14 * day;
    return sprint(sprintId.nim(number), `NIM Sprint ${number}`, 'closed', boardId.NIM, closedGoals[index] ?? '', {
      startDate: start,
      endDate: start + 14 * day,
      completeDate: start + 14 * day - 3 * 3_600_000,
    });
  });
  return [
    ...nim,
    sprint(
      sprintId.nimActive,
      'NIM Sprint 14',
      'active',
      boardId.NIM,
      'Un panier qui calcule juste : remises, TVA et arrondis avant les soldes. / A cart that adds up before the sales.',
      { startDate: now - 8 * day, endDate: now + 6 * day },
    ),
    sprint(sprintId.nim(15), 'NIM Sprint 15', 'future', boardId.NIM, 'Paiement en plusieurs fois', {}),
    sprint(sprintId.nim(16), 'NIM Sprint 16', 'future', boardId.NIM, '', {}),
    sprint(sprintId.pay(7), 'PAY Sprint 7', 'closed', boardId.PAY, 'Tokenisation', {
      startDate: now - 19 * day,
      endDate: now - 5 * day,
      completeDate: now - 5 * day,
    }),
    // Parallel sprints: "the current sprint" is a question here, not an answer.
    sprint(sprintId.payCore, 'PAY Core 8', 'active', boardId.PAY, 'Strong authentication for wallets', {
      startDate: now - 4 * day,
      endDate: now + 10 * day,
    }),
    sprint(sprintId.payReporting, 'PAY Reporting 3', 'active', boardId.PAY, 'Rapprochement bancaire quotidien', {
      startDate: now - 2 * day,
      endDate: now + 5 * day,
    }),
  ];
}

const closedGoals = [
  'Socle technique',
  'Catalogue en lecture',
  'Search that finds',
  'Comptes clients',
  'Panier persistant',
  'Checkout v1',
  'Paiement par carte',
  'Livraison en point relais',
  'Accessibility of the funnel',
  'Codes promo',
  'Retours et remboursements',
  'Performance du catalogue',
  'Panier partagé entre appareils',
];

function sprint(
  id: number,
  name: string,
  state: DemoSprint['state'],
  originBoardId: number,
  goal: string,
  dates: { readonly startDate?: number; readonly endDate?: number; readonly completeDate?: number },
): DemoSprint {
  return {
    id,
    name,
    state,
    goal,
    startDate: dates.startDate ?? null,
    endDate: dates.endDate ?? null,
    completeDate: dates.completeDate ?? null,
    originBoardId,
  };
}
