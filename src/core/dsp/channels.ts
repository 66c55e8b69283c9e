import { requireFloat32, requireInteger } from '../errors.js';

/** Largest number of channels of a sample buffer. */
export const MAX_CHANNELS = 32;

/**
 * [samples × channels] → one array [samples] per channel. A single channel is returned as it is, not copied.
 *
 * @throws TypeError or RangeError when the length is no multiple of `channels`
 */
export function deinterleave(interleaved: Float32Array, channels: number): Float32Array[] {
  const samples = samplesPerChannel('interleaved', interleaved, channels);
  if (channels === 1) return [interleaved];
  return Array.from({ length: channels }, (_, c) => {
    const out = new Float32Array(samples);
    for (let i = 0, j = c; i < samples; i++, j += channels) out[i] = interleaved[j]!;
    return out;
  });
}

/**
 * [channels × samples], channel-major → [samples × channels]. A single channel is returned as it is, not copied.
 *
 * @throws TypeError or RangeError when the length is no multiple of `channels`
 */
export function interleave(channelMajor: Float32Array, channels: number): Float32Array {
  const samples = samplesPerChannel('channelMajor', channelMajor, channels);
  if (channels === 1) return channelMajor;
  const out = new Float32Array(channelMajor.length);
  for (let c = 0, i = 0; c < channels; c++)
    for (let j = c, end = i + samples; i < end; i++, j += channels) out[j] = channelMajor[i]!;
  return out;
}

/** −3 dB: the gain of a centre or surround channel that two speakers share. */
const SHARED = Math.SQRT1_2;

/**
 * Left's weights of the channels of a layout, in WAVE order (front left, front right, centre, low frequencies, back or
 * side pairs); right's are those of the mirrored channels. The low-frequency channel is dropped, as ITU-R BS.775 does.
 */
const TO_STEREO: Readonly<Record<number, readonly (readonly [left: number, right: number])[]>> = {
  3: [
    [1, 0],
    [0, 1],
    [SHARED, SHARED],
  ],
  4: [
    [1, 0],
    [0, 1],
    [SHARED, 0],
    [0, SHARED],
  ],
  5: [
    [1, 0],
    [0, 1],
    [SHARED, SHARED],
    [SHARED, 0],
    [0, SHARED],
  ],
  6: [
    [1, 0],
    [0, 1],
    [SHARED, SHARED],
    [0, 0],
    [SHARED, 0],
    [0, SHARED],
  ],
  8: [
    [1, 0],
    [0, 1],
    [SHARED, SHARED],
    [0, 0],
    [SHARED, 0],
    [0, SHARED],
    [SHARED, 0],
    [0, SHARED],
  ],
};

/**
 * [samples × from] → [samples × to].
 *
 * To one channel: the mean of all. From one: a copy in each. Surround of 3, 4, 5, 6 or 8 channels to stereo: folded
 * down with the centre in both, scaled so that full scale cannot clip. Anything else: channel s of `from` goes to channel
 * s mod `to` and several are averaged (fewer channels), or channel c of `to` is a copy of channel c mod `from` (more). The same array, not a copy, is returned when nothing changes.
 *
 * @throws TypeError or RangeError when the length is no multiple of `from`
 */
export function mixChannels(interleaved: Float32Array, from: number, to: number): Float32Array {
  const samples = samplesPerChannel('interleaved', interleaved, from);
  if (from === to) return interleaved;
  const matrix = mixWeights(from, to);
  const out = new Float32Array(samples * to);
  for (let i = 0, o = 0; i < samples; i++) {
    const base = i * from;
    for (let c = 0; c < to; c++) {
      let sum = 0;
      for (let s = 0; s < from; s++) sum += interleaved[base + s]! * matrix[c * from + s]!;
      out[o++] = sum;
    }
  }
  return out;
}

/**
 * Weights [to × from] of {@link mixChannels}; every row's sum is 1, so that full scale stays full scale.
 *
 * @throws RangeError when `to` is not 1..32
 */
export function mixWeights(from: number, to: number): Float64Array {
  requireInteger('channels', to, 1, MAX_CHANNELS);
  const matrix = new Float64Array(to * from);
  const layout = to === 2 ? TO_STEREO[from] : undefined;
  for (let c = 0; c < to; c++) {
    let sum = 0;
    for (let s = 0; s < from; s++) {
      const weight = layout ? layout[s]![c as 0 | 1] : (to >= from ? c % from === s : s % to === c) ? 1 : 0;
      matrix[c * from + s] = weight;
      sum += weight;
    }
    for (let s = 0; s < from; s++) matrix[c * from + s]! /= sum;
  }
  return matrix;
}

/**
 * Checks interleaved audio, [samples × channels].
 *
 * @returns samples per channel. @throws TypeError or RangeError when the length is no multiple of `channels`
 */
export function samplesPerChannel(field: string, pcm: Float32Array, channels: number): number {
  requireFloat32(field, pcm);
  requireInteger('channels', channels, 1, MAX_CHANNELS);
  if (pcm.length % channels !== 0)
    throw new RangeError(`${field}.length must be a multiple of channels (${channels}), got ${pcm.length}`);
  return pcm.length / channels;
}
