import { callGuarded } from '../../core/guarded.js';
import type { ClusterState } from '../../ports/cluster-bus.js';
import { type MessageForm, readMessage } from './message-form.js';

/** Channels of a page, about: each page must be shorter than a value of the bus may be. */
const PAGE_CHANNELS = 64;
/** Pages of a node at most. */
export const MAX_PAGES = 256;

/** What a node tells of its channels, cut into pages and joined again. */
export interface Paging<T> {
  /** What a page must have, by its number from 0. */
  formOf(page: number): MessageForm;
  /** Number of channels. */
  size(whole: T): number;
  /** @param pageOf the page of a channel, from 0; the first one has what is not of a channel as well */
  split(whole: T, pages: number, pageOf: (channel: string) => number): T[];
  /** What must not wait for its turn: a page on which this has changed is sent at once. */
  urgentOf(page: T): string;
  /** @param pages of one node, the first page first; others may be missing as yet */
  join(pages: readonly [T, ...T[]]): T;
}

/**
 * Tells the other nodes what this one has of its channels, in as many keys as that takes: `PREFIX NODE`, `PREFIX NODE/1`, and
 * so on. A channel stays on its page, so that pages on which nothing has changed are not sent again.
 */
export class PagedSender<T> {
  readonly #state: ClusterState;
  readonly #key: string;
  readonly #paging: Paging<T>;
  readonly #maxPages: number;
  /** By page. */
  #sent: { readonly text: string; readonly urgent: string }[] = [];
  #nextPage = 0;

  /** @param maxPages sent at a time, beside the first one and what is urgent; the others follow in turn */
  constructor(state: ClusterState, key: string, paging: Paging<T>, maxPages = MAX_PAGES) {
    this.#state = state;
    this.#key = key;
    this.#paging = paging;
    this.#maxPages = maxPages;
  }

  /** Pages of the last value. */
  get pages(): number {
    return Math.max(1, this.#sent.length);
  }

  put(whole: T): void {
    const parts = splitPages(this.#paging, whole);
    for (let page = parts.length; page < this.#sent.length; page++) this.#put(page, null);
    this.#sent.length = Math.min(this.#sent.length, parts.length);
    const urgent = parts.map((part) => this.#paging.urgentOf(part));
    const due = parts.flatMap((_, page) => (page === 0 || urgent[page] !== this.#sent[page]?.urgent ? [page] : []));
    const others = Math.min(parts.length - 1, this.#maxPages - (due.length - 1));
    for (let i = 0; i < others; i++) {
      this.#nextPage = (this.#nextPage % (parts.length - 1)) + 1;
      due.push(this.#nextPage);
    }
    for (const page of due) {
      const text = JSON.stringify(parts[page]);
      if (text === this.#sent[page]?.text) continue;
      this.#sent[page] = { text, urgent: urgent[page]! };
      this.#put(page, text);
    }
  }

  clear(): void {
    for (const page of this.#sent.keys()) this.#put(page, null);
    this.#sent = [];
  }

  /** A page that is too long for the bus is left out: the others keep the one before. */
  #put(page: number, text: string | null): void {
    callGuarded(
      () => this.#state.put(page === 0 ? this.#key : `${this.#key}/${page}`, text, true),
      () => {},
    );
  }
}

/** What the other nodes tell by {@link PagedSender}. */
export class PagedReader<T> {
  readonly #paging: Paging<T>;
  /** By node and page. */
  readonly #pages = new Map<string, Map<number, T>>();
  readonly #joined = new Map<string, T>();
  readonly #unwatch: () => void;

  /** @param own name of this node, whose own keys are left out */
  constructor(state: ClusterState, prefix: string, own: string, paging: Paging<T>) {
    this.#paging = paging;
    const take = (key: string, text: string | null): void => {
      const [node = '', page = '0'] = key.slice(prefix.length).split('/');
      if (node !== own) this.#take(node, Number(page), text);
    };
    for (const [key, text] of state.entries(prefix)) take(key, text);
    this.#unwatch = state.watch(prefix, take);
  }

  /** Nodes whose first page has come. */
  *nodes(): IterableIterator<string> {
    for (const [node, pages] of this.#pages) if (pages.has(0)) yield node;
  }

  /** The first page of a node, without joining the others. */
  first(node: string): T | undefined {
    return this.#pages.get(node)?.get(0);
  }

  get(node: string): T | undefined {
    const known = this.#joined.get(node);
    const pages = this.#pages.get(node);
    const first = pages?.get(0);
    if (known || !pages || !first) return known;
    const rest = [...pages].filter(([page]) => page !== 0).sort(([a], [b]) => a - b);
    const joined = this.#paging.join([first, ...rest.map(([, page]) => page)]);
    this.#joined.set(node, joined);
    return joined;
  }

  /** By node. */
  *entries(): IterableIterator<[string, T]> {
    for (const node of this.nodes()) yield [node, this.get(node)!];
  }

  close(): void {
    this.#unwatch();
  }

  #take(node: string, page: number, text: string | null): void {
    const pages = this.#pages.get(node) ?? new Map<number, T>();
    const told = text === null ? undefined : readMessage<T>(text, this.#paging.formOf(page));
    if (told) pages.set(page, told);
    else pages.delete(page);
    if (pages.size > 0) this.#pages.set(node, pages);
    else this.#pages.delete(node);
    this.#joined.delete(node);
  }
}

/** A power of two: the number changes seldom. */
function pagesFor(channels: number): number {
  let pages = 1;
  while (pages < MAX_PAGES && channels > pages * PAGE_CHANNELS) pages *= 2;
  return pages;
}

/** As many pages as it needs. */
export function splitPages<T>(paging: Paging<T>, whole: T): T[] {
  const pages = pagesFor(paging.size(whole));
  return paging.split(whole, pages, (channel) => (pages === 1 ? 0 : hashOf(channel) % pages));
}

/** FNV-1a of the channel's name, which is ASCII. */
function hashOf(channel: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < channel.length; i++) hash = Math.imul(hash ^ channel.charCodeAt(i), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}
