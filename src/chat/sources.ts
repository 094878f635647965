import { truncate } from '#shared/text.ts';

/** Where a statement comes from, by the number that answers cite it by. */
export interface Source {
  readonly id: number;
  /** "NIM-43 Checkout fails": foreign text in one line. */
  readonly title: string;
  /** On the site that the connection speaks to, and nowhere else. */
  readonly url: string;
}

/** The sources of one answer, numbered in the order they are given. */
export class SourceList {
  private readonly origin: string;
  private readonly byUrl = new Map<string, Source>();

  constructor(origin: string) {
    this.origin = origin;
  }

  get all(): readonly Source[] {
    return [...this.byUrl.values()];
  }

  /** The number of the source; undefined for addresses elsewhere, which are never cited. */
  add(title: string, url: string): number | undefined {
    if (!isOnSite(url, this.origin)) {
      return undefined;
    }
    const known = this.byUrl.get(url);
    if (known) {
      return known.id;
    }
    const source = { id: this.byUrl.size + 1, title: truncate(title.replace(/\s+/g, ' ').trim(), 120), url };
    this.byUrl.set(url, source);
    return source.id;
  }

  get(id: number): Source | undefined {
    return this.all[id - 1];
  }

  /** The source that an address written by a model means. */
  at(url: string): Source | undefined {
    return this.byUrl.get(url) ?? this.byUrl.get(url.replace(/[.,;:!?'"]+$/, ''));
  }
}

function isOnSite(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}
