/**
 * The address when it is safe to make it a live link: http, https or mailto, without spaces or control characters.
 * `baseUrl` makes paths of the site (`/wiki/…`) absolute. Everything else must be shown as plain text: foreign text
 * could otherwise run `command:` links in the editor.
 */
export function safeHref(href: unknown, baseUrl?: string): string | undefined {
  if (typeof href !== 'string' || href.length > 8192) {
    return undefined;
  }
  const address = baseUrl !== undefined && /^\/(?!\/)/.test(href) ? `${baseUrl.replace(/\/+$/, '')}${href}` : href;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being refused
  return /^(https?:\/\/|mailto:)[^\s\u0000-\u001f\u007f\u2028\u2029]+$/i.test(address) ? address : undefined;
}

/** The address as the destination of a Markdown link, so that it reads back as the same address. */
export function linkDestination(href: string): string {
  return href.replace(/[\\()<>]/g, '\\$&').replace(/&(?=#?\w+;)/g, '&amp;');
}

/** A name for an address that carries none: the issue key or page title in it, else undefined. */
export function titleInUrl(url: string): string | undefined {
  const issue = /\/browse\/([A-Z][A-Z0-9_]+-\d+)(?:[?#]|$)/.exec(url);
  if (issue?.[1] !== undefined) {
    return issue[1];
  }
  const page = /\/wiki\/spaces\/[^/]+\/pages\/\d+\/([^/?#]+)/.exec(url);
  if (page?.[1] !== undefined) {
    try {
      return decodeURIComponent(page[1].replaceAll('+', ' ')).trim() || undefined;
    } catch {
      return undefined; // a broken escape in foreign text
    }
  }
  return undefined;
}
