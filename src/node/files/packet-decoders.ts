import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { OpusDecoder } from 'opus-decoder';
import { DEFAULT_MASKS, inWavOrder, VORBIS_ORDER } from './channel-order.js';
import type { DecodedAudioForm } from './decoded-block.js';
import { decodeFlacFrame } from './flac-decoder.js';
import { type OpusHead, parseStreamInfo } from './ogg-info.js';
import { ReplacedDecoder } from './replaced-decoder.js';

/** Decodes the packets of one logical stream, in order. */
export interface PacketDecoder extends DecodedAudioForm {
  /** Planes in the order of WAV; none for a packet that cannot be decoded. */
  decode(packet: Uint8Array): Promise<Float32Array[]>;
  /** Samples of a packet before it is decoded; absent where only decoding tells. */
  samplesOf?(packet: Uint8Array): number;
  /** Forgets what it knows of packets before: missing ones would make those behind them wrong for longer. */
  restart?(): Promise<void>;
  /** Frees the decoder's memory. */
  free(): void;
}

interface Planes {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
  readonly errors?: readonly unknown[];
}

const maskOf = (channels: number): { channelMask?: number } => {
  const channelMask = DEFAULT_MASKS[channels];
  return channelMask === undefined ? {} : { channelMask };
};

/** Samples at 48 kHz by a packet's first bytes (RFC 6716 §3.1, §3.2). */
function opusPacketSamples(packet: Uint8Array): number {
  const [toc = 0, count = 0] = packet;
  const config = toc >> 3;
  const frame =
    config < 12 ? [480, 960, 1920, 2880][config & 3]! : config < 16 ? 480 << (config & 1) : 120 << (config & 3);
  return frame * [1, 2, 2, count & 63][toc & 3]!;
}

/** Opus, with its output gain (RFC 7845 §5.1). */
export async function opusPackets(head: OpusHead): Promise<PacketDecoder> {
  const { channels, streams, coupled, mapping, gain, family } = head;
  const decoder = await ReplacedDecoder.open(async () => {
    const opened = new OpusDecoder({
      channels,
      streamCount: streams,
      coupledStreamCount: coupled,
      channelMappingTable: [...mapping],
      preSkip: 0,
    });
    await opened.ready;
    return opened;
  });
  const order = family === 1 ? VORBIS_ORDER[channels] : undefined;
  return {
    sampleRateHz: 48_000,
    channels,
    ...(family <= 1 && maskOf(channels)),
    decode: async (packet) => {
      const decoded: Planes | undefined = await decoder.use((opened) => opened.decodeFrame(packet));
      if (!decoded || decoded.samplesDecoded === 0) return [];
      const { channelData } = decoded;
      if (gain !== 1) for (const plane of channelData) for (let i = 0; i < plane.length; i++) plane[i]! *= gain;
      return inWavOrder(channelData, order);
    },
    samplesOf: opusPacketSamples,
    restart: () => decoder.restart(),
    free: () => decoder.free(),
  };
}

/** Length of an identification header (Vorbis I §4.2.2). */
const IDENTIFICATION_BYTES = 30;

/** Vorbis; its decoder takes what its own parser makes of pages, so each packet is handed over as a page. */
export async function vorbisPackets(
  form: DecodedAudioForm,
  identification: Uint8Array,
  setup: Uint8Array,
): Promise<PacketDecoder> {
  type Page = Parameters<OggVorbisDecoder['decodeOggPages']>[0][number];
  const page = (data: Uint8Array, frames: readonly object[]): Page =>
    ({ data, codecFrames: frames, isLastPage: false }) as unknown as Page;
  let isFirst = true;
  const decoder = await ReplacedDecoder.open(async () => {
    const opened = new OggVorbisDecoder();
    await opened.ready;
    isFirst = true;
    await opened.decodeOggPages([page(identification.subarray(0, IDENTIFICATION_BYTES), [])]);
    return opened;
  });
  const { sampleRateHz, channels } = form;
  return {
    sampleRateHz,
    channels,
    ...maskOf(channels),
    decode: async (data) => {
      const frame = isFirst ? { data, header: { vorbisSetup: setup } } : { data };
      isFirst = false;
      const decoded: Planes | undefined = await decoder.use((opened) => opened.decodeOggPages([page(data, [frame])]));
      return !decoded || decoded.samplesDecoded === 0 ? [] : inWavOrder(decoded.channelData, VORBIS_ORDER[channels]);
    },
    free: () => decoder.free(),
  };
}

/** Bits per sample that the WASM decoder reads. */
const WASM_FLAC_BITS = [8, 16, 24];

async function openFlac(): Promise<FLACDecoder> {
  const opened = new FLACDecoder();
  await opened.ready;
  return opened;
}

/** FLAC frames; `info` is the stream's STREAMINFO block. */
export async function flacPackets(info: Uint8Array): Promise<PacketDecoder> {
  const stream = parseStreamInfo(info)!;
  const { sampleRateHz, channels } = stream;
  if (!WASM_FLAC_BITS.includes(stream.bitsPerSample))
    return {
      sampleRateHz,
      channels,
      ...maskOf(channels),
      decode: (frame) => Promise.resolve(decodeFlacFrame(frame, stream)),
      free: () => {},
    };
  const decoder = await ReplacedDecoder.open(openFlac);
  return {
    sampleRateHz,
    channels,
    ...maskOf(channels),
    decode: async (frame) => {
      const decoded: Planes | undefined = await decoder.use((opened) => opened.decodeFrames([frame]));
      return !decoded || decoded.samplesDecoded === 0 ? [] : decoded.channelData;
    },
    free: () => decoder.free(),
  };
}

/**
 * Whether bytes are one whole frame of FLAC, tried with a decoder of its own: that of a stream would wait for the rest, and
 * of a damaged frame it makes silence.
 */
export async function isFlacFrame(info: Uint8Array, frame: Uint8Array, samples: number): Promise<boolean> {
  const stream = parseStreamInfo(info)!;
  const { channels } = stream;
  if (!WASM_FLAC_BITS.includes(stream.bitsPerSample)) return decodeFlacFrame(frame, stream)[0]?.length === samples;
  const decoder = await ReplacedDecoder.open(openFlac);
  try {
    const decoded: Planes | undefined = await decoder.use((opened) => opened.decodeFrames([frame]));
    return (
      decoded?.samplesDecoded === samples && decoded.errors?.length === 0 && decoded.channelData.length === channels
    );
  } finally {
    decoder.free();
  }
}
