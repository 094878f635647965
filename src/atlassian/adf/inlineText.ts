import { type AdfNode, isRecord, stringAttribute } from './document.ts';
import { safeHref, titleInUrl } from './links.ts';

export interface MarkdownOptions {
  /** Origin of the site; makes its relative links absolute. */
  readonly baseUrl?: string;
  /** Name of a person whose mention does not carry it. */
  readonly nameOf?: (accountId: string) => string | undefined;
  /** Title of a smart link's target. */
  readonly titleOf?: (url: string) => string | undefined;
  /** Where an attached file can be seen; it is shown by name only when unknown. */
  readonly mediaUrl?: (media: { readonly id: string; readonly collection: string }) => string | undefined;
}

/** How an inline node other than text reads. `brackets`: the text stands in square brackets. */
type InlineText =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'brackets'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'image'; readonly text: string; readonly href: string };

export function inlineText(node: AdfNode, options: MarkdownOptions): InlineText {
  switch (node.type) {
    case 'mention':
      return { kind: 'plain', text: mentionText(node, options) };
    case 'emoji':
      return { kind: 'plain', text: stringAttribute(node, 'text') ?? stringAttribute(node, 'shortName') ?? '' };
    case 'date':
      return { kind: 'plain', text: isoDate(node.attrs?.['timestamp']) };
    case 'status':
    case 'placeholder':
      return { kind: 'brackets', text: stringAttribute(node, 'text') ?? '' };
    case 'inlineCard':
    case 'blockCard':
    case 'embedCard':
      return cardText(node, options);
    case 'media':
    case 'mediaInline':
      return mediaText(node, options);
    case 'extension':
    case 'inlineExtension':
    case 'bodiedExtension':
      return { kind: 'brackets', text: `macro: ${macroName(node)}` };
    default:
      return { kind: 'brackets', text: stringAttribute(node, 'text') ?? node.type };
  }
}

export function macroName(node: AdfNode): string {
  return stringAttribute(node, 'extensionKey') ?? stringAttribute(node, 'text') ?? node.type;
}

function mentionText(node: AdfNode, options: MarkdownOptions): string {
  const id = stringAttribute(node, 'id') ?? '';
  const name = stringAttribute(node, 'text') ?? options.nameOf?.(id) ?? id;
  return name.startsWith('@') ? name : `@${name}`;
}

/** Dates are stored as milliseconds since 1970, at midnight UTC, in a string. */
function isoDate(timestamp: unknown): string {
  const date = new Date(Number(timestamp));
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString().slice(0, 10);
}

function cardText(node: AdfNode, options: MarkdownOptions): InlineText {
  const data = node.attrs?.['data'];
  const url =
    stringAttribute(node, 'url') ?? (isRecord(data) && typeof data['url'] === 'string' ? data['url'] : undefined);
  if (url === undefined) {
    return { kind: 'brackets', text: isRecord(node.attrs?.['datasource']) ? 'datasource' : 'link' };
  }
  const name = isRecord(data) && typeof data['name'] === 'string' ? data['name'] : undefined;
  const title = oneLine(name ?? options.titleOf?.(url) ?? titleInUrl(url) ?? url);
  const href = safeHref(url, options.baseUrl);
  return href === undefined ? { kind: 'plain', text: title } : { kind: 'link', text: title, href };
}

function mediaText(node: AdfNode, options: MarkdownOptions): InlineText {
  const id = stringAttribute(node, 'id') ?? '';
  const alt = stringAttribute(node, 'alt');
  const url =
    stringAttribute(node, 'url') ?? options.mediaUrl?.({ id, collection: stringAttribute(node, 'collection') ?? '' });
  const href = safeHref(url, options.baseUrl);
  if (href !== undefined) {
    return { kind: 'image', text: oneLine(alt ?? 'image'), href };
  }
  return { kind: 'brackets', text: `attachment: ${alt ?? (id === '' ? 'image' : id)}` };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
