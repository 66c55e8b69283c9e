import type { StreamMetadata } from '../../core/wire/hello.js';

/** What was on the air of a channel from a time on. */
export interface PastTitle extends Pick<StreamMetadata, 'title' | 'artist'> {
  /** ms since 1970. */
  readonly atMs: number;
  /** Of the stream that it belongs to. */
  readonly epoch: number;
}

/** Titles that are kept of each channel. */
export const MAX_PAST_TITLES = 50;

/** The last titles of a channel, over all its streams: each once when it begins. */
export class TitleHistory {
  #titles: PastTitle[] = [];

  /** The newest first. */
  list(): readonly PastTitle[] {
    return [...this.#titles].reverse();
  }

  /** These metadata are on the air now; what names neither title nor artist, and what was on before, is left out. */
  record({ title, artist }: StreamMetadata, epoch: number, atMs: number): void {
    const last = this.#titles.at(-1);
    if (!title && !artist) return;
    if (last?.epoch === epoch && last.title === title && last.artist === artist) return;
    this.#titles.push({ atMs, epoch, ...(title !== undefined && { title }), ...(artist !== undefined && { artist }) });
    if (this.#titles.length > MAX_PAST_TITLES) this.#titles.shift();
  }
}

/** Titles as several relays of a cluster have noted them: of the same one, noted within ten seconds, the first. */
export function mergeTitles(lists: readonly (readonly PastTitle[])[]): PastTitle[] {
  const merged: PastTitle[] = [];
  for (const title of lists.flat().sort((a, b) => a.atMs - b.atMs)) {
    const isKnown = merged.some(
      (known) =>
        known.epoch === title.epoch &&
        known.title === title.title &&
        known.artist === title.artist &&
        title.atMs - known.atMs < 10_000,
    );
    if (!isKnown) merged.push(title);
  }
  return merged.slice(-MAX_PAST_TITLES).reverse();
}
