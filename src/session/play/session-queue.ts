import { requireInteger, requireNumber } from '../../core/errors.js';
import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import { PLAY_STATE_LIMITS } from '../control/play-state.js';
import { utf8 } from '../crypto/bytes.js';
import type { MusicTrack } from './music-track.js';
import { requireTracks } from './require-host-play.js';
import type { SessionPlayOptions } from './session-play-options.js';
import type { QueuedTrack, TrackQueue } from './track-queue.js';

const QUEUE_TYPE = 'play-queue';
/** What is told of the queue has at most so many tracks, with names of so many characters, and so many bytes as JSON. */
const MAX_TOLD = 50;
const MAX_NAME = 120;
const MAX_BYTES = 6000;

/** What comes next, as a leader tells it. */
export interface ComingTracks {
  /** In order; the first of them, where there are many. */
  readonly tracks: readonly QueuedTrack[];
  /** How many come behind those. */
  readonly more: number;
}

const NOTHING: ComingTracks = { tracks: [], more: 0 };

/** What comes after the track that is played, at every peer the same; its host changes it. */
export class SessionQueue {
  readonly #o: Pick<SessionPlayOptions, 'membership' | 'onQueue' | 'onRefused'>;
  readonly #leaderId: () => string | undefined;
  readonly #told = new Map<string, ComingTracks>();
  readonly #unsubscribe: (() => void)[];
  #own: TrackQueue | undefined;
  #onAdded: () => void = () => {};

  /** @param leaderId whose queue counts; undefined before anybody leads */
  constructor(
    options: Pick<SessionPlayOptions, 'membership' | 'onQueue' | 'onRefused'>,
    leaderId: () => string | undefined,
  ) {
    this.#o = options;
    this.#leaderId = leaderId;
    const { membership } = options;
    this.#unsubscribe = [
      membership.onControl(QUEUE_TYPE, ({ queue }, { peerId }) => this.#receive(queue, peerId)),
      membership.on('left', ({ peer }) => void this.#told.delete(peer.peerId)),
    ];
  }

  /** What comes, as its leader tells it; nothing where that does not. */
  get coming(): ComingTracks {
    const id = this.#leaderId();
    if (id === this.#o.membership.ownId) return this.#own ? { tracks: this.#own.coming, more: 0 } : NOTHING;
    return this.#told.get(id ?? '') ?? NOTHING;
  }

  /** Whether this peer plays what is in it, and may change it. */
  get isOwn(): boolean {
    return this.#own !== undefined && this.#leaderId() === this.#o.membership.ownId;
  }

  /**
   * Adds tracks behind the others; where everything has been played, the first of them begins.
   * @returns false where this peer plays nothing
   * @throws TypeError, RangeError naming a track that is none
   */
  add(tracks: readonly MusicTrack[]): boolean {
    requireTracks(tracks);
    if (!this.isOwn) return false;
    this.#own!.add(tracks);
    this.#onAdded();
    return true;
  }

  /**
   * Moves a track that comes.
   * @param id of {@link QueuedTrack}
   * @param place among those that come, from 0 on
   * @returns false where it has begun or was removed, and where this peer is not the one that plays
   * @throws TypeError, RangeError for a place that is none
   */
  move(id: number, place: number): boolean {
    requireInteger('place', place, 0, Number.MAX_SAFE_INTEGER);
    return this.isOwn && this.#own!.move(id, place);
  }

  /** Removes a track that comes. @returns as {@link move} */
  remove(id: number): boolean {
    return this.isOwn && this.#own!.remove(id);
  }

  /**
   * This peer plays these from now on, or undefined: nothing any more.
   * @param onAdded tracks were added behind the others
   */
  lead(queue: TrackQueue | undefined, onAdded: () => void = () => {}): void {
    if (this.#own) this.#own.onChanged = () => {};
    this.#own = queue;
    this.#onAdded = onAdded;
    if (!queue) return;
    queue.onChanged = () => this.#tell();
  }

  /** Tells a peer, or all others, what comes, where this peer plays it. */
  describe(to?: string): void {
    const { membership } = this.#o;
    if (!this.#own) return;
    const message = { type: QUEUE_TYPE, queue: toldOf(this.#own.coming) };
    if (to === undefined) membership.sendControlToAll(message);
    else membership.peers.get(to)?.sendControl(message);
  }

  /** Takes no list any more. May be called twice. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  #tell(): void {
    this.describe();
    this.#o.onQueue?.();
  }

  #receive(queue: unknown, from: string): void {
    try {
      this.#told.set(from, parseQueue(queue));
    } catch (error) {
      this.#o.onRefused?.((error as Error).message, from);
      return;
    }
    if (from === this.#leaderId()) this.#o.onQueue?.();
  }
}

/** As much of the list as a message carries. */
function toldOf(coming: readonly QueuedTrack[]): ComingTracks {
  const tracks: QueuedTrack[] = [];
  let bytes = 0;
  for (const track of coming.slice(0, MAX_TOLD)) {
    const { title, artist } = track;
    const told = { ...track, title: cutText(title, MAX_NAME), ...(artist && { artist: cutText(artist, MAX_NAME) }) };
    bytes += utf8(JSON.stringify(told)).length + 1;
    if (bytes > MAX_BYTES) break;
    tracks.push(told);
  }
  return { tracks, more: coming.length - tracks.length };
}

/** @throws TypeError, RangeError naming what is wrong */
function parseQueue(value: unknown): ComingTracks {
  const { tracks, more } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(tracks) || tracks.length > MAX_TOLD)
    throw new TypeError(`queue.tracks must be a list of at most ${MAX_TOLD}`);
  const ids = new Set<number>();
  return {
    tracks: tracks.map((track: unknown, i) => {
      const fields = (track ?? {}) as Readonly<Record<string, unknown>>;
      const name = (field: string): string => {
        const text = fields[field];
        if (typeof text !== 'string' || text.length > PLAY_STATE_LIMITS.title)
          throw new TypeError(`queue.tracks[${i}].${field} must be at most ${PLAY_STATE_LIMITS.title} characters`);
        return singleLine(text);
      };
      const number = (field: string): number =>
        requireInteger(`queue.tracks[${i}].${field}`, fields[field] as number, 0, Number.MAX_SAFE_INTEGER);
      const id = number('id');
      if (ids.has(id)) throw new TypeError(`queue.tracks[${i}].id must be another one than those before`);
      ids.add(id);
      return {
        id,
        title: name('title'),
        ...(fields.artist !== undefined && { artist: name('artist') }),
        durationMs:
          fields.durationMs === null
            ? null
            : requireNumber(`queue.tracks[${i}].durationMs`, fields.durationMs as number, 0, Number.MAX_SAFE_INTEGER),
      };
    }),
    more: requireInteger('queue.more', more as number, 0, Number.MAX_SAFE_INTEGER),
  };
}
