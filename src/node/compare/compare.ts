import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { melDistanceDb } from '../../core/dsp/spectrum.js';
import { CodecError } from '../../core/errors.js';
import { payloadBitsPerSecond } from '../../core/latent/format.js';
import type { LatentModel } from '../../ports/model.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { wavFileSink } from '../files/wav.js';
import { selectKernels } from '../native/native.js';
import { type Clip, clipSeconds } from './clip.js';
import { decodeLatents, encodeLatents } from './latents.js';
import { integratedLoudness } from './loudness.js';
import { writerOf } from './page-texts.js';
import { PEERS, type Peer } from './peers.js';
import { englishName, howText, type RowOrigin, rowName } from './row-texts.js';

/** Formats that take as long as encoding with search does, about. */
const SEARCH_STEPS_OF_PROGRESS = 20;
const ENCODING = 'Latentcast';
/** Bits of a value that is not rounded. */
const FLOAT_BITS = 32;
const ENGLISH = writerOf('en');

/** One format's figures, as the JSON has them. */
export interface ComparisonRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'reference' | 'peer' | 'latents';
  /** The command that made it; or, where there is none, what to install or what went wrong. */
  readonly how: string;
  /** What `how` tells, in parts. */
  readonly origin: RowOrigin;
  readonly isAvailable: boolean;
  /** Size of the file; null where there is none. */
  readonly bytes: number | null;
  /** Of latents: the bytes of their values. */
  readonly payloadBytes?: number;
  /** Of latents: the bytes that the container adds. */
  readonly overheadBytes?: number;
  readonly kbps: number | null;
  /** Size of the WAV file divided by this one's. */
  readonly ratio: number | null;
  /** Mean difference of log-mel spectra to the original, in dB; 0 is identical. */
  readonly melDb: number | null;
  /** Integrated loudness by ITU-R BS.1770, in LUFS; null without audio, and for silence. */
  readonly loudnessLufs: number | null;
  /** What the page adds when it plays, in dB, so that all formats are as loud as the quietest: 0 or less. */
  readonly gainDb: number | null;
}

/** What the page draws and plays for a row. */
export interface ComparisonMedia {
  /** Decoded, mono at the clip's rate. */
  readonly mono: Float32Array;
  readonly audio: { readonly type: string; readonly bytes: Uint8Array };
}

/** The result of {@link compareClip}, as the JSON has it. */
export interface Comparison {
  /** Name of what was compared. */
  readonly input: string;
  readonly seconds: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Faults of the input, as sentences. */
  readonly warnings: readonly string[];
  /** Whether a part of the input's audio is missing: it is damaged, or ends early. */
  readonly isIncomplete: boolean;
  /** Largest sample of the clip, mixed to mono. */
  readonly peak: number;
  readonly model: { readonly id: string; readonly sha256: string };
  /** Shape of the latents: [1 × latentSize × frames]. */
  readonly latents: { readonly latentSize: number; readonly frames: number; readonly values: number };
  /** Time that encoding took by the clock, of the clip's duration: longer where the machine has other work. */
  readonly encodeRtf: number;
  /** The same for the decoder. */
  readonly decodeRtf: number;
  readonly rows: readonly ComparisonRow[];
}

/** Options of {@link compareClip}. */
export interface CompareOptions {
  /** Name of what is compared, for the report. */
  readonly input: string;
  /** Audio with the model's rate and channels. */
  readonly clip: Clip;
  /** Faults of the input, and whether audio is missing because of them, for the report. @default none */
  readonly faults?: { readonly warnings: readonly string[]; readonly isIncomplete: boolean };
  /** The model whose latents are compared. */
  readonly model: LatentModel;
  /** Bits per latent value, 1..8 each. */
  readonly bits: readonly number[];
  /** Environment variables, whose PATH is searched for programs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts the comparison. */
  readonly signal?: AbortSignal;
  /** Formats to compare with. @default all of {@link PEERS} */
  readonly peers?: readonly Peer[];
  /** Called before each format, and while the latents are encoded: steps that are done, of how many, and the format's name. */
  onProgress?(done: number, total: number, what: string): void;
}

/**
 * Encodes and decodes a clip with every format, one after another. A program that is missing or fails makes a row
 * without figures.
 *
 * @returns the figures, and by row what the page draws and plays
 * @throws CodecError AUDIO_EMPTY, MODEL_FAILED, ABORTED
 */
export async function compareClip(
  options: CompareOptions,
): Promise<{ comparison: Comparison; media: ReadonlyMap<string, ComparisonMedia> }> {
  const { clip, model, env, signal, peers = PEERS, faults = { warnings: [], isIncomplete: false } } = options;
  const { sampleRateHz, channels } = clip;
  const seconds = clipSeconds(clip);
  if (seconds === 0) throw new CodecError('AUDIO_EMPTY', `${options.input}: the audio holds no samples`);
  const kernels = selectKernels();
  const mono = kernels.mixChannels(clip.pcm, channels, 1);
  const bits = [...new Set(options.bits)].sort((a, b) => b - a);
  const encodeSteps = model.info.search ? SEARCH_STEPS_OF_PROGRESS : 1;
  const total = peers.length + bits.length + 2 + encodeSteps;
  const rows: ComparisonRow[] = [];
  const media = new Map<string, ComparisonMedia>();
  const dir = await mkdtemp(join(tmpdir(), 'latentcast-compare-'));
  let encoded = 0;
  const step = (what: string): void => {
    throwIfAborted(signal, 'the comparison');
    options.onProgress?.(rows.length + encoded * encodeSteps, total, what);
  };
  try {
    const wav = join(dir, 'clip.wav');
    const wavBytes = await writeWav(wav, clip);
    const wavSize = wavBytes.length;
    const add = async (
      row: Pick<ComparisonRow, 'id' | 'name' | 'kind' | 'bytes' | 'origin' | 'payloadBytes' | 'overheadBytes'>,
      found: ComparisonMedia | null,
    ): Promise<void> => {
      const bytes = found ? row.bytes : null;
      const loudness = found ? await integratedLoudness(found.mono, sampleRateHz) : Number.NEGATIVE_INFINITY;
      rows.push({
        ...row,
        how: howText(row, clip),
        bytes,
        isAvailable: found !== null,
        kbps: bytes === null ? null : (bytes * 8) / 1000 / seconds,
        ratio: bytes === null ? null : wavSize / bytes,
        melDb: found && melDistanceDb(mono, found.mono, sampleRateHz, kernels),
        loudnessLufs: Number.isFinite(loudness) ? loudness : null,
        gainDb: null,
      });
      if (found) media.set(row.id, found);
    };
    step('WAV');
    await add(
      { id: 'wav', name: englishName('wav'), kind: 'reference', origin: { state: 'original' }, bytes: wavSize },
      { mono, audio: { type: 'audio/wav', bytes: wavBytes } },
    );

    for (const peer of peers) {
      step(peer.name);
      const { id, name, programs, install: commands } = peer;
      const common = { id, name, kind: 'peer' } as const;
      try {
        const result = await peer.run({ dir, wav, clip, mono, env, ...(signal && { signal }) });
        const origin: RowOrigin = result
          ? { state: 'program', command: result.how, faults: result.faults ?? [] }
          : { state: 'missing', programs, commands };
        await add({ ...common, origin, bytes: result?.bytes ?? null }, result);
      } catch (error) {
        throwIfAborted(signal, 'the comparison');
        if (!(error instanceof CodecError)) throw error;
        await add({ ...common, origin: { state: 'failed', message: error.message }, bytes: null }, null);
      }
    }

    step(ENCODING);
    const { hopSamples } = model.info.format;
    const allFrames = Math.ceil(clip.pcm.length / channels / hopSamples);
    const latents = await encodeLatents(clip, model, signal, (frames) => {
      encoded = Math.min(1, frames / allFrames);
      step(ENCODING);
    });
    encoded = 1;
    let decodeMs = 0;
    for (const count of [null, ...bits]) {
      const id = count === null ? 'latents-f32' : `latents-${count}bit`;
      const kbps = payloadBitsPerSecond(model.info.format, count ?? FLOAT_BITS) / 1000;
      const origin: RowOrigin = { state: 'model', bits: count, kbps };
      const name = rowName(ENGLISH, { id, name: englishName('latents-f32'), origin });
      step(name);
      const decoded = await decodeLatents(latents, model, count, signal);
      decodeMs = decoded.decodeMs;
      const path = join(dir, `${id}.wav`);
      const bytes = await writeWav(path, { sampleRateHz, channels, pcm: decoded.pcm });
      const { payloadBytes } = decoded;
      const overheadBytes = decoded.bytes - payloadBytes;
      await add(
        {
          id,
          name,
          kind: 'latents',
          origin,
          bytes: decoded.bytes,
          payloadBytes,
          overheadBytes,
        },
        { mono: kernels.mixChannels(decoded.pcm, channels, 1), audio: { type: 'audio/wav', bytes } },
      );
    }
    const { latentSize } = model.info.format;
    const comparison: Comparison = {
      input: options.input,
      seconds,
      sampleRateHz,
      channels,
      warnings: faults.warnings,
      isIncomplete: faults.isIncomplete,
      peak: mono.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-6),
      model: { id: model.info.id, sha256: model.info.sha256 },
      latents: { latentSize, frames: latents.frames, values: latentSize * latents.frames },
      encodeRtf: latents.encodeMs / 1000 / seconds,
      decodeRtf: decodeMs / 1000 / seconds,
      rows: withGains(rows),
    };
    return { comparison, media };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Formats much quieter than the original are not waited for. */
const MAX_ATTENUATION_DB = 12;

/** Rows with the gain that makes them as loud as the quietest of them. */
function withGains(rows: readonly ComparisonRow[]): ComparisonRow[] {
  const own = rows[0]?.loudnessLufs ?? null;
  if (own === null) return [...rows];
  const quietest = Math.min(...rows.flatMap(({ loudnessLufs }) => loudnessLufs ?? []));
  const target = Math.max(quietest, own - MAX_ATTENUATION_DB);
  return rows.map((row) =>
    row.loudnessLufs === null ? row : { ...row, gainDb: Math.min(0, target - row.loudnessLufs) },
  );
}

async function writeWav(path: string, clip: Clip): Promise<Uint8Array> {
  const sink = await wavFileSink(path, { sampleRateHz: clip.sampleRateHz, channels: clip.channels });
  await sink.write(clip.pcm);
  await sink.close();
  return readFile(path);
}
