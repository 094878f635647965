/** One Atlassian Cloud site (or the demo site), as the user knows it. */
export interface Site {
  /** Scheme, host and port, no trailing slash: `https://nimbus.atlassian.net`. Credentials are bound to it. */
  readonly origin: string;
  /** What to show for the site: its host name, or its title where the site tells one. */
  readonly name: string;
  /** UUID of the Cloud tenant; absent when the site does not tell it. */
  readonly cloudId?: string;
}

/** A secret that opens one site. */
export interface Credential {
  readonly origin: string;
  readonly email: string;
  readonly token: string;
}
