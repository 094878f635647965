import { l10n } from 'vscode';
import { notify } from '#host/notify.ts';
import { clientDoorSettings, updateOtherClients } from '#host/settings.ts';
import type { CommandContext, CommandHandler } from './context.ts';

/** Puts every program outside the editor out, or lets them in again, in one click. */
export function toggleOtherClients({ inBackground }: CommandContext): CommandHandler {
  return async () => {
    const areAllowed = !clientDoorSettings().areClientsAllowed;
    await updateOtherClients(areAllowed);
    const again = { title: l10n.t('Let Them In Again'), run: () => updateOtherClients(true) };
    inBackground(
      areAllowed
        ? notify('information', l10n.t('Connected programs can use Trestle through this editor again.'))
        : notify('information', l10n.t('Stopped: no program outside the editor can use Trestle through it.'), [again]),
    );
  };
}
