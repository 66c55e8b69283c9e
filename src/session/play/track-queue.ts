import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import { PLAY_STATE_LIMITS } from '../control/play-state.js';
import type { MusicTrack } from './music-track.js';

/** A track that is still to come. */
export interface QueuedTrack {
  /** Names it among the tracks of one host. */
  readonly id: number;
  /** In one line. */
  readonly title: string;
  /** In one line. @default not known */
  readonly artist?: string;
  /** Of the whole; null for a device. */
  readonly durationMs: number | null;
}

/** Title and artist of a track as they are sent: in one line, and no longer than others accept. */
export function trackNames({ title, artist }: Pick<MusicTrack, 'title' | 'artist'>): {
  readonly title: string;
  readonly artist?: string;
} {
  const line = (text: string): string => cutText(singleLine(text), PLAY_STATE_LIMITS.title);
  return { title: line(title), ...(artist && { artist: line(artist) }) };
}

/** What a host plays, in order: what was played, what is being sent, and what comes. */
export class TrackQueue {
  /** Called when what comes is another. */
  onChanged: () => void = () => {};
  readonly #items: { readonly id: number; readonly track: MusicTrack }[] = [];
  #lastId = 0;
  #index = 0;

  /** @param tracks at least one */
  constructor(tracks: readonly MusicTrack[]) {
    this.#append(tracks);
  }

  /** All of them, in order. */
  get tracks(): readonly MusicTrack[] {
    return this.#items.map(({ track }) => track);
  }

  /** The one that is sent now, or was sent last. */
  get current(): MusicTrack {
    return this.#items[this.#index]!.track;
  }

  get hasNext(): boolean {
    return this.#index + 1 < this.#items.length;
  }

  /** What comes behind the one that is sent now. */
  get coming(): QueuedTrack[] {
    return this.#items
      .slice(this.#index + 1)
      .map(({ id, track }) => ({ id, ...trackNames(track), durationMs: track.durationMs }));
  }

  /** Another one is sent now. @param index of all tracks, in range */
  goTo(index: number): void {
    this.#index = index;
    this.onChanged();
  }

  /** The one that comes is sent now. */
  goOn(): void {
    this.goTo(this.#index + 1);
  }

  /** Adds tracks behind the others. */
  add(tracks: readonly MusicTrack[]): void {
    this.#append(tracks);
    this.onChanged();
  }

  /**
   * Moves a track that is still to come.
   * @param place among those that come, from 0 on; what is outside is taken to the nearest end
   * @returns false where it is not among them any more
   */
  move(id: number, place: number): boolean {
    const at = this.#find(id);
    if (at < 0) return false;
    const [item] = this.#items.splice(at, 1);
    const first = this.#index + 1;
    this.#items.splice(Math.max(first, Math.min(first + place, this.#items.length)), 0, item!);
    this.onChanged();
    return true;
  }

  /** Removes a track that is still to come. @returns false where it is not among them any more */
  remove(id: number): boolean {
    const at = this.#find(id);
    if (at < 0) return false;
    this.#items.splice(at, 1);
    this.onChanged();
    return true;
  }

  /** Index of a track that is still to come; −1 where it is none. */
  #find(id: number): number {
    const at = this.#items.findIndex((item) => item.id === id);
    return at > this.#index ? at : -1;
  }

  #append(tracks: readonly MusicTrack[]): void {
    for (const track of tracks) this.#items.push({ id: ++this.#lastId, track });
  }
}
