import { Decoder, Encoder, loadPageModel, PRESETS, type Preset, streamTrack } from 'latentcast/browser';
import { delayOf } from '../model.js';
import { relayUrl } from '../relay-url.js';
import { toInt16, wavHeader } from '../wav.js';

/** How a test is sent, or rather would be. */
export interface RehearsalForm {
  readonly planes: number;
  readonly preset: Preset;
  readonly isStereo: boolean;
}

/** A test: as it was recorded, and as listeners will hear it. */
export interface Rehearsal {
  readonly original: Blob;
  readonly heard: Blob;
  /** Bits of a second of it, without headers. */
  readonly payloadKbps: number;
}

/** What was recorded, [samples × channels]. */
export interface TestRecording {
  readonly pcm: Float32Array;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/**
 * Records a stream.
 *
 * @param signal ends it before its time
 * @param onSeconds called with the seconds so far
 */
export async function recordTest(
  stream: MediaStream,
  context: AudioContext,
  channels: number,
  seconds: number,
  signal: AbortSignal,
  onSeconds: (seconds: number) => void,
): Promise<TestRecording> {
  const source = await streamTrack('', stream, { context, channels }).open(0);
  const stop = (): void => void source.close();
  signal.addEventListener('abort', stop, { once: true });
  const blocks: Float32Array[] = [];
  const most = Math.round(seconds * context.sampleRate) * channels;
  let n = 0;
  for await (const block of source.blocks()) {
    blocks.push(block.slice());
    n += block.length;
    onSeconds(n / channels / context.sampleRate);
    if (n >= most || signal.aborted) break;
  }
  await source.close();
  return { pcm: joined(blocks, Math.min(n, most)), sampleRateHz: context.sampleRate, channels };
}

/**
 * Encodes and decodes a recording in this page, as a source and a listener would.
 *
 * @throws CodecError MODEL_… where the model cannot be loaded
 */
export async function rehearse(
  { pcm, sampleRateHz, channels }: TestRecording,
  { planes, preset, isStereo }: RehearsalForm,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const url = relayUrl('models/default/');
  // The source's delay is what it will be; listeners have the normal one unless they choose otherwise.
  const encoding = await loadPageModel({ url, signal, directions: ['encode'], delay: delayOf('encode') });
  const decoding = await loadPageModel({ url, signal, directions: ['decode'] }).catch(async (error: unknown) => {
    await encoding.close();
    throw error;
  });
  try {
    const stereo = isStereo && encoding.info.format.channels === 1;
    const encoder = new Encoder(encoding, { sampleRateHz, channels, planes, stereo, framesPerBlock: PRESETS[preset] });
    const decoder = new Decoder(decoding, { sampleRateHz, channels });
    const blocks = [...(await encoder.push(pcm)), ...(await encoder.flush())];
    const heard: Float32Array[] = [];
    let bytes = 0;
    for (const block of blocks) {
      signal.throwIfAborted();
      bytes += block.payload.length + (block.spatial?.length ?? 0);
      heard.push((await decoder.push({ kind: 'frames', block })).slice());
    }
    heard.push(await decoder.flush());
    const seconds = pcm.length / channels / sampleRateHz;
    const wav = (samples: Float32Array): Blob =>
      new Blob([wavHeader(samples.length * 2, sampleRateHz, channels), toInt16(samples)], { type: 'audio/wav' });
    const length = heard.reduce((sum, part) => sum + part.length, 0);
    return { original: wav(pcm), heard: wav(joined(heard, length)), payloadKbps: (bytes * 8) / seconds / 1000 };
  } finally {
    await encoding.close();
    await decoding.close();
  }
}

/** @param length samples of all channels */
function joined(parts: readonly Float32Array[], length: number): Float32Array {
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part.subarray(0, length - at), at);
    at += Math.min(part.length, length - at);
  }
  return all;
}
