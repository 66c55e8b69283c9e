import { Decoder } from '../../codec/decoder.js';
import { Encoder } from '../../codec/encoder.js';
import { framesToMs } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { PRESETS, type Preset } from '../../core/latent/presets.js';
import { canCarrySpatialParameters } from '../../core/latent/spatial-parameters.js';
import { nodeClock } from '../../node/clock.js';
import { selectKernels } from '../../node/native/native.js';
import type { LatentModel } from '../../ports/model.js';

/** Speed of one direction at one preset, from PCM to packets or back; more than the model is measured. */
export interface CodecBench {
  readonly direction: 'encode' | 'decode';
  readonly preset: Preset | 'file';
  readonly framesPerCall: number;
  /** CPU time of the process over audio time, median of the rounds: the factor on an otherwise idle core. */
  readonly realTimeFactor: number;
  /** Wall time over audio time: larger on a shared machine. */
  readonly wallFactor: number;
  /** Live streams that one core carries: 1 / realTimeFactor. */
  readonly streamsPerCore: number;
  /** Packets per second that one core encodes or decodes. */
  readonly packetsPerSecond: number;
  /** CPU time of stereo over that of mono at preset `normal`; for models that can carry spatial parameters. */
  readonly stereoRatio?: number;
}

const SECONDS = 8;
const ROUNDS = 3;
const SIZES: readonly (readonly [Preset | 'file', number])[] = [
  ...(Object.entries(PRESETS) as [Preset, number][]),
  ['file', 64],
];

/** Measures all presets in turn in every round, so that a machine that slows down affects all of them. */
export async function benchCodec(model: LatentModel): Promise<CodecBench[]> {
  const { format } = model.info;
  const pcm = chord(SECONDS * format.sampleRateHz, format.sampleRateHz);
  const factors = new Map<string, Spent[]>();
  const note = (key: string, spent: Spent): void => void factors.set(key, [...(factors.get(key) ?? []), spent]);
  for (let round = 0; round < ROUNDS + 1; round++)
    for (const [preset, framesPerBlock] of SIZES) {
      const encoded = await encode(model, pcm, framesPerBlock);
      const decoded = await decode(model, encoded.blocks);
      // The first round warms up.
      if (round === 0) continue;
      note(`encode ${preset}`, encoded.spent);
      note(`decode ${preset}`, decoded);
      if (preset !== 'normal' || !canCarrySpatialParameters(format)) continue;
      const stereo = await encode(model, pcm, framesPerBlock, true);
      note('encode stereo', stereo.spent);
      note('decode stereo', await decode(model, stereo.blocks, true));
    }
  return (['encode', 'decode'] as const).flatMap((direction) =>
    SIZES.map(([preset, framesPerCall]): CodecBench => {
      const rounds = factors.get(`${direction} ${preset}`)!;
      const realTimeFactor = median(rounds.map((spent) => spent.cpuMs)) / 1000 / SECONDS;
      const packetMs = framesToMs(format, framesPerCall);
      return {
        direction,
        preset,
        framesPerCall,
        realTimeFactor,
        wallFactor: median(rounds.map((spent) => spent.wallMs)) / 1000 / SECONDS,
        streamsPerCore: 1 / realTimeFactor,
        packetsPerSecond: 1000 / packetMs / realTimeFactor,
        ...(preset === 'normal' && stereoOf(factors.get(`${direction} stereo`), rounds)),
      };
    }),
  );
}

async function encode(
  model: LatentModel,
  pcm: Float32Array,
  framesPerBlock: number,
  stereo = false,
): Promise<{ spent: Spent; blocks: FrameBlock[] }> {
  const { sampleRateHz } = model.info.format;
  const encoder = new Encoder(model, {
    sampleRateHz,
    channels: stereo ? 2 : 1,
    planes: 1,
    framesPerBlock,
    stereo,
    kernels: selectKernels(),
  });
  const blocks: FrameBlock[] = [];
  // In blocks of 20 ms, like those of a microphone.
  const size = Math.round(sampleRateHz / 50);
  const input = stereo
    ? Float32Array.from({ length: 2 * pcm.length }, (_, i) => pcm[i >> 1]! * (i % 2 ? 0.5 : 1))
    : pcm;
  const step = stereo ? 2 * size : size;
  const stop = stopwatch();
  for (let at = 0; at < input.length; at += step) blocks.push(...(await encoder.push(input.subarray(at, at + step))));
  blocks.push(...(await encoder.flush()));
  return { spent: stop(), blocks };
}

async function decode(model: LatentModel, blocks: readonly FrameBlock[], stereo = false): Promise<Spent> {
  const decoder = new Decoder(model, { kernels: selectKernels(), ...(stereo && { channels: 2 }) });
  const stop = stopwatch();
  for (const block of blocks) await decoder.push({ kind: 'frames', block });
  await decoder.flush();
  return stop();
}

const stereoOf = (stereo: Spent[] | undefined, mono: readonly Spent[]): { stereoRatio?: number } =>
  stereo ? { stereoRatio: median(stereo.map((s) => s.cpuMs)) / median(mono.map((s) => s.cpuMs)) } : {};

interface Spent {
  readonly cpuMs: number;
  readonly wallMs: number;
}

function stopwatch(): () => Spent {
  const started = nodeClock.nowMs();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { cpuMs: (user + system) / 1000, wallMs: nodeClock.nowMs() - started };
  };
}

/** Three harmonics of a gliding tone, so that the audio is not silence. */
function chord(samples: number, rateHz: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => {
    const phase = 2 * Math.PI * (180 * (i / rateHz) + 20 * Math.sin(i / rateHz));
    return 0.2 * (Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(3 * phase));
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
