/**
 * The origin a person means by what they typed or pasted: `nimbus`, `nimbus.atlassian.net`, or any page's address on
 * the site. Undefined when it cannot be one. Only https, and plain http on this machine (demo sites, tunnels).
 */
export function parseSiteOrigin(text: string): string | undefined {
  const typed = text.trim();
  if (typed === '' || /\s/.test(typed)) {
    return undefined;
  }
  const withHost = /^[a-z0-9][a-z0-9-]*$/i.test(typed) && typed !== 'localhost' ? `${typed}.atlassian.net` : typed;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(withHost) ? withHost : `${defaultScheme(withHost)}${withHost}`);
  if (!url || url.hostname === '' || url.username !== '' || url.password !== '') {
    return undefined;
  }
  const isLocal = isLocalHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    return undefined;
  }
  return isLocal || url.hostname.includes('.') ? url.origin : undefined;
}

/** True for an origin that only this machine can answer. */
export function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && isLocalHost(url.hostname);
}

function defaultScheme(host: string): string {
  return /^(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/i.test(host) ? 'http://' : 'https://';
}

function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}
