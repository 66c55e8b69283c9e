import { latin1 } from './audio-sniff.js';

/** Content of the first page of an Ogg stream. */
export interface OggInfo {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly serial: number;
  /** Samples at the start that are not played (Opus). */
  readonly preSkip: number;
}

/**
 * Reads the identification header in the first page of an Ogg stream.
 *
 * @returns null when the first page is cut short
 */
export function parseOggStart(bytes: Uint8Array, codec: 'ogg-vorbis' | 'ogg-opus' | 'ogg-flac'): OggInfo | null {
  const packet = 27 + (bytes[26] ?? 0);
  if (bytes.length < packet + 60 && bytes.length < packet + 19) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const serial = view.getUint32(14, true);
  if (codec === 'ogg-opus')
    return { sampleRateHz: 48_000, channels: bytes[packet + 9]!, serial, preSkip: view.getUint16(packet + 10, true) };
  if (codec === 'ogg-vorbis')
    return { sampleRateHz: view.getUint32(packet + 12, true), channels: bytes[packet + 11]!, serial, preSkip: 0 };
  // 0x7F "FLAC" version(2) packets(2) "fLaC" block header(4), then STREAMINFO.
  const info = parseStreamInfo(bytes.subarray(packet + 17));
  return info && { sampleRateHz: info.sampleRateHz, channels: info.channels, serial, preSkip: 0 };
}

/**
 * Samples per channel up to the last page of a stream: its granule position.
 *
 * @param tail the file's last bytes; a page is at most 65,307 bytes long
 */
export function oggTotalSamples(tail: Uint8Array, info: OggInfo): number | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - 27; at >= 0; at--) {
    if (tail[at] !== 0x4f || latin1(tail, at, 4) !== 'OggS' || view.getUint32(at + 14, true) !== info.serial) continue;
    const granule = view.getBigInt64(at + 6, true);
    if (granule >= 0n && granule < 2n ** 53n) return Math.max(0, Number(granule) - info.preSkip);
  }
  return undefined;
}

/** FLAC's STREAMINFO block (RFC 9639 §8.2), its header not included. */
export interface StreamInfo {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** 0 when unknown. */
  readonly totalSamples: number;
}

/** Reads the STREAMINFO block of a FLAC stream. @returns null when it is cut short */
export function parseStreamInfo(block: Uint8Array): StreamInfo | null {
  if (block.length < 18) return null;
  return {
    sampleRateHz: (block[10]! << 12) | (block[11]! << 4) | (block[12]! >> 4),
    channels: ((block[12]! >> 1) & 7) + 1,
    totalSamples: (block[13]! & 15) * 2 ** 32 + new DataView(block.buffer, block.byteOffset).getUint32(14),
  };
}
