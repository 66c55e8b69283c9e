import { requireInteger, requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions, within } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import type { MusicTrack } from './music-track.js';
import type { HostPlayOptions } from './session-play-options.js';

const KINDS: OptionKinds<Omit<HostPlayOptions, 'epoch'>> = {
  tracks: 'any',
  delayMs: 'any',
  mayControl: 'string',
  successorId: 'nullable',
  isBack: 'boolean',
  planes: 'any',
  framesPerMessage: 'any',
  stereo: 'boolean',
};

/** @throws TypeError, RangeError naming what is wrong with what a host plays */
export function requireHostPlay(name: string, options: Omit<HostPlayOptions, 'epoch'> | undefined): void {
  requireOptions(name, options, KINDS);
  if (options === undefined) return;
  within(name, () => {
    const { tracks, delayMs = 300, mayControl = 'host', planes = 1, framesPerMessage = 1, successorId } = options;
    requireTracks(tracks);
    requireNumber('delayMs', delayMs, 300, 10_000);
    requireOneOf('mayControl', mayControl, ['host', 'all']);
    requireInteger('planes', planes, 1, 8);
    requireInteger('framesPerMessage', framesPerMessage, 1, 32);
    if (successorId != null && typeof successorId !== 'string')
      throw new TypeError(`successorId must be the id of a peer, got ${shown(successorId)}`);
  });
}

/** @throws TypeError, RangeError naming what is wrong with tracks */
export function requireTracks(tracks: unknown): void {
  if (!Array.isArray(tracks) || tracks.length === 0)
    throw new TypeError(`tracks must be an array of at least one track, got ${shown(tracks)}`);
  for (const [i, track] of tracks.entries()) requireTrack(`tracks[${i}]`, track);
}

function requireTrack(name: string, track: unknown): void {
  const { title, artist = '', durationMs, open } = (track ?? {}) as Partial<MusicTrack>;
  if (typeof title !== 'string' || typeof artist !== 'string' || typeof open !== 'function')
    throw new TypeError(`${name} must be a track with title, durationMs and open, got ${shown(track)}`);
  if (durationMs !== null) requireNumber(`${name}.durationMs`, durationMs as number, 0, Number.MAX_SAFE_INTEGER);
}
