import type { PcmEncoding } from '../../core/dsp/pcm.js';
import type { AudioTags } from './audio-tags.js';
import type { AudioContainer } from './block-source.js';
import type { ChunkForm } from './chunk-form.js';

/** What the header of a file of samples (WAV, AIFF, CAF, AU, W64) states; its reader is at the first byte of data. */
export interface PcmHeader {
  readonly container: AudioContainer;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
  /** Stated bytes of data; undefined where the writer did not know them (a pipe) and data continues to the end. */
  readonly dataBytes?: number;
  /** Bytes from the data's start to the end of the file as it is stated elsewhere; Infinity where that is nowhere. */
  readonly endBytes: number;
  /** How chunks behind the data are written; undefined where the format has none. */
  readonly chunks?: ChunkForm;
  /** Speaker positions, where the header states them. */
  readonly channelMask?: number;
  /** Whether samples are big-endian. */
  readonly isBigEndian: boolean;
  /** Whether samples of 8 bits are signed. */
  readonly isSigned8?: boolean;
  /** Faults of the header that were passed over, as sentences without the file's name. */
  readonly faults: readonly string[];
  readonly tags: AudioTags;
}

/** The encoding of samples of whole bytes; undefined where it is not read. */
export function pcmEncodingOf(isFloat: boolean, bits: number): PcmEncoding | undefined {
  return isFloat
    ? ({ 32: 'f32le', 64: 'f64le' } as const)[bits]
    : ({ 8: 'u8', 16: 's16le', 24: 's24le', 32: 's32le' } as const)[bits];
}
