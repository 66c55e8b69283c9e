import type { Command } from 'commander';
import { CodecError } from '../../core/errors.js';
import { type LcFile, lcModelMatches, readLc } from '../../core/file/lc-file.js';
import { fileError } from '../../node/files/file-errors.js';
import { readWhole } from '../../node/files/read-whole.js';
import { listModels, modelRoots } from '../../node/model/model-files.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatBytes, formatCount, formatDuration, formatHz, formatMs, formatRate } from '../format.js';
import { jsonOption } from '../options.js';
import { table } from '../table.js';

/** Content of an `.lc` file, as `inspect --json` prints it. */
export interface Inspection {
  readonly path: string;
  readonly fileBytes: number;
  /** Id of the installed model that decodes it; null when none does. */
  readonly modelId: string | null;
  /** The first 32 hex digits of the model's sha256. */
  readonly modelSha256: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly originalSampleRateHz: number;
  readonly originalChannels: number;
  readonly hopSamples: number;
  readonly latentSize: number;
  /** Bit planes: bits per latent value. */
  readonly bits: number;
  /** Latent frames, those lost to damage included. */
  readonly frames: number;
  /** Whether blocks are packed: the file may then be smaller than its payload. */
  readonly isPacked: boolean;
  /** Whether the file has spatial parameters: its one channel is played as two. */
  readonly isStereo: boolean;
  readonly lostFrames: number;
  /** Frames without audio that keep their length: the recorded stream was silent there, or had a gap. */
  readonly pausedFrames: number;
  /** Bytes of bit planes and spatial parameters of all intact frames; headers and checksums are not counted. */
  readonly payloadBytes: number;
  readonly durationSeconds: number;
  /** Over the time of the intact frames; 0 without one. */
  readonly payloadBitsPerSecond: number;
  /** The whole file's bits over its duration; 0 where no duration is known. */
  readonly fileBitsPerSecond: number;
  /** Samples per channel at the codec's rate; null when the file ends without its trailer. */
  readonly totalSamples: number | null;
  readonly originalSamples: number | null;
  readonly damage: LcFile['damage'];
}

/** `latentcast inspect`: shows the content of a file without decoding it. */
export function registerInspect(program: Command, context: CliContext): void {
  program
    .command('inspect')
    .description('show the content of an .lc file: frames, bits, rate, duration, model, damage')
    .argument('<in.lc>', 'file to read')
    .addOption(jsonOption())
    .action(async (path: string, options: { json?: true }) => {
      const result = await inspect(path, context);
      if (options.json) printJson(context, result);
      else print(context, describe(result));
      for (const damage of result.damage) note(context, `${path}: at byte ${damage.offset}: ${damage.message}`);
    });
}

/**
 * Reads what a file states of itself, and which parts of it are damaged.
 *
 * @throws CodecError FILE_IO, or what `readLc` throws when the header is damaged, with the path in front
 */
export async function inspect(
  path: string,
  context: Pick<CliContext, 'env'> & Partial<Pick<CliContext, 'signal'>>,
): Promise<Inspection> {
  const bytes = await readWhole(path, context.signal).catch((cause: unknown) => {
    throw fileError('read', path, cause);
  });
  let file: LcFile;
  try {
    file = readLc(bytes);
  } catch (cause) {
    if (cause instanceof CodecError) throw new CodecError(cause.code, `${path}: ${cause.message}`, { cause });
    throw cause;
  }
  const { header, frames, totalSamples, originalSamples, damage } = file;
  const models = await listModels(modelRoots(context.env));
  const model = models.find(
    (entry) =>
      entry.ok &&
      [entry.model.sha256, ...entry.model.manifest.compatibleWith].some((sha256) => lcModelMatches(header, sha256)),
  );
  const payloadBytes = file.blocks.reduce((sum, block) => sum + block.payload.length + (block.spatial?.length ?? 0), 0);
  const intact = file.blocks.reduce((sum, block) => sum + block.frames, 0);
  const pausedFrames = file.pauses.reduce((sum, pause) => sum + pause.frames, 0);
  const durationSeconds = (totalSamples ?? frames * header.hopSamples) / header.sampleRateHz;
  const rate = (size: number, seconds: number): number => (seconds > 0 ? (size * 8) / seconds : 0);
  // The bytes of the intact frames belong to the time of these: a damaged file has no lower rate.
  const intactSeconds = frames > 0 ? (durationSeconds * intact) / frames : 0;
  return {
    path,
    fileBytes: bytes.length,
    modelId: model?.ok ? model.model.manifest.id : null,
    modelSha256: header.modelSha256,
    sampleRateHz: header.sampleRateHz,
    channels: header.channels,
    originalSampleRateHz: header.originalSampleRateHz,
    originalChannels: header.originalChannels,
    hopSamples: header.hopSamples,
    latentSize: header.latentSize,
    bits: header.planes,
    frames,
    isPacked: header.isPacked === true,
    isStereo: header.hasSpatialParameters === true,
    lostFrames: frames - intact - pausedFrames,
    pausedFrames,
    payloadBytes,
    durationSeconds,
    payloadBitsPerSecond: rate(payloadBytes, intactSeconds),
    fileBitsPerSecond: rate(bytes.length, durationSeconds),
    totalSamples,
    originalSamples,
    damage,
  };
}

function describe(r: Inspection): string {
  const perFrame = formatMs((r.hopSamples / r.sampleRateHz) * 1000);
  const duration =
    r.totalSamples !== null
      ? formatDuration(r.durationSeconds)
      : r.frames > 0
        ? `${formatDuration(r.durationSeconds)} up to where the file ends early`
        : 'not known: the file ends before its first block does';
  const rate = (bitsPerSecond: number): string => (bitsPerSecond > 0 ? formatRate(bitsPerSecond) : 'no rate');
  return table([
    ['duration', duration],
    [
      'frames',
      `${formatCount(r.frames)} of ${perFrame}${r.lostFrames > 0 ? `, ${formatCount(r.lostFrames)} lost` : ''}${r.pausedFrames > 0 ? `, ${formatCount(r.pausedFrames)} in pauses` : ''}`,
    ],
    ['bits', `${r.bits} per value, ${r.latentSize} values per frame`],
    ['payload', `${formatCount(r.payloadBytes)} bytes, ${rate(r.payloadBitsPerSecond)}`],
    ['file', `${formatBytes(r.fileBytes)}, ${rate(r.fileBitsPerSecond)}${r.isPacked ? ', packed' : ''}`],
    [
      'audio',
      `${formatHz(r.sampleRateHz)} × ${r.channels}${r.isStereo ? ' played as 2' : ''}, from ${formatHz(r.originalSampleRateHz)} × ${r.originalChannels}`,
    ],
    ['model', `${r.modelId ?? 'not installed'} (${r.modelSha256.slice(0, 12)}…)`],
    ['damage', r.damage.length === 0 ? 'none' : r.damage.length === 1 ? '1 place' : `${r.damage.length} places`],
  ]);
}
