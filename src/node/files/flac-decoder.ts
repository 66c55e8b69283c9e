import { type FlacFrameHeader, parseFlacHeader } from './flac-frames.js';
import type { StreamInfo } from './ogg-info.js';

/** Coefficients of the fixed predictors of order 0 to 4 (RFC 9639 §9.2.5). */
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** Bits of a frame, most significant first; behind its end it throws. */
class BitReader {
  #bit: number;

  constructor(
    readonly bytes: Uint8Array,
    byte: number,
  ) {
    this.#bit = 8 * byte;
  }

  /** `count` bits, 0..33, as a number of [0, 2^count). */
  unsigned(count: number): number {
    let value = 0;
    for (let left = count; left > 0; ) {
      const byte = this.bytes[this.#bit >> 3];
      if (byte === undefined) throw new RangeError('the frame ends early');
      const free = 8 - (this.#bit & 7);
      const taken = Math.min(free, left);
      value = value * 2 ** taken + ((byte >> (free - taken)) & ((1 << taken) - 1));
      this.#bit += taken;
      left -= taken;
    }
    return value;
  }

  signed(count: number): number {
    const value = this.unsigned(count);
    return count > 0 && value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** Zeros before a one, which is taken, too. */
  zeros(): number {
    let count = 0;
    while (this.unsigned(1) === 0) count++;
    return count;
  }
}

/**
 * Decodes a frame of FLAC of any number of bits (RFC 9639 §9), for those that the WASM decoder does not read.
 *
 * @returns planes of samples at full scale for ±1; none where the frame cannot be decoded
 */
export function decodeFlacFrame(bytes: Uint8Array, info: StreamInfo): Float32Array[] {
  const header = parseFlacHeader(bytes, 0, info);
  if (!header) return [];
  try {
    const planes = channelsOf(new BitReader(bytes, header.headerBytes), header, info);
    const scale = 2 ** (info.bitsPerSample - 1);
    return planes.map((plane) => Float32Array.from(plane, (value) => value / scale));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function channelsOf(bits: BitReader, header: FlacFrameHeader, { bitsPerSample, channels }: StreamInfo): Float64Array[] {
  const { assignment, samples } = header;
  /** The channel that holds a difference, which needs one bit more. */
  const side = assignment === 9 ? 0 : assignment > 7 ? 1 : -1;
  const planes = Array.from({ length: channels }, (_, c) =>
    subframe(bits, samples, bitsPerSample + (c === side ? 1 : 0)),
  );
  if (side < 0) return planes;
  const [first, second] = planes as [Float64Array, Float64Array];
  for (let i = 0; i < samples; i++) {
    const [a, b] = [first[i]!, second[i]!];
    if (assignment === 8) second[i] = a - b;
    else if (assignment === 9) first[i] = a + b;
    else {
      const middle = 2 * a + Math.abs(b % 2);
      first[i] = (middle + b) / 2;
      second[i] = (middle - b) / 2;
    }
  }
  return planes;
}

function subframe(bits: BitReader, samples: number, size: number): Float64Array {
  bits.unsigned(1);
  const type = bits.unsigned(6);
  const wasted = bits.unsigned(1) === 1 ? bits.zeros() + 1 : 0;
  const width = size - wasted;
  const out = new Float64Array(samples);
  if (type === 0) out.fill(bits.signed(width));
  else if (type === 1) for (let i = 0; i < samples; i++) out[i] = bits.signed(width);
  else if (type >= 8 && type <= 12) predicted(bits, out, width, type - 8, () => ({ taps: FIXED[type - 8]!, shift: 0 }));
  else if (type >= 32)
    predicted(bits, out, width, type - 31, () => {
      const precision = bits.unsigned(4) + 1;
      const shift = bits.signed(5);
      return { taps: Array.from({ length: type - 31 }, () => bits.signed(precision)), shift };
    });
  else throw new RangeError('a kind of subframe that does not exist');
  if (wasted > 0) for (let i = 0; i < samples; i++) out[i]! *= 2 ** wasted;
  return out;
}

/** The first samples as they are, the others as differences to what is predicted from those before. */
function predicted(
  bits: BitReader,
  out: Float64Array,
  width: number,
  order: number,
  predictor: () => { readonly taps: readonly number[]; readonly shift: number },
): void {
  for (let i = 0; i < order; i++) out[i] = bits.signed(width);
  const { taps, shift } = predictor();
  readResidual(bits, out, order);
  // Sums of 32 products of 33 and 15 bits are exact in 53 bits.
  for (let i = order; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += taps[k]! * out[i - 1 - k]!;
    out[i]! += Math.floor(sum / 2 ** shift);
  }
}

/** Rice codes in partitions (RFC 9639 §9.2.7), from sample `order` on. */
function readResidual(bits: BitReader, out: Float64Array, order: number): void {
  const parameterBits = bits.unsigned(2) === 0 ? 4 : 5;
  const partitions = 2 ** bits.unsigned(4);
  const escapeCode = 2 ** parameterBits - 1;
  let at = order;
  for (let p = 1; p <= partitions; p++) {
    const end = (out.length / partitions) * p;
    const parameter = bits.unsigned(parameterBits);
    const rawBits = parameter === escapeCode ? bits.unsigned(5) : 0;
    for (; at < end; at++) {
      if (parameter === escapeCode) {
        out[at] = bits.signed(rawBits);
        continue;
      }
      const value = bits.zeros() * 2 ** parameter + bits.unsigned(parameter);
      out[at] = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }
}
