import type { Token } from 'markdown-it';
import type { AdfMark, AdfNode } from './document.ts';
import { safeHref } from './links.ts';

export interface KnownPerson {
  readonly accountId: string;
  readonly displayName: string;
}

export interface InlineOptions {
  /** People whose `@Name` becomes a mention. Without them `@Name` stays text. */
  readonly people?: readonly KnownPerson[];
}

const tagMarks: Readonly<Record<string, AdfMark>> = {
  b: { type: 'strong' },
  strong: { type: 'strong' },
  i: { type: 'em' },
  em: { type: 'em' },
  s: { type: 'strike' },
  del: { type: 'strike' },
  strike: { type: 'strike' },
  u: { type: 'underline' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
};

const tokenMarks: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', s: 'strike' };

/** The parser's inline tokens as inline nodes. HTML other than a few formatting tags stays text. */
export function inlineNodes(tokens: readonly Token[], options: InlineOptions): AdfNode[] {
  const paired = pairTags(tokens);
  const writer = new InlineWriter();
  tokens.forEach((token, index) => {
    switch (token.type) {
      case 'text':
      case 'text_special':
        writer.text(token.content);
        break;
      case 'softbreak':
        writer.text(' ');
        break;
      case 'hardbreak':
        writer.push({ type: 'hardBreak' });
        break;
      case 'code_inline':
        writer.text(token.content, { type: 'code' });
        break;
      case 'image':
        writer.image(token);
        break;
      case 'link_open':
        writer.openLink(String(token.attrGet('href') ?? ''));
        break;
      case 'link_close':
        writer.closeLink();
        break;
      case 'html_inline':
        writer.html(token.content, paired.get(index));
        break;
      default: {
        const type = tokenMarks[token.type.replace(/_(?:open|close)$/, '')];
        if (type !== undefined) {
          writer.toggle({ type }, token.nesting);
        } else {
          writer.text(token.content);
        }
      }
    }
  });
  return detectInText(writer.nodes, options);
}

/** Tags that have their counterpart, by token index. */
function pairTags(tokens: readonly Token[]): ReadonlyMap<number, { readonly mark: AdfMark; readonly nesting: 1 | -1 }> {
  const pairs = new Map<number, { readonly mark: AdfMark; readonly nesting: 1 | -1 }>();
  const open = new Map<string, number[]>();
  tokens.forEach((token, index) => {
    const match = token.type === 'html_inline' ? /^<(\/?)([a-z]+)>$/i.exec(token.content) : null;
    const name = match?.[2]?.toLowerCase() ?? '';
    const mark = Object.hasOwn(tagMarks, name) ? tagMarks[name] : undefined;
    if (match === null || mark === undefined) {
      return;
    }
    const starts = open.get(name) ?? [];
    open.set(name, starts);
    if (match[1] === '') {
      starts.push(index);
      return;
    }
    const start = starts.pop();
    if (start !== undefined) {
      pairs.set(start, { mark, nesting: 1 });
      pairs.set(index, { mark, nesting: -1 });
    }
  });
  return pairs;
}

class InlineWriter {
  readonly nodes: AdfNode[] = [];
  private readonly active = new Map<string, { mark: AdfMark; count: number }>();
  private href: string | undefined;

  push(node: AdfNode): void {
    this.nodes.push(node);
  }

  text(text: string, code?: AdfMark): void {
    if (text === '') {
      return;
    }
    const marks = this.marks(code);
    const last = this.nodes.at(-1);
    if (last?.type === 'text' && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) {
      this.nodes[this.nodes.length - 1] = { ...last, text: `${last.text ?? ''}${text}` };
    } else {
      this.nodes.push({ type: 'text', text, ...(marks.length > 0 ? { marks } : {}) });
    }
  }

  image(token: Token): void {
    const source = String(token.attrGet('src') ?? '');
    const outer = this.href;
    this.href ??= safeHref(source);
    const name = (token.children ?? []).map(({ content }) => content).join('');
    this.text(name.trim() === '' ? source : name);
    this.href = outer;
  }

  openLink(href: string): void {
    this.href = safeHref(href);
  }

  closeLink(): void {
    this.href = undefined;
  }

  html(html: string, pair: { readonly mark: AdfMark; readonly nesting: 1 | -1 } | undefined): void {
    if (pair !== undefined) {
      this.toggle(pair.mark, pair.nesting);
    } else if (/^<br\s*\/?>$/i.test(html)) {
      this.push({ type: 'hardBreak' });
    } else {
      this.text(html);
    }
  }

  /** The same mark can be open twice (`**a <b>b</b>**`); it ends with the last of them. */
  toggle(mark: AdfMark, nesting: number): void {
    const name = mark.type;
    const entry = this.active.get(name) ?? { mark, count: 0 };
    entry.count += nesting;
    if (entry.count > 0) {
      this.active.set(name, entry);
    } else {
      this.active.delete(name);
    }
  }

  private marks(code: AdfMark | undefined): AdfMark[] {
    const link: AdfMark[] = this.href === undefined ? [] : [{ type: 'link', attrs: { href: this.href } }];
    // The schema lets code go with links only.
    return code === undefined
      ? [...link, ...[...this.active.values()].map(({ mark }) => mark).sort(byType)]
      : [...link, code];
  }
}

function byType(a: AdfMark, b: AdfMark): number {
  return a.type < b.type ? -1 : 1;
}

/** Addresses and known people in plain text. Jira shows an address in text that is no link as dead text. */
function detectInText(nodes: readonly AdfNode[], options: InlineOptions): AdfNode[] {
  return nodes.flatMap((node) => {
    if (
      node.type !== 'text' ||
      node.text === undefined ||
      node.marks?.some(({ type }) => type === 'link' || type === 'code')
    ) {
      return [node];
    }
    const linked = node.text.includes('://') ? linkAddresses(node, node.text) : [node];
    return options.people === undefined ? linked : linked.flatMap((part) => mentionPeople(part, options.people ?? []));
  });
}

function linkAddresses(node: AdfNode, text: string): AdfNode[] {
  const parts: AdfNode[] = [];
  let done = 0;
  const add = (end: number): void => {
    if (end > done) {
      parts.push({ ...node, text: text.slice(done, end) });
      done = end;
    }
  };
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\\^{}|]+/gi)) {
    const href = safeHref(trimAddress(match[0]));
    if (href !== undefined && /:\/\/[^/?#]/.test(href)) {
      add(match.index);
      parts.push({ ...node, text: href, marks: [{ type: 'link', attrs: { href } }, ...(node.marks ?? [])] });
      done = match.index + href.length;
    }
  }
  add(text.length);
  return parts;
}

/** Without the punctuation of the sentence around it; a closing bracket belongs to it only if it was opened in it. */
function trimAddress(address: string): string {
  let end = address.length;
  let unclosed = 0;
  for (const character of address) {
    unclosed += character === '(' ? -1 : character === ')' ? 1 : 0;
  }
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if (last === ')' && unclosed > 0) {
      unclosed -= 1;
    } else if (!/[.,;:!?*_~\]']/.test(last)) {
      break;
    }
  }
  return address.slice(0, end);
}

function mentionPeople(node: AdfNode, people: readonly KnownPerson[]): AdfNode[] {
  const text = node.text ?? '';
  if (node.type !== 'text' || !text.includes('@') || node.marks?.some(({ type }) => type === 'link')) {
    return [node];
  }
  const parts: AdfNode[] = [];
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const isStart = at === 0 || !/[\p{L}\p{N}@]/u.test(text[at - 1] ?? '');
    const person = isStart && at >= done ? personAt(text, at + 1, people) : undefined;
    if (person !== undefined) {
      if (at > done) {
        parts.push({ ...node, text: text.slice(done, at) });
      }
      parts.push({ type: 'mention', attrs: { id: person.accountId, text: `@${person.displayName}` } });
      done = at + 1 + person.displayName.length;
    }
  }
  if (done < text.length) {
    parts.push({ ...node, text: text.slice(done) });
  }
  return parts;
}

/** The known person with the longest name that stands at `start`. */
function personAt(text: string, start: number, people: readonly KnownPerson[]): KnownPerson | undefined {
  let best: KnownPerson | undefined;
  for (const person of people) {
    const { displayName } = person;
    const isThere = displayName !== '' && text.startsWith(displayName, start);
    if (isThere && !/[\p{L}\p{N}]/u.test(text[start + displayName.length] ?? '')) {
      best = best === undefined || displayName.length > best.displayName.length ? person : best;
    }
  }
  return best;
}
