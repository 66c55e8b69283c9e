import { latin1 } from './latin1.js';

/** One MPEG audio frame header. */
export interface Mp3Header {
  /** 3 for MP3, 2 for MP2. */
  readonly layer: 1 | 2 | 3;
  readonly isMpeg1: boolean;
  /** Whether a checksum of 16 bits follows it. */
  readonly hasCrc: boolean;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly samplesPerFrame: 1152 | 576 | 384;
  /** Length of the whole frame. */
  readonly frameBytes: number;
  /** Bytes from the frame's start to the place of a Xing or Info tag. */
  readonly tagOffset: number;
}

const RATES = [44_100, 48_000, 32_000];
/** kbit/s of the layers I to III. */
const KBITS_MPEG1 = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
] as const;
const KBITS_MPEG2_LAYER1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const KBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** The header at `at`, or null where there is none (ISO 11172-3 §2.4.2.3; free format is not read). */
export function parseMp3Header(bytes: Uint8Array, at: number): Mp3Header | null {
  if (at + 4 > bytes.length) return null;
  const [b0, b1, b2, b3] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  const version = (b1 >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = (4 - ((b1 >> 1) & 3)) as 1 | 2 | 3 | 4;
  const rate = RATES[(b2 >> 2) & 3];
  if (b0 !== 0xff || b1 >> 5 !== 7 || version === 1 || layer === 4 || !rate) return null;
  // MPEG 2.5 has layer III only.
  if (version === 0 && layer !== 3) return null;
  const isMpeg1 = version === 3;
  const kbits = (isMpeg1 ? KBITS_MPEG1[layer - 1]! : layer === 1 ? KBITS_MPEG2_LAYER1 : KBITS_MPEG2)[b2 >> 4];
  if (!kbits) return null;
  const sampleRateHz = rate >> (isMpeg1 ? 0 : version === 2 ? 1 : 2);
  const channels = b3 >> 6 === 3 ? 1 : 2;
  const samplesPerFrame = layer === 1 ? 384 : layer === 2 || isMpeg1 ? 1152 : 576;
  const padding = (b2 >> 1) & 1;
  const frameBytes =
    layer === 1
      ? 4 * (Math.floor((12_000 * kbits) / sampleRateHz) + padding)
      : Math.floor((samplesPerFrame * kbits * 125) / sampleRateHz) + padding;
  const sideInfo = isMpeg1 ? (channels === 2 ? 32 : 17) : channels === 2 ? 17 : 9;
  const hasCrc = (b1 & 1) === 0;
  return { layer, isMpeg1, hasCrc, sampleRateHz, channels, samplesPerFrame, frameBytes, tagOffset: 4 + sideInfo };
}

/** What the tag in an MP3's first frame states; it is a hint, since files are cut and joined. */
export interface Mp3Tag {
  /** Frames behind the tag's own; undefined where it states none. */
  readonly frames?: number;
  /** Bytes of the tag's frame and those behind it. */
  readonly bytes?: number;
  /** Samples at the start that are no audio: the encoder's delay and the decoder's. */
  readonly skipSamples: number;
  /** Samples at the end of the last frame that are no audio. */
  readonly cutSamples: number;
  /** Whether LAME or FFmpeg wrote it: their counts are those of the file that they wrote. */
  readonly isExact: boolean;
}

/** Delay of an MP3 decoder, which stands in front of the encoder's. */
const DECODER_DELAY = 529;
const EXACT_ENCODERS = ['LAME', 'Lavf', 'Lavc'];

/** Reads a Xing, Info or VBRI tag of the frame at `at`; undefined where the frame is audio. */
export function parseMp3Tag(bytes: Uint8Array, at: number, header: Mp3Header): Mp3Tag | undefined {
  if (header.layer !== 3) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const none = { skipSamples: 0, cutSamples: 0, isExact: false };
  if (latin1(bytes, at + 36, 4) === 'VBRI' && at + 54 <= bytes.length)
    return { ...none, bytes: view.getUint32(at + 46), frames: view.getUint32(at + 50) };
  const tag = at + header.tagOffset;
  const name = latin1(bytes, tag, 4);
  if ((name !== 'Xing' && name !== 'Info') || tag + 8 > bytes.length) return undefined;
  const flags = view.getUint32(tag + 4);
  let next = tag + 8;
  const field = (flag: number): number | undefined => {
    if (!(flags & flag) || next + 4 > bytes.length) return undefined;
    next += 4;
    return view.getUint32(next - 4);
  };
  const frames = field(1);
  const fileBytes = field(2);
  const stated = { ...(frames && { frames }), ...(fileBytes && { bytes: fileBytes }) };
  // 100 seek points and quality come before the encoder's own fields, each where flagged.
  const lame = next + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (lame + 24 > bytes.length || bytes[lame] === 0) return { ...none, ...stated };
  const gaps = (bytes[lame + 21]! << 16) | (bytes[lame + 22]! << 8) | bytes[lame + 23]!;
  const delay = gaps >> 12;
  const isExact = EXACT_ENCODERS.includes(latin1(bytes, lame, 4));
  return {
    ...stated,
    skipSamples: delay > 0 || isExact ? delay + DECODER_DELAY : 0,
    cutSamples: Math.max(0, (gaps & 0xfff) - DECODER_DELAY),
    isExact,
  };
}

/**
 * Samples per channel of a whole file by its tag, where the tag fits the file's length; undefined otherwise: MP3 itself does
 * not state its length.
 *
 * @param audioBytes from the tag's frame to the end of the file, where known
 */
export function mp3TotalSamples(tag: Mp3Tag, header: Mp3Header, audioBytes: number | undefined): number | undefined {
  const { frames, bytes, skipSamples, cutSamples } = tag;
  if (frames === undefined) return undefined;
  if (audioBytes !== undefined) {
    // Behind the audio there may be tags; a joined file is longer by a whole song.
    if (bytes !== undefined && (bytes > audioBytes || audioBytes - bytes > MAX_TAIL_BYTES)) return undefined;
    if (frames * MIN_FRAME_BYTES > audioBytes || frames * MAX_FRAME_BYTES < (bytes ?? audioBytes) - MAX_FRAME_BYTES)
      return undefined;
  }
  return Math.max(0, frames * header.samplesPerFrame - skipSamples - cutSamples);
}

const MAX_TAIL_BYTES = 4096;
/** The shortest frame: 8 kbit/s at 24 kHz. */
export const MIN_FRAME_BYTES = 24;
const MAX_FRAME_BYTES = 1441;

/** Length of a tag at the start of `bytes` that is no audio: ID3v2, ID3v1, APEv2; 0 where there is none. */
export function tagBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (
    latin1(bytes, 0, 3) === 'ID3' &&
    bytes.length >= 10 &&
    bytes[3]! < 0xff &&
    bytes.subarray(6, 10).every(isSyncsafe)
  )
    return 10 + syncsafe(bytes, 6) + (bytes[5]! & 0x10 ? 10 : 0);
  if (latin1(bytes, 0, 3) === 'TAG') return 128;
  if (latin1(bytes, 0, 8) === 'APETAGEX' && bytes.length >= 24)
    return bytes.length >= 24 && view.getUint32(20, true) & 0x20000000 ? 32 + view.getUint32(12, true) : 32;
  return 0;
}

const isSyncsafe = (byte: number): boolean => byte < 0x80;
/** Four times 7 bits. */
const syncsafe = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! & 127) << 21) | ((bytes[at + 1]! & 127) << 14) | ((bytes[at + 2]! & 127) << 7) | (bytes[at + 3]! & 127);

/**
 * Where MP3 or MP2 begins in `bytes`: the first of some frames in a row of one rate and layer. −1 where it does not.
 *
 * @param frames how many must follow one another, fewer where the bytes end before
 * @param isWhole whether the bytes are all that there is
 */
export function findMp3(bytes: Uint8Array, frames: number, isWhole: boolean): number {
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const first = parseMp3Header(bytes, at);
    if (!first) continue;
    let next = at;
    let found = 0;
    for (;;) {
      if (next + 4 > bytes.length) {
        // The bytes end within a frame or behind one.
        if (found > 1 || (isWhole && found > 0 && at === 0)) return at;
        break;
      }
      const header = parseMp3Header(bytes, next);
      if (!header) {
        if (found > 1 && tagBytes(bytes.subarray(next)) > 0) return at;
        break;
      }
      if (header.sampleRateHz !== first.sampleRateHz || header.layer !== first.layer) break;
      if (++found >= frames) return at;
      next += header.frameBytes;
    }
  }
  return -1;
}
