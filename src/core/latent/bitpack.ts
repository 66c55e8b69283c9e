import { MAX_LENGTH, requireBytes } from '../buffers.js';
import { requireInteger } from '../errors.js';
import { MAX_BITS } from './quantizer.js';

/** Bytes of `planes` bit planes; every frame starts on a byte in each plane. */
export const packedBytes = (frames: number, channels: number, planes: number): number =>
  planes * frames * ((channels + 7) >> 3);

/**
 * Symbols → bit planes, most significant first, so that cutting the tail removes the least significant planes. Where the
 * number of latent channels is no multiple of 8, pad bits are 0; bits of a symbol above `bits` are ignored.
 *
 * @param symbols [frames × channels], frame-major
 * @param bits 1..8
 * @param out [bits × frames × ceil(channels / 8)], plane-major, written; channel c is bit 7 − c % 8 of byte c >> 3
 * @throws RangeError or TypeError when an argument does not fit
 */
export function packPlanes(symbols: Uint8Array, frames: number, channels: number, bits: number, out: Uint8Array): void {
  requireBitpackArguments(symbols, frames, channels, 'bits', bits, 'out', out);
  const whole = channels & ~7;
  let o = 0;
  for (let shift = bits - 1; shift >= 0; shift--) {
    for (let t = 0, i = 0; t < frames; t++) {
      for (const end = i + whole; i < end; i += 8) {
        out[o++] =
          (((symbols[i]! >> shift) & 1) << 7) |
          (((symbols[i + 1]! >> shift) & 1) << 6) |
          (((symbols[i + 2]! >> shift) & 1) << 5) |
          (((symbols[i + 3]! >> shift) & 1) << 4) |
          (((symbols[i + 4]! >> shift) & 1) << 3) |
          (((symbols[i + 5]! >> shift) & 1) << 2) |
          (((symbols[i + 6]! >> shift) & 1) << 1) |
          ((symbols[i + 7]! >> shift) & 1);
      }
      if (whole < channels) {
        let byte = 0;
        for (let bit = 7, c = whole; c < channels; c++, bit--) byte |= ((symbols[i++]! >> shift) & 1) << bit;
        out[o++] = byte;
      }
    }
  }
}

/**
 * The first `planes` planes of a payload → symbols of `planes` bits, the inverse of {@link packPlanes}. Pad bits are
 * ignored.
 *
 * @param payload at least [planes × frames × ceil(channels / 8)] bytes
 * @param symbols [frames × channels], frame-major, written
 * @throws RangeError or TypeError when an argument does not fit
 */
export function unpackPlanes(
  payload: Uint8Array,
  frames: number,
  channels: number,
  planes: number,
  symbols: Uint8Array,
): void {
  requireBitpackArguments(symbols, frames, channels, 'planes', planes, 'payload', payload);
  const whole = channels & ~7;
  let b = 0;
  for (let p = 0; p < planes; p++) {
    // Each plane shifts the symbol up by one bit; the first plane clears it.
    const keep = p === 0 ? 0 : 0x7f;
    for (let t = 0, i = 0; t < frames; t++) {
      for (const end = i + whole; i < end; i += 8) {
        const byte = payload[b++]!;
        symbols[i] = ((symbols[i]! & keep) << 1) | (byte >> 7);
        symbols[i + 1] = ((symbols[i + 1]! & keep) << 1) | ((byte >> 6) & 1);
        symbols[i + 2] = ((symbols[i + 2]! & keep) << 1) | ((byte >> 5) & 1);
        symbols[i + 3] = ((symbols[i + 3]! & keep) << 1) | ((byte >> 4) & 1);
        symbols[i + 4] = ((symbols[i + 4]! & keep) << 1) | ((byte >> 3) & 1);
        symbols[i + 5] = ((symbols[i + 5]! & keep) << 1) | ((byte >> 2) & 1);
        symbols[i + 6] = ((symbols[i + 6]! & keep) << 1) | ((byte >> 1) & 1);
        symbols[i + 7] = ((symbols[i + 7]! & keep) << 1) | (byte & 1);
      }
      if (whole < channels) {
        const byte = payload[b++]!;
        for (let bit = 7, c = whole; c < channels; c++, bit--, i++)
          symbols[i] = ((symbols[i]! & keep) << 1) | ((byte >> bit) & 1);
      }
    }
  }
}

/** Checks the arguments of both functions; fields are named as in the caller. Buffers may be longer than needed. */
export function requireBitpackArguments(
  symbols: Uint8Array,
  frames: number,
  channels: number,
  planesField: 'bits' | 'planes',
  planes: number,
  packedField: 'out' | 'payload',
  packed: Uint8Array,
): void {
  requireBytes('symbols', symbols);
  requireBytes(packedField, packed);
  requireInteger('frames', frames, 0, MAX_LENGTH);
  requireInteger('channels', channels, 1, MAX_LENGTH);
  requireInteger(planesField, planes, 1, MAX_BITS);
  requireInteger('symbols.length', symbols.length, frames * channels, MAX_LENGTH);
  requireInteger(`${packedField}.length`, packed.length, packedBytes(frames, channels, planes), MAX_LENGTH);
}
