import { Decoder } from '../../codec/decoder.js';
import { Encoder } from '../../codec/encoder.js';
import { concatFloats } from '../../core/buffers.js';
import { lowbias32 } from '../../core/dsp/noise.js';
import { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { PRESETS } from '../../core/latent/presets.js';
import { measureModelSpeed } from '../../live/model-speed.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { nodeClock } from '../clock.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { checkModelData, type FoundModel, readModelDir, readModelFile } from './model-files.js';
import { compareWithVectors } from './model-vectors.js';
import { loadModel, type OnnxModel } from './onnx-model.js';

/** One thing that was checked, with what was found. */
export interface ModelCheck {
  readonly name: 'manifest' | 'hashes' | 'shapes' | 'values' | 'parity' | 'streaming' | 'delay' | 'low delay' | 'speed';
  /** For people, in one line. */
  readonly found: string;
  /** Whether the model lacks what would be needed to check this. */
  readonly isUnknown?: true;
}

/** A model that has passed every check. */
export interface VerifiedModel {
  readonly model: FoundModel;
  readonly checks: readonly ModelCheck[];
  /** Time spent for time of audio here, at 4 frames a packet; above 1 is too slow for a stream. */
  readonly encodeRealTimeFactor: number;
  readonly decodeRealTimeFactor: number;
}

/** Latent frames of the test sound, at least; with context and delays on both sides. */
const FRAMES = 24;
/** Largest sample of a decoded test sound, where full scale is 1. */
const MAX_PEAK = 100;
/** Largest difference between streamed and whole, over the peak. */
const MAX_STREAMING_ERROR = 1e-3;

/**
 * Checks a model's folder as far as it can be checked without its author: manifest, hashes, shapes, values, parity with its
 * test vectors, that streamed equals whole (no frame depends on more than the context and the delay that are stated), that
 * sound comes out where it went in, and the speed on this machine.
 *
 * @param onCheck called after each check
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, MODEL_HASH, MODEL_SHAPE, MODEL_FAILED for what does not hold; ABORTED
 */
export async function verifyModel(
  dir: string,
  { onCheck, signal }: { readonly onCheck?: (check: ModelCheck) => void; readonly signal?: AbortSignalLike } = {},
): Promise<VerifiedModel> {
  const checks: ModelCheck[] = [];
  const pass = (name: ModelCheck['name'], found: string, isUnknown = false): void => {
    throwIfAborted(signal, 'the verification');
    const check = { name, found, ...(isUnknown && { isUnknown: true as const }) };
    checks.push(check);
    onCheck?.(check);
  };
  const found = await readModelDir(dir);
  const { id, licence, format, files, parity } = found.manifest;
  pass('manifest', `${id}, ${licence}`);
  const graphs = Object.values(files);
  let bytes = 0;
  for (const graph of graphs) {
    bytes += (await readModelFile(found, graph)).length;
    await checkModelData(found, graph);
  }
  pass('hashes', `${graphs.length} graphs, ${bytes} bytes`);
  const model = await loadModel(dir, { directions: ['encode', 'decode'] });
  try {
    pass('shapes', `[${format.channels} × ${format.hopSamples}·n] ↔ [${format.latentSize} × n]`);
    const pcm = testSound(model);
    const whole = await encoded(model, pcm, 64);
    const heard = await decoded(model, whole);
    if (peak(heard) > MAX_PEAK)
      throw new CodecError(
        'MODEL_FAILED',
        `model ${id}: makes sound of peak ${peak(heard).toPrecision(2)} of one of ${peak(pcm).toPrecision(2)}: must be at most ${MAX_PEAK}`,
      );
    pass('values', `finite; peak ${peak(heard).toPrecision(2)} for ${peak(pcm).toPrecision(2)}`);
    if (parity) pass('parity', await compareWithVectors(found, model));
    else pass('parity', 'the model has no test vectors', true);
    await checkStreaming(model, pcm, whole, pass);
    pass(...delayOf(model, pcm, heard));
    if (found.manifest.lowDelay) pass('low delay', await checkLowDelay(model, pcm));
    const speedOf = (direction: 'encode' | 'decode') => measureModelSpeed(model, direction, PRESETS.live, nodeClock);
    const { realTimeFactor: encodeRealTimeFactor } = await speedOf('encode');
    const { realTimeFactor: decodeRealTimeFactor } = await speedOf('decode');
    const slow = Math.max(encodeRealTimeFactor, decodeRealTimeFactor) > 1 ? ': too slow here for a stream' : '';
    pass(
      'speed',
      `encoding takes ${factor(encodeRealTimeFactor)} of real time, decoding ${factor(decodeRealTimeFactor)}${slow}`,
    );
    return { model: found, checks, encodeRealTimeFactor, decodeRealTimeFactor };
  } finally {
    await model.close();
  }
}

const factor = (value: number): string => value.toPrecision(2);
const peak = (values: Float32Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/** Noise in bursts, [n × channels], interleaved: the channels alike. */
function testSound({ info }: OnnxModel): Float32Array {
  const { channels, hopSamples, encoder, decoder } = info.format;
  const frames = FRAMES + encoder.leftFrames + encoder.rightFrames + decoder.leftFrames + decoder.rightFrames;
  const samples = frames * hopSamples;
  const pcm = new Float32Array(samples * channels);
  for (let i = 0; i < samples; i++) {
    const envelope = Math.sin((Math.PI * i) / (5.3 * hopSamples)) ** 4;
    const value = 0.3 * envelope * (lowbias32(i) / 2 ** 31 - 1);
    for (let c = 0; c < channels; c++) pcm[i * channels + c] = value;
  }
  return pcm;
}

/** Latents [latentSize × frames] of each block, block after block, as columns. */
async function encoded(model: OnnxModel, pcm: Float32Array, framesPerBlock: number): Promise<Float32Array[]> {
  const { sampleRateHz, channels, latentSize } = model.info.format;
  const columns: Float32Array[] = [];
  const encoder = new Encoder(model, {
    sampleRateHz,
    channels,
    framesPerBlock,
    onLatents: (latents, frames) => {
      for (let t = 0; t < frames; t++)
        columns.push(Float32Array.from({ length: latentSize }, (_, c) => latents[c * frames + t]!));
    },
  });
  // Pieces of uneven lengths.
  for (let at = 0, step = 997; at < pcm.length; at += step * channels)
    await encoder.push(pcm.subarray(at, at + step * channels));
  await encoder.flush();
  return columns;
}

/** The sound of latents that were not quantised, [n × channels], interleaved, at its place. */
async function decoded(model: OnnxModel, columns: readonly Float32Array[], framesPerCall = 64): Promise<Float32Array> {
  const { latentSize } = model.info.format;
  const raw = {
    info: { ...model.info, normalizer: null },
    createState: model.createState.bind(model),
    encode: model.encode.bind(model),
    close: () => Promise.resolve(),
    decode: (latents: Float32Array, frames: number, firstFrame: number, state: Parameters<OnnxModel['decode']>[3]) =>
      model.decode(place(latents, frames, firstFrame), frames, firstFrame, state),
  };
  /** In place of the quantised latents the exact ones of the same frames. */
  const place = (latents: Float32Array, frames: number, firstFrame: number): Float32Array =>
    latents.map((value, i) => columns[firstFrame + (i % frames)]?.[Math.floor(i / frames)] ?? value);
  const decoder = new Decoder(raw);
  const parts: Float32Array[] = [];
  const bytes = (latentSize + 7) >> 3;
  for (let firstFrame = 0; firstFrame < columns.length; firstFrame += framesPerCall) {
    const frames = Math.min(framesPerCall, columns.length - firstFrame);
    const block = { firstFrame, frames, planes: 1, payload: new Uint8Array(frames * bytes) };
    parts.push(await decoder.push({ kind: 'frames', block }));
  }
  parts.push(await decoder.flush());
  return concatFloats(parts);
}

async function checkStreaming(
  model: OnnxModel,
  pcm: Float32Array,
  whole: readonly Float32Array[],
  pass: (name: 'streaming', found: string, isUnknown?: boolean) => void,
): Promise<void> {
  const { format, id } = model.info;
  const isStateful = format.encoder.stateSize > 0 && format.decoder.stateSize > 0;
  if (format.crossfadeSamples > 0 && !isStateful)
    return pass('streaming', 'the model has less context than it depends on, and is crossfaded', true);
  const streamed = await encoded(model, pcm, 3);
  const sound = await decoded(model, whole);
  const steps = await decoded(model, whole, 3);
  const flat = concatFloats(whole as Float32Array[]);
  const errors = {
    encoder: distance(concatFloats(streamed), flat) / Math.max(peak(flat), 1e-9),
    decoder: distance(steps, sound) / Math.max(peak(sound), 1e-9),
  };
  for (const [half, error] of Object.entries(errors))
    if (!(error <= MAX_STREAMING_ERROR))
      throw new CodecError(
        'MODEL_FAILED',
        `model ${id}: what the ${half} gives for the same sound in pieces is off by ${error.toPrecision(2)} of its peak: ` +
          `it depends on more than the context, the delay and the state that the manifest states (at most ${MAX_STREAMING_ERROR})`,
      );
  pass('streaming', `streamed is whole, to ${Math.max(errors.encoder, errors.decoder).toPrecision(1)} of the peak`);
}

/** That the graphs of low delay stream as they state, and make sound of each other's bits where it went in. @throws CodecError MODEL_FAILED */
async function checkLowDelay(model: OnnxModel, pcm: Float32Array): Promise<string> {
  const low = await loadModel(model.dir, { delay: 'low' });
  try {
    const found: string[] = [];
    const whole = await encoded(low, pcm, 64);
    await checkStreaming(low, pcm, whole, (_, text) => found.push(text));
    found.push(delayOf(low, pcm, await decoded(low, whole))[1]);
    const [now, before] = [low, model].map(({ info: { format } }) =>
      samplesToMs(format.encoder.delaySamples + format.decoder.delaySamples, format.sampleRateHz).toFixed(0),
    );
    return `${now} ms of look-ahead in place of ${before}; ${found.join('; ')}`;
  } finally {
    await low.close();
  }
}

const samplesToMs = (samples: number, rateHz: number): number => (samples * 1000) / rateHz;

function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let max = 0;
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]! - b[i]!));
  return max;
}

/** Lag of what is heard, by the loudness in steps of an eighth of a frame. @throws CodecError MODEL_FAILED for half a frame and more */
function delayOf(model: OnnxModel, pcm: Float32Array, heard: Float32Array): readonly ['delay', string, boolean] {
  const { format, id } = model.info;
  if (heard.length < pcm.length)
    throw new CodecError('MODEL_FAILED', `model ${id}: gave ${heard.length} values for ${pcm.length}`);
  const step = Math.max(1, Math.floor(format.hopSamples / 8)) * format.channels;
  const loudness = (of: Float32Array): number[] =>
    Array.from({ length: Math.floor(pcm.length / step) }, (_, i) =>
      Math.sqrt(of.subarray(i * step, (i + 1) * step).reduce((sum, value) => sum + value * value, 0)),
    );
  const [a, b] = [loudness(pcm), loudness(heard)];
  const lags = Array.from({ length: 33 }, (_, i) => i - 16).map((lag) => ({ lag, r: correlation(a, b, lag) }));
  const best = lags.reduce((most, each) => (each.r > most.r ? each : most));
  const ms = (best.lag * framesToMs(format, 1)) / 8;
  if (best.r < 0.6) return ['delay', `cannot be told: loudness correlates by ${best.r.toFixed(2)} only`, true];
  if (Math.abs(best.lag) >= 4)
    throw new CodecError(
      'MODEL_FAILED',
      `model ${id}: sound comes out ${ms.toFixed(1)} ms from where it went in: format.encoder.delaySamples and format.decoder.delaySamples must be the graphs' own`,
    );
  return ['delay', `${ms.toFixed(1)} ms off, loudness correlates by ${best.r.toFixed(2)}`, false];
}

/** Pearson's correlation of a[i] and b[i + lag]. */
function correlation(a: readonly number[], b: readonly number[], lag: number): number {
  const pairs = a.flatMap((x, i) => (i + lag >= 0 && i + lag < b.length ? [[x, b[i + lag]!] as const] : []));
  const mean = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [ma, mb] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    ab += (x - ma) * (y - mb);
    aa += (x - ma) ** 2;
    bb += (y - mb) ** 2;
  }
  return aa * bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
