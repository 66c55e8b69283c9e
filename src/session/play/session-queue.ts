import { requireInteger, requireNumber } from '../../core/errors.js';
import { cutText } from '../../core/graphemes.js';
import { singleLine } from '../../core/single-line.js';
import { PLAY_STATE_LIMITS, type PlayState } from '../control/play-state.js';
import { utf8 } from '../crypto/bytes.js';
import { RecentCount } from '../recent-count.js';
import type { MusicTrack } from './music-track.js';
import { requireTracks } from './require-host-play.js';
import type { SessionPlayOptions } from './session-play-options.js';
import type { QueuedTrack, TrackQueue } from './track-queue.js';

const QUEUE_TYPE = 'play-queue';
/** What a peer asks its leader to change. */
const CHANGE_TYPE = 'play-queue-change';
/** Changes that a peer asks for and are done, in 2 s. */
const MAX_CHANGES = 20;
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

/** What a peer may ask for. */
type QueueChange =
  | { readonly action: 'move'; readonly id: number; readonly place: number }
  | { readonly action: 'remove'; readonly id: number };

/** What it needs of its peer. */
type QueueOptions = Pick<SessionPlayOptions, 'clock' | 'membership' | 'onQueue' | 'onRefused'>;

/** What comes after the track that is played, at every peer the same; its host changes it, or everybody asks the host to. */
export class SessionQueue {
  readonly #o: QueueOptions;
  readonly #state: () => PlayState | undefined;
  readonly #changes = new RecentCount<string>(MAX_CHANGES, 2000);
  readonly #told = new Map<string, ComingTracks>();
  readonly #unsubscribe: (() => void)[];
  #own: TrackQueue | undefined;
  #onAdded: () => void = () => {};

  /** @param state whose queue counts, and who may change it; undefined before anybody leads */
  constructor(options: QueueOptions, state: () => PlayState | undefined) {
    this.#o = options;
    this.#state = state;
    const { membership } = options;
    this.#unsubscribe = [
      membership.onControl(QUEUE_TYPE, ({ queue }, { peerId }) => this.#receive(queue, peerId)),
      membership.onControl(CHANGE_TYPE, ({ change }, { peerId }) => this.#obey(change, peerId)),
      membership.on('left', ({ peer }) => void this.#told.delete(peer.peerId)),
    ];
  }

  /** What comes, as its leader tells it; nothing where that does not. */
  get coming(): ComingTracks {
    const id = this.#state()?.leaderId;
    if (id === this.#o.membership.ownId) return this.#own ? { tracks: this.#own.coming, more: 0 } : NOTHING;
    return this.#told.get(id ?? '') ?? NOTHING;
  }

  /** Whether {@link move} and {@link remove} do something: it is this peer's, or its leader lets everybody change it. */
  get mayChange(): boolean {
    return this.isOwn || this.#isForAll;
  }

  /** Whether this peer plays what is in it. */
  get isOwn(): boolean {
    return this.#own !== undefined && this.#state()?.leaderId === this.#o.membership.ownId;
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
   * Moves a track that comes, or asks the leader to.
   * @param id of {@link QueuedTrack}
   * @param place among those that come, from 0 on
   * @returns false where it has begun or was removed, and where this peer may not change it
   * @throws TypeError, RangeError for a place that is none
   */
  move(id: number, place: number): boolean {
    requireInteger('place', place, 0, Number.MAX_SAFE_INTEGER);
    return this.#change({ action: 'move', id, place });
  }

  /** Removes a track that comes, or asks the leader to. @returns as {@link move} */
  remove(id: number): boolean {
    return this.#change({ action: 'remove', id });
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

  get #isForAll(): boolean {
    const state = this.#state();
    // Whoever stands in for the host has nothing to play.
    return state !== undefined && state.mayControl === 'all' && !state.isStandIn;
  }

  #change(change: QueueChange): boolean {
    if (this.isOwn) return this.#do(change);
    const leader = this.#o.membership.peers.get(this.#state()?.leaderId ?? '');
    if (!leader || !this.#isForAll || !this.coming.tracks.some(({ id }) => id === change.id)) return false;
    leader.sendControl({ type: CHANGE_TYPE, change });
    return true;
  }

  #do(change: QueueChange): boolean {
    return change.action === 'move' ? this.#own!.move(change.id, change.place) : this.#own!.remove(change.id);
  }

  /** Does what another peer asks for. */
  #obey(change: unknown, from: string): void {
    if (!this.isOwn) return;
    try {
      if (!this.#isForAll) throw new RangeError('only the host may change what comes in this session');
      if (!this.#changes.take(from, this.#o.clock.nowMs())) throw new RangeError('too many changes of what comes');
      this.#do(parseChange(change));
    } catch (error) {
      this.#o.onRefused?.((error as Error).message, from);
    }
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
    if (from === this.#state()?.leaderId) this.#o.onQueue?.();
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
function parseChange(value: unknown): QueueChange {
  const { action, id, place } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const number = (name: string, field: unknown): number =>
    requireInteger(`change.${name}`, field as number, 0, Number.MAX_SAFE_INTEGER);
  if (action === 'move') return { action, id: number('id', id), place: number('place', place) };
  if (action === 'remove') return { action, id: number('id', id) };
  throw new TypeError('change.action must be one of move, remove');
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
