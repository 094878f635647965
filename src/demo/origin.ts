/** URL of the site itself: pages and pictures live there even when the caller came through the gateway. */
export function siteRoot(origin: string): string {
  return origin.replace(/\/ex\/(jira|confluence)\/[^/]+$/, '');
}
