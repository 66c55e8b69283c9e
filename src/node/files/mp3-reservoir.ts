import type { Mp3Header } from './mp3-info.js';

/** Bits of a granule's side information of one channel behind its length, MPEG 1 and 2 (ISO 11172-3 §2.4.1.7, 13818-3 §2.4.1.7). */
const GRANULE_BITS = { mpeg1: 47, mpeg2: 51 } as const;

/** What a frame's beginning tells of the frames before it. */
export interface Mp3Seam {
  /**
   * Whether it uses more bytes of them than they have left: frames are missing, or damaged. Where it uses fewer, the encoder
   * has filled them up, or frames are missing.
   */
  readonly isProof: boolean;
  /** Bytes of frames before it that it uses. */
  readonly begin: number;
  /** Bytes of them that it leaves unused; negative for a proof. */
  readonly spare: number;
}

/**
 * Follows the bit reservoir of layer III: each frame states how many bytes of those before it belong to it, and an encoder
 * uses all that they have left. So it shows where whole frames are missing.
 */
export class Mp3Reservoir {
  /** Bytes that the last frame leaves; undefined where it is not known. */
  #left: number | undefined;
  /** Bytes of frames before it that the last frame uses. */
  begin = 0;

  /** What the frames before leave is not known, as behind damage, or it is nothing, as at the start of a song. */
  reset(left?: 0): void {
    this.#left = left;
  }

  /** Takes the next frame; undefined where it follows the one before it. */
  push(header: Mp3Header, bytes: Uint8Array): Mp3Seam | undefined {
    if (header.layer !== 3) return undefined;
    const { begin, usedBits, room } = sideInfo(header, bytes);
    const left = this.#left;
    this.begin = begin;
    this.#left = begin + room - Math.ceil(usedBits / 8);
    if (left === undefined || begin === left) return undefined;
    return { isProof: begin > left, begin, spare: left - begin };
  }
}

/** Where a frame's main data begins, in bytes before it; its bits; bytes of main data that fit in the frame. */
function sideInfo(header: Mp3Header, bytes: Uint8Array): { begin: number; usedBits: number; room: number } {
  const { isMpeg1, hasCrc, channels, tagOffset } = header;
  const start = hasCrc ? 6 : 4;
  let at = start * 8;
  const take = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const begin = take(isMpeg1 ? 9 : 8);
  at += isMpeg1 ? (channels === 1 ? 5 : 3) + 4 * channels : channels === 1 ? 1 : 2;
  let usedBits = 0;
  for (let i = 0; i < channels * (isMpeg1 ? 2 : 1); i++) {
    usedBits += take(12);
    at += isMpeg1 ? GRANULE_BITS.mpeg1 : GRANULE_BITS.mpeg2;
  }
  return { begin, usedBits, room: bytes.length - start - (tagOffset - 4) };
}
