/** Plain text as Markdown that shows just that: no markup, no link, no HTML, nothing that a renderer would make a link of. */
export function plainMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~!&@$]/g, '\\$&')
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s|$)/gm, (_, space: string, marker: string) => `${space}${escapedMarker(marker)}`)
    .replace(/:\/\//g, ':\\/\\/')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
}

/** In one line, for list items and cells. */
export function plainLine(text: string): string {
  return plainMarkdown(text.replace(/\s+/g, ' ').trim());
}

/** In a block that nothing in the text can end. */
export function codeBlock(text: string, language: string): string {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** `label` is Markdown already. */
export function markdownLink(label: string, url: string, title = ''): string {
  const hover = title.replace(/["\\\s]+/g, ' ').trim();
  return `[${label}](${escapedUrl(url)}${hover === '' ? '' : ` "${hover}"`})`;
}

function escapedUrl(url: string): string {
  return url.replace(/[\s()<>[\]\\"]/g, (character) => encodeURIComponent(character).replace(/[()]/g, percent));
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

function escapedMarker(marker: string): string {
  return `${marker.slice(0, -1)}\\${marker.slice(-1)}`;
}
