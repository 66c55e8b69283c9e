/** The identification header of an Opus stream (RFC 7845 §5.1). */
export interface OpusHead {
  readonly channels: number;
  /** Samples at the start that are not played. */
  readonly preSkip: number;
  /** Output gain as a factor. */
  readonly gain: number;
  /** Mapping family: 0 and 1 state speakers, others do not. */
  readonly family: number;
  readonly streams: number;
  readonly coupled: number;
  /** Decoded channel of each output channel. */
  readonly mapping: readonly number[];
}

/** Reads the first packet of an Opus stream. @returns null when it is cut short or contradicts itself */
export function parseOpusHead(packet: Uint8Array): OpusHead | null {
  if (packet.length < 19) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channels = packet[9]!;
  const family = packet[18]!;
  const common = { channels, family, preSkip: view.getUint16(10, true), gain: 10 ** (view.getInt16(16, true) / 5120) };
  if (channels === 0) return null;
  if (family === 0)
    return channels > 2 ? null : { ...common, streams: 1, coupled: channels - 1, mapping: [0, 1].slice(0, channels) };
  if (packet.length < 21 + channels) return null;
  return { ...common, streams: packet[19]!, coupled: packet[20]!, mapping: [...packet.subarray(21, 21 + channels)] };
}

/** Rate and channels of a Vorbis identification header (Vorbis I §4.2.2). @returns null when it is cut short */
export function parseVorbisHead(packet: Uint8Array): { sampleRateHz: number; channels: number } | null {
  if (packet.length < 16 || packet[11] === 0) return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  return { sampleRateHz: view.getUint32(12, true), channels: packet[11]! };
}

/** FLAC's STREAMINFO block (RFC 9639 §8.2), its header not included. */
export interface StreamInfo {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** 0 when unknown. */
  readonly totalSamples: number;
  readonly bitsPerSample: number;
  /** Samples of every block of a stream with a fixed block size. */
  readonly maxBlockSamples: number;
}

/** Reads the STREAMINFO block of a FLAC stream. @returns null when it is cut short */
export function parseStreamInfo(block: Uint8Array): StreamInfo | null {
  if (block.length < 18) return null;
  return {
    sampleRateHz: (block[10]! << 12) | (block[11]! << 4) | (block[12]! >> 4),
    channels: ((block[12]! >> 1) & 7) + 1,
    bitsPerSample: ((block[12]! & 1) << 4) + (block[13]! >> 4) + 1,
    maxBlockSamples: (block[2]! << 8) | block[3]!,
    totalSamples: (block[13]! & 15) * 2 ** 32 + new DataView(block.buffer, block.byteOffset).getUint32(14),
  };
}
