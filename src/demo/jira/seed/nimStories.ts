import type { Backlog } from './backlog.ts';
import { cartTotalBug, cartTrace, reproduction, said, savedCardStory, story, vatService } from './bodies.ts';
import { fieldId, statusId } from './ids.ts';
import type { DemoPeople } from './people.ts';

/**
 * What happened in the active sprint, at exact times before now. Each way of being blocked stands here, at ages around
 * two days:
 * flag 1 h (NIM-43), 47 h (NIM-50), 49 h (NIM-51), 5 days (NIM-49); flagged again 3 h ago after a pause (NIM-53);
 * status 47 h (NIM-44); link 49 h (NIM-45 by PAY-12); label and field 5 days (NIM-46).
 * Not blocked: flagged and unflagged (NIM-47), blocked by a finished issue (NIM-48), flagged but done (NIM-52).
 */
export function tellNimStories(backlog: Backlog, people: DemoPeople, url: string): void {
  const { lea, paulMartin, sofia, emile, chloe, bjorn, aisha, tomas, bot } = people;
  const issue = (number: number) => backlog.get(`NIM-${number}`);
  const day = 24;

  const bug = issue(42);
  bug.description = cartTotalBug(people, url);
  bug.custom[fieldId.stepsToReproduce] = reproduction(['Deux articles', 'Deux codes promo', 'Comparer le total']);
  bug.custom[fieldId.reviewer] = { accountId: paulMartin.accountId };
  bug.due = new Date(backlog.instant(-3 * day)).toISOString().slice(0, 10);
  bug.watcherIds.push(chloe.accountId, paulMartin.accountId);
  bug.attachments.push({
    id: '10400',
    filename: 'panier-deux-remises.png',
    authorId: chloe.accountId,
    created: backlog.instant(7 * day),
    size: 48_213,
    mimeType: 'image/png',
  });
  const trace = Buffer.from(cartTrace, 'utf8');
  bug.attachments.push({
    id: '10401',
    filename: 'panier.log',
    authorId: chloe.accountId,
    created: backlog.instant(7 * day) + 60_000,
    size: trace.byteLength,
    mimeType: 'text/plain',
    content: trace,
  });
  bug.remoteLinks.push({
    id: 10_900,
    globalId: 'git=nimbus/shop/pull/318',
    url: 'https://git.nimbus.example/shop/pull/318',
    title: 'Check the minimum of a discount',
    summary: 'draft',
  });
  bug.worklogs.push({
    id: '10450',
    authorId: emile.accountId,
    started: backlog.instant(26),
    seconds: 2 * 3600,
    comment: said('Analyse de findDiscounts'),
  });
  backlog.comment(bug, 50, chloe, said('Je le vois aussi avec une carte cadeau. ', emile, ' tu peux regarder ?'));
  backlog.comment(bug, 26, emile, said('Found it: the minimum of a discount is never checked.'));
  backlog.comment(bug, 4, lea, said('Merci ', emile, '. Il faut que ce soit livré avant les soldes.'));
  backlog.relate(bug, 48, emile, issue(35));

  const notify = issue(43);
  notify.description = story('Sofia edits the cart on her phone, Paul sees it on the laptop.', [
    'Within 5 s',
    'Aucune perte de quantité',
  ]);
  backlog.flag(notify, 1, sofia);
  backlog.comment(notify, 1, sofia, said('Le proxy coupe les connexions SSE, j’attends l’équipe OPS.'));

  issue(44).description = vatService(people);
  backlog.moveTo(issue(44), 47, bjorn, statusId.blocked);
  backlog.comment(issue(44), 46.5, bjorn, said('Sandbox credentials expired. ', lea, ' could you ask the provider?'));

  issue(45).description = savedCardStory(people);
  backlog.block(issue(45), 49, chloe, backlog.get('PAY-12'));

  backlog.addLabel(issue(46), 5 * day, aisha, 'blocked');
  backlog.setCustom(issue(46), 5 * day, aisha, fieldId.blockedReason, 'Imprimante A6 en rupture');

  backlog.flag(issue(47), 3 * day, paulMartin);
  backlog.unflag(issue(47), 1 * day, paulMartin);
  backlog.comment(issue(47), 1 * day, paulMartin, said('Débloqué : la règle est confirmée par la comptabilité.'));

  backlog.block(issue(48), 6 * day, tomas, issue(39));

  const shipping = issue(49);
  backlog.flag(shipping, 5 * day, lea);
  // A recent comment: `updated` says nothing about how long it has been blocked.
  backlog.comment(shipping, 0.2, bot, said('Build 4812 deployed to preproduction.'));

  backlog.flag(issue(50), 47, emile);
  backlog.flag(issue(51), 49, chloe);
  backlog.flag(issue(52), 7 * day, tomas);

  backlog.flag(issue(53), 6 * day, sofia);
  backlog.unflag(issue(53), 4 * day, sofia);
  backlog.flag(issue(53), 3, sofia);

  issue(59).description = story('Le client choisit 3 ou 4 échéances sans frais.', [
    'Entre 100 € et 2 000 €',
    'FR only',
  ]);
  issue(63).custom[fieldId.stepsToReproduce] = reproduction(['Chercher « 100 % coton »', 'Erreur 500']);
}
