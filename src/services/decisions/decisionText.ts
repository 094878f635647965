import type { DecisionState } from '#domain/decision.ts';
import type { Translate } from '#shared/l10n.ts';

export function decisionStateText(state: DecisionState, t: Translate): string {
  switch (state) {
    case 'decided':
      return t('Decided');
    case 'proposed':
      return t('Proposed, not decided yet');
    case 'superseded':
      return t('Superseded');
    case 'rejected':
      return t('Rejected');
  }
}
