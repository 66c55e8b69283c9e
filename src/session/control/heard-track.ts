import { type PlayState, type PlayTrack, timelineOf, trackPositionMs } from './play-state.js';

/** What is heard at a moment. */
export interface HeardTrack {
  readonly track: PlayTrack;
  /** In the track, in ms. */
  readonly positionMs: number;
}

/** Tracks, and places within them, that are remembered. */
const MAX_KNOWN = 16;

/**
 * Which track is heard. A leader states the next track, or another place, as soon as it begins to send it, which is seconds
 * before it is heard; until then what was stated before it is heard. This remembers that.
 */
export class HeardTracks {
  /** In the order of their frames within an epoch. */
  readonly #known: { readonly epoch: number; readonly track: PlayTrack }[] = [];

  /** Another state holds. */
  note({ segments, track }: PlayState): void {
    const epoch = segments.at(-1)?.epoch;
    if (!track || epoch === undefined) return;
    // What was planned from this frame on, or behind it, is not played any more.
    const kept = this.#known.filter((known) => known.epoch !== epoch || known.track.frame < track.frame);
    this.#known.splice(0, Number.POSITIVE_INFINITY, ...kept.slice(1 - MAX_KNOWN), { epoch, track });
  }

  /**
   * What is heard at a session time, by the state that holds; null before the first sound, and where this peer has come so
   * late that it does not know what is heard for the last moments.
   */
  at(state: PlayState, atMs: number): HeardTrack | null {
    const position = timelineOf(state).positionAt(atMs);
    if (!position) return null;
    const { epoch, frame } = position;
    const heard = this.#known
      .filter((known) => known.epoch === epoch && known.track.frame <= frame + 1e-6)
      .at(-1)?.track;
    if (!heard) return null;
    // Another place of the same track is shown at once: it is what somebody has asked for.
    const isSame = heard.title === state.track?.title && heard.durationMs === state.track.durationMs;
    const track = isSame ? state.track! : heard;
    return { track, positionMs: trackPositionMs({ ...state, track }, atMs)! };
  }
}
