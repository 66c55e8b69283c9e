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

/** Channel masks (WAVEFORMATEXTENSIBLE) of the usual layouts, by the number of channels. */
const LAYOUTS: Readonly<Record<number, number>> = { 3: 0x7, 4: 0x33, 5: 0x37, 6: 0x3f, 7: 0x70f, 8: 0x63f };

/**
 * Weights [left, right] of each bit of a channel mask after ITU-R BS.775: centre and surrounds at −3 dB, low frequencies
 * left out; a rear centre is a surround of both sides. Heights are taken for what is below them.
 */
const SPEAKERS: readonly (readonly [left: number, right: number])[] = [
  [1, 0], // front left
  [0, 1], // front right
  [SHARED, SHARED], // front centre
  [0, 0], // low frequencies
  [SHARED, 0], // back left
  [0, SHARED], // back right
  [1, 0], // front left of centre
  [0, 1], // front right of centre
  [0.5, 0.5], // back centre
  [SHARED, 0], // side left
  [0, SHARED], // side right
  [0.5, 0.5], // top centre
  [1, 0], // top front left
  [SHARED, SHARED], // top front centre
  [0, 1], // top front right
  [SHARED, 0], // top back left
  [0.5, 0.5], // top back centre
  [0, SHARED], // top back right
];

/** Weights [left, right] of every channel; undefined where the layout is unknown, and for one and two channels. */
function stereoWeights(channels: number, mask: number | undefined): (readonly [number, number])[] | undefined {
  const positions = (bits: number): number[] => SPEAKERS.flatMap((_, bit) => ((bits >>> bit) & 1 ? [bit] : []));
  let speakers = positions(mask ?? 0);
  // A mask of another number of channels is no mask of these.
  if (speakers.length !== channels) speakers = positions(LAYOUTS[channels] ?? 0);
  if (speakers.length !== channels || channels < 3) return undefined;
  const weights = speakers.map((bit) => SPEAKERS[bit]!);
  return weights.some(([left, right]) => left + right > 0) ? weights : undefined;
}

/**
 * [samples × from] → [samples × to].
 *
 * Stereo to one channel: the mean. From one: a copy in each. Surround, by its mask or the usual layout of 3 to 8 channels, to
 * stereo and to mono: the weights of ITU-R BS.775, low frequencies left out. They are not scaled down, so that speech keeps
 * its level (in mono the centre's weight is 1); where many channels are loud at once the sum exceeds full scale, and is not
 * clipped here. Anything else: channel s of `from` goes to channel
 * s mod `to` and several are averaged (fewer channels), or channel c of `to` is a copy of channel c mod `from` (more). The same array, not a copy, is returned when nothing changes.
 *
 * @throws TypeError or RangeError when the length is no multiple of `from`
 */
export function mixChannels(interleaved: Float32Array, from: number, to: number, channelMask?: number): Float32Array {
  const samples = samplesPerChannel('interleaved', interleaved, from);
  if (from === to) return interleaved;
  const matrix = mixWeights(from, to, channelMask);
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
 * Weights [to × from] of {@link mixChannels}.
 *
 * @param channelMask speaker positions of the `from` channels, bits as in WAVEFORMATEXTENSIBLE
 * @throws RangeError when `to` is not 1..32
 */
export function mixWeights(from: number, to: number, channelMask?: number): Float64Array {
  requireInteger('channels', to, 1, MAX_CHANNELS);
  const matrix = new Float64Array(to * from);
  const speakers = to <= 2 ? stereoWeights(from, channelMask) : undefined;
  for (let c = 0; c < to; c++) {
    if (speakers) {
      // BS.775's mono is the sum of its stereo at −3 dB.
      for (let s = 0; s < from; s++)
        matrix[c * from + s] = to === 2 ? speakers[s]![c as 0 | 1] : SHARED * (speakers[s]![0] + speakers[s]![1]);
      continue;
    }
    let sum = 0;
    for (let s = 0; s < from; s++) {
      const weight = (to >= from ? c % from === s : s % to === c) ? 1 : 0;
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
