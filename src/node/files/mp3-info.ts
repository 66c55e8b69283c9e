/** One MPEG audio layer III frame header. */
export interface Mp3Header {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly samplesPerFrame: 1152 | 576;
  /** Length of the whole frame. */
  readonly frameBytes: number;
  /** Bytes from the frame's start to the place of a Xing or Info tag. */
  readonly tagOffset: number;
}

const RATES = [44_100, 48_000, 32_000];
const KBITS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** The layer III header at `at`, or null where there is none (ISO 11172-3 §2.4.2.3; free format is not read). */
export function parseMp3Header(bytes: Uint8Array, at: number): Mp3Header | null {
  if (at + 4 > bytes.length) return null;
  const [b0, b1, b2, b3] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  const version = (b1 >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const rate = RATES[(b2 >> 2) & 3];
  const kbits = (version === 3 ? KBITS_MPEG1 : KBITS_MPEG2)[b2 >> 4];
  if (b0 !== 0xff || b1 >> 5 !== 7 || version === 1 || ((b1 >> 1) & 3) !== 1 || !rate || !kbits) return null;
  const mpeg1 = version === 3;
  const sampleRateHz = rate >> (mpeg1 ? 0 : version === 2 ? 1 : 2);
  const channels = b3 >> 6 === 3 ? 1 : 2;
  const samplesPerFrame = mpeg1 ? 1152 : 576;
  const frameBytes = Math.floor((samplesPerFrame * kbits * 125) / sampleRateHz) + ((b2 >> 1) & 1);
  const sideInfo = mpeg1 ? (channels === 2 ? 32 : 17) : channels === 2 ? 17 : 9;
  return { sampleRateHz, channels, samplesPerFrame, frameBytes, tagOffset: 4 + sideInfo };
}

/**
 * Exact samples per channel, without encoder delay and padding, from the Xing or Info tag of the first frame. Undefined
 * without such a tag: MP3 itself does not state its length.
 */
export function mp3TotalSamples(bytes: Uint8Array, at: number, header: Mp3Header): number | undefined {
  const tag = at + header.tagOffset;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = String.fromCharCode(...bytes.subarray(tag, tag + 4));
  if ((name !== 'Xing' && name !== 'Info') || tag + 12 > bytes.length) return undefined;
  const flags = view.getUint32(tag + 4);
  if (!(flags & 1)) return undefined;
  const frames = view.getUint32(tag + 8);
  // Frame count, byte count, 100 seek points and quality come before the encoder's own fields, each where flagged.
  const lame = tag + 8 + 4 + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (lame + 24 > bytes.length || bytes[lame] === 0) return frames * header.samplesPerFrame;
  const gaps = (bytes[lame + 21]! << 16) | (bytes[lame + 22]! << 8) | bytes[lame + 23]!;
  return Math.max(0, frames * header.samplesPerFrame - (gaps >> 12) - (gaps & 0xfff));
}
