import type { PlayCommand } from './play-command.js';
import type { PlayTrack } from './play-state.js';

/** Where the audio of a leader comes from. */
export interface PlaySource {
  /**
   * Continues from another place, or with the next track, which is heard from `atMs` (session time) on.
   * @returns the stream's frame that will be heard then, and the track; undefined where there is nothing more
   */
  jump(command: PlayCommand & { action: 'seek' | 'next' }, atMs: number): PlayStart | undefined;
  /** The frame behind the last one, once everything has been sent; undefined before. */
  readonly end?: { readonly epoch: number; readonly frame: number } | undefined;
  /** Begins anew with the first track, where everything has been played. */
  restart?(): PlayStart;
}

/** The frame with which a track, or another part of it, begins. */
export interface PlayStart {
  readonly epoch: number;
  readonly frame: number;
  readonly track: PlayTrack | null;
}
