import * as adf from '../../adf.ts';
import type { AdfNode, DemoUser } from '../../jira/model.ts';
import type { Random } from '../../random.ts';
import type { SeedCalendar } from './calendar.ts';
import type { pageIds, spaceIds } from './ids.ts';

export interface SeedPeople {
  readonly lea: DemoUser;
  readonly paulMartin: DemoUser;
  readonly paulMercier: DemoUser;
  readonly sofia: DemoUser;
  readonly emile: DemoUser;
  readonly chloe: DemoUser;
  readonly bjorn: DemoUser;
  readonly aisha: DemoUser;
  readonly tomas: DemoUser;
}

export interface SeedContext {
  readonly people: SeedPeople;
  readonly when: SeedCalendar;
  readonly random: Random;
  /** A smart link to an issue. */
  issue(key: string): AdfNode;
}

export interface SeedVersion {
  readonly at: number;
  readonly by: DemoUser;
  readonly body: AdfNode;
  /** The body as written, for a page of the old editor. */
  readonly storage?: string;
  readonly message?: string;
  readonly minor?: boolean;
}

export interface SeedPage {
  readonly key: keyof typeof pageIds;
  readonly space: keyof typeof spaceIds;
  readonly title: string;
  /** Undefined for a homepage or blog post. */
  readonly under?: keyof typeof pageIds;
  readonly kind?: 'blogpost';
  readonly status?: 'archived' | 'draft';
  readonly labels?: readonly string[];
  /** Oldest first. */
  readonly versions: readonly SeedVersion[];
  readonly visibleTo?: readonly DemoUser[];
}

/** People of the site by the names that the pages need; a site with other people gives roles to those it has. */
export function seedPeople(users: readonly DemoUser[]): SeedPeople {
  const real = users.filter((user) => user.accountType === 'atlassian' && user.isActive);
  const named = (name: string, index: number): DemoUser => {
    const user = real.find(({ displayName }) => displayName === name) ?? real[index % Math.max(1, real.length)];
    if (!user) throw new RangeError('the wiki needs at least one active user');
    return user;
  };
  return {
    lea: named('Léa Dubois', 0),
    paulMartin: named('Paul Martin', 1),
    paulMercier: named('Paul Mercier', 2),
    sofia: named('Sofia Martin', 3),
    emile: named('Émile Lefèvre', 4),
    chloe: named('Chloé Nguyễn', 5),
    bjorn: named('Björn Åkesson', 6),
    aisha: named('Aïsha Benali', 7),
    tomas: named('Tomás Núñez', 8),
  };
}

export const attendees = (label: string, people: readonly DemoUser[]): AdfNode =>
  adf.p(adf.strong(`${label} `), ...people.flatMap((user) => [adf.mention(user), adf.text(' ')]));

/** Taken by the team and repeated by operations: one decision with two sources. */
export function freezeDecision({ when }: SeedContext): string {
  const from = when.longDate(when.now + 5 * 86_400_000, 'fr');
  const to = when.longDate(when.now + 12 * 86_400_000, 'fr');
  return `Gel des mises en production du ${from} au ${to}, sauf correctif bloquant.`;
}
