import { requireFloat32, requireInteger } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';

/**
 * `linear` keeps the sum of the two gains at 1: right for two renderings of the same sound. `power` keeps the sum of
 * their squares at 1: right for two unrelated sounds.
 */
export type FadeCurve = 'linear' | 'power';

/**
 * Gain of the incoming signal at sample `i` of `n`, 0 < gain < 1. It is taken at the centre of each sample, so that a
 * fade in is the mirror of a fade out and neither contains the full level or the silence next to it.
 */
export function fadeGain(i: number, n: number, curve: FadeCurve = 'linear'): number {
  const x = (i + 0.5) / n;
  return curve === 'linear' ? x : Math.sin((Math.PI / 2) * x);
}

/**
 * Fades the end of one window into the beginning of the next.
 *
 * @param previousTail [channels × n], channel-major: the overlap as the previous window has it
 * @param nextHead [channels × n], channel-major: the overlap as the next window has it
 * @param out [channels × n], written; may be either of the two
 * @throws TypeError or RangeError when the lengths differ or are no multiple of `channels`
 */
export function crossfade(
  previousTail: Float32Array,
  nextHead: Float32Array,
  out: Float32Array,
  curve: FadeCurve = 'linear',
  channels = 1,
): void {
  const n = requireCrossfadeArguments(previousTail, nextHead, out, channels);
  for (let i = 0; i < n; i++) {
    const rise = fadeGain(i, n, curve);
    const fall = fadeGain(n - 1 - i, n, curve);
    for (let j = i; j < out.length; j += n) out[j] = previousTail[j]! * fall + nextHead[j]! * rise;
  }
}

/**
 * Checks the arguments of a crossfade, for its implementation in another language too.
 *
 * @returns samples per channel of the overlap. @throws TypeError or RangeError as {@link crossfade}
 */
export function requireCrossfadeArguments(
  previousTail: Float32Array,
  nextHead: Float32Array,
  out: Float32Array,
  channels: number,
): number {
  requireFloat32('previousTail', previousTail);
  const n = requirePlanar('nextHead', nextHead, channels);
  requireInteger('previousTail.length', previousTail.length, nextHead.length, nextHead.length);
  requireFloat32('out', out);
  requireInteger('out.length', out.length, nextHead.length, nextHead.length);
  return n;
}

/** @returns samples per channel */
function requirePlanar(field: string, samples: Float32Array, channels: number): number {
  requireFloat32(field, samples);
  requireInteger('channels', channels, 1, MAX_CHANNELS);
  if (samples.length % channels !== 0)
    throw new RangeError(`${field}.length must be a multiple of channels (${channels}), got ${samples.length}`);
  return samples.length / channels;
}
