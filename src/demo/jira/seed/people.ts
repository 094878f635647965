import type { DemoUser } from '../model.ts';

/** The people of the demo by a short name; `all` is the order in which the site lists them. */
export interface DemoPeople {
  /** The owner: the account of the printed e-mail and token. */
  readonly lea: DemoUser;
  /** Two Pauls and two Martins: a name alone does not say who. Paul Martin is assignable in NIM only. */
  readonly paulMartin: DemoUser;
  /** Assignable in OPS and PAY only. */
  readonly paulMercier: DemoUser;
  readonly sofia: DemoUser;
  readonly emile: DemoUser;
  readonly chloe: DemoUser;
  readonly bjorn: DemoUser;
  readonly aisha: DemoUser;
  readonly tomas: DemoUser;
  /** Left the company. */
  readonly olivier: DemoUser;
  readonly bot: DemoUser;
  /** A service account: signs in like a person, and is assigned nothing. */
  readonly robot: DemoUser;
  readonly all: readonly DemoUser[];
}

export function seedUsers(): DemoPeople {
  const person = (number: number, displayName: string, email: string, assignableIn: readonly string[]): DemoUser => ({
    accountId: `712020:${String(number).padStart(8, '0')}-6e1b-4d0c-9a53-${(number * 7_919_001).toString(16).padStart(12, '0')}`,
    displayName,
    email,
    accountType: 'atlassian',
    isActive: true,
    timeZone: 'Europe/Paris',
    locale: 'fr_FR',
    assignableIn,
  });
  const lea: DemoUser = {
    ...person(1, 'Léa Dubois', 'lea.dubois@nimbus.example', ['NIM', 'OPS', 'PAY']),
    isEmailVisible: true,
  };
  const paulMartin = person(2, 'Paul Martin', 'paul.martin@nimbus.example', ['NIM']);
  const paulMercier = person(3, 'Paul Mercier', 'paul.mercier@nimbus.example', ['OPS', 'PAY']);
  const sofia = person(4, 'Sofia Martin', 'sofia.martin@nimbus.example', ['NIM', 'OPS', 'RHX']);
  const emile = person(5, 'Émile Lefèvre', 'emile.lefevre@nimbus.example', ['NIM', 'OPS', 'PAY']);
  const chloe = person(6, 'Chloé Nguyễn', 'chloe.nguyen@nimbus.example', ['NIM']);
  const bjorn: DemoUser = {
    ...person(7, 'Björn Åkesson', 'bjorn.akesson@nimbus.example', ['NIM', 'PAY']),
    timeZone: 'Europe/Stockholm',
    locale: 'en_US',
    isEmailVisible: true,
  };
  const aisha = person(8, 'Aïsha Benali', 'aisha.benali@nimbus.example', ['NIM', 'OPS']);
  const tomas: DemoUser = {
    ...person(9, 'Tomás Núñez', 'tomas.nunez@nimbus.example', ['NIM', 'PAY']),
    timeZone: 'Europe/Madrid',
    locale: 'en_US',
  };
  const olivier: DemoUser = {
    ...person(10, 'Olivier Garnier', 'olivier.garnier@nimbus.example', []),
    isActive: false,
  };
  const bot: DemoUser = {
    ...person(11, 'Nimbus Release Bot', 'release-bot@connect.example', ['NIM', 'OPS', 'PAY']),
    accountId: '557058:f58131cb-b67d-43c7-b30d-6b58d40bd077',
    accountType: 'app',
  };
  const robot: DemoUser = {
    ...person(12, 'Nimbus Automation', 'nimbus-automation-7f3a91@serviceaccount.atlassian.com', []),
    accountType: 'app',
    locale: 'en_US',
  };
  return {
    lea,
    paulMartin,
    paulMercier,
    sofia,
    emile,
    chloe,
    bjorn,
    aisha,
    tomas,
    olivier,
    bot,
    robot,
    all: [lea, paulMartin, paulMercier, sofia, emile, chloe, bjorn, aisha, tomas, olivier, bot, robot],
  };
}
