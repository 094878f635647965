/** A user of the site. E-mail is absent for most people: Cloud hides it by profile settings. */
export interface Person {
  readonly accountId: string;
  readonly displayName: string;
  readonly email?: string;
  readonly isActive: boolean;
  /** `app` accounts (bots) and `customer` accounts (portal users) are never assigned by name. */
  readonly kind: 'atlassian' | 'app' | 'customer';
}
