import { requireInteger } from './errors.js';

/** Sample formats of raw PCM and WAV; little endian, integers full scale at ±1. */
export type PcmEncoding = 'u8' | 's16le' | 's24le' | 's32le' | 'f32le' | 'f64le';

export const PCM_BYTES: Readonly<Record<PcmEncoding, number>> = {
  u8: 1,
  s16le: 2,
  s24le: 3,
  s32le: 4,
  f32le: 4,
  f64le: 8,
};

/** Bytes → samples; a last sample that is cut off is dropped. Floats are taken as they are, NaN included. */
export function decodePcm(bytes: Uint8Array, encoding: PcmEncoding): Float32Array {
  const width = PCM_BYTES[encoding];
  const n = Math.floor(bytes.length / width);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float32Array(n);
  switch (encoding) {
    case 'u8':
      for (let i = 0; i < n; i++) out[i] = (bytes[i]! - 128) / 128;
      break;
    case 's16le':
      for (let i = 0; i < n; i++) out[i] = view.getInt16(2 * i, true) / 32768;
      break;
    case 's24le':
      for (let i = 0; i < n; i++)
        out[i] = ((bytes[3 * i]! | (bytes[3 * i + 1]! << 8) | (bytes[3 * i + 2]! << 16)) << 8) / 2147483648;
      break;
    case 's32le':
      for (let i = 0; i < n; i++) out[i] = view.getInt32(4 * i, true) / 2147483648;
      break;
    case 'f32le':
      for (let i = 0; i < n; i++) out[i] = view.getFloat32(4 * i, true);
      break;
    case 'f64le':
      for (let i = 0; i < n; i++) out[i] = view.getFloat64(8 * i, true);
      break;
  }
  return out;
}

/** Samples → bytes. Integers are rounded and clipped to full scale; NaN becomes 0. */
export function encodePcm(samples: Float32Array, encoding: PcmEncoding): Uint8Array {
  const n = samples.length;
  const bytes = new Uint8Array(n * PCM_BYTES[encoding]);
  const view = new DataView(bytes.buffer);
  switch (encoding) {
    case 'u8':
      for (let i = 0; i < n; i++) bytes[i] = toInteger(samples[i]!, 128) + 128;
      break;
    case 's16le':
      for (let i = 0; i < n; i++) view.setInt16(2 * i, toInteger(samples[i]!, 32768), true);
      break;
    case 's24le':
      for (let i = 0; i < n; i++) {
        const value = toInteger(samples[i]!, 8388608);
        bytes[3 * i] = value;
        bytes[3 * i + 1] = value >> 8;
        bytes[3 * i + 2] = value >> 16;
      }
      break;
    case 's32le':
      for (let i = 0; i < n; i++) view.setInt32(4 * i, toInteger(samples[i]!, 2147483648), true);
      break;
    case 'f32le':
      for (let i = 0; i < n; i++) view.setFloat32(4 * i, samples[i]!, true);
      break;
    case 'f64le':
      for (let i = 0; i < n; i++) view.setFloat64(8 * i, samples[i]!, true);
      break;
  }
  return bytes;
}

function toInteger(sample: number, scale: number): number {
  const value = Math.round(sample * scale);
  return value >= scale ? scale - 1 : value >= -scale ? value : value < -scale ? -scale : 0;
}

/** Replaces NaN and infinite samples by 0 in place and returns how many there were. */
export function sanitize(samples: Float32Array): number {
  let replaced = 0;
  for (let i = 0; i < samples.length; i++)
    if (!Number.isFinite(samples[i]!)) {
      samples[i] = 0;
      replaced++;
    }
  return replaced;
}

/** [frames × channels] → one array per channel. */
export function deinterleave(interleaved: Float32Array, channels: number): Float32Array[] {
  const frames = wholeFrames(interleaved, channels);
  if (channels === 1) return [interleaved];
  return Array.from({ length: channels }, (_, c) => {
    const out = new Float32Array(frames);
    for (let i = 0; i < frames; i++) out[i] = interleaved[i * channels + c]!;
    return out;
  });
}

/** [channels × frames], channel-major → [frames × channels]. One channel is returned as it is. */
export function interleave(channelMajor: Float32Array, channels: number): Float32Array {
  const frames = wholeFrames(channelMajor, channels);
  if (channels === 1) return channelMajor;
  const out = new Float32Array(channelMajor.length);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < frames; i++) out[i * channels + c] = channelMajor[c * frames + i]!;
  return out;
}

/**
 * Interleaved audio of `from` channels → `to` channels. Fewer: the mean of all for one, else the channels dealt out in
 * turn and averaged. More: the channels repeated in turn. The same array is returned when nothing changes.
 */
export function mixChannels(interleaved: Float32Array, from: number, to: number): Float32Array {
  requireInteger('channels', to, 1, 32);
  const frames = wholeFrames(interleaved, from);
  if (from === to) return interleaved;
  const out = new Float32Array(frames * to);
  for (let c = 0; c < to; c++) {
    // Which of the input's channels this one is the mean of.
    const sources = to >= from ? [c % from] : Array.from({ length: from }, (_, s) => s).filter((s) => s % to === c);
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (const s of sources) sum += interleaved[i * from + s]!;
      out[i * to + c] = sum / sources.length;
    }
  }
  return out;
}

function wholeFrames(samples: Float32Array, channels: number): number {
  requireInteger('channels', channels, 1, 32);
  if (samples.length % channels !== 0)
    throw new RangeError(`samples.length must be a multiple of channels (${channels}), got ${samples.length}`);
  return samples.length / channels;
}
