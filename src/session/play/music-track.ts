import type { AudioSource } from '../../ports/audio.js';

/** One thing that a host plays: a file, or what a device captures. */
export interface MusicTrack {
  /** For people, in one line; what is longer than 256 characters is cut. */
  readonly title: string;
  /** Who plays it, in the same form. @default not known */
  readonly artist?: string;
  /** Of the whole; null for a device. */
  readonly durationMs: number | null;
  /** Opens it at a position, 0..durationMs; a device ignores it. */
  open(positionMs: number): Promise<AudioSource>;
}
