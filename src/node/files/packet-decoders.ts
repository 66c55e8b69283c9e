import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { OpusDecoder } from 'opus-decoder';
import { DEFAULT_MASKS, inWavOrder, VORBIS_ORDER } from './channel-order.js';
import type { DecodedAudioForm } from './decoded-block.js';
import { type OpusHead, parseStreamInfo } from './ogg-info.js';

/** Decodes the packets of one logical stream, in order. */
export interface PacketDecoder extends DecodedAudioForm {
  /** Planes in the order of WAV; none for a packet that cannot be decoded. */
  decode(packet: Uint8Array): Promise<Float32Array[]>;
  /** Frees the decoder's memory. */
  free(): void;
}

interface Planes {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
}

const maskOf = (channels: number): { channelMask?: number } => {
  const channelMask = DEFAULT_MASKS[channels];
  return channelMask === undefined ? {} : { channelMask };
};

/** The decoders write their errors to the console; here they are counted by whoever calls. */
function quietly<T>(decode: () => T): T {
  const { error } = console;
  console.error = () => {};
  try {
    return decode();
  } finally {
    console.error = error;
  }
}

/** Opus, with its output gain (RFC 7845 §5.1). */
export async function opusPackets(head: OpusHead): Promise<PacketDecoder> {
  const { channels, streams, coupled, mapping, gain, family } = head;
  const decoder = new OpusDecoder({
    channels,
    streamCount: streams,
    coupledStreamCount: coupled,
    channelMappingTable: [...mapping],
    preSkip: 0,
  });
  await decoder.ready;
  const order = family === 1 ? VORBIS_ORDER[channels] : undefined;
  return {
    sampleRateHz: 48_000,
    channels,
    ...(family <= 1 && maskOf(channels)),
    decode: (packet) => {
      const { channelData, samplesDecoded } = quietly(() => decoder.decodeFrame(packet)) as Planes;
      if (samplesDecoded === 0) return Promise.resolve([]);
      if (gain !== 1) for (const plane of channelData) for (let i = 0; i < plane.length; i++) plane[i]! *= gain;
      return Promise.resolve(inWavOrder(channelData, order));
    },
    free: () => decoder.free(),
  };
}

/** Vorbis; its decoder takes what its own parser makes of pages, so each packet is handed over as a page. */
export async function vorbisPackets(
  form: DecodedAudioForm,
  identification: Uint8Array,
  setup: Uint8Array,
): Promise<PacketDecoder> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  type Page = Parameters<typeof decoder.decodeOggPages>[0][number];
  const page = (data: Uint8Array, frames: readonly object[]): Page =>
    ({ data, codecFrames: frames, isLastPage: false }) as unknown as Page;
  await decoder.decodeOggPages([page(identification, [])]);
  let isFirst = true;
  const { sampleRateHz, channels } = form;
  return {
    sampleRateHz,
    channels,
    ...maskOf(channels),
    decode: async (data) => {
      const frame = isFirst ? { data, header: { vorbisSetup: setup } } : { data };
      isFirst = false;
      const { channelData, samplesDecoded } = (await decoder.decodeOggPages([page(data, [frame])])) as Planes;
      return samplesDecoded === 0 ? [] : inWavOrder(channelData, VORBIS_ORDER[channels]);
    },
    free: () => decoder.free(),
  };
}

/** FLAC frames; `info` is the stream's STREAMINFO block. */
export async function flacPackets(info: Uint8Array): Promise<PacketDecoder> {
  const { sampleRateHz, channels } = parseStreamInfo(info)!;
  const decoder = new FLACDecoder();
  await decoder.ready;
  return {
    sampleRateHz,
    channels,
    ...maskOf(channels),
    decode: async (frame) => {
      const { channelData, samplesDecoded } = (await quietly(() => decoder.decodeFrames([frame]))) as Planes;
      return samplesDecoded === 0 ? [] : channelData;
    },
    free: () => decoder.free(),
  };
}
