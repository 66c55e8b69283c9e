import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { type BatchJob, listJobs, runParallel } from '../../node/files/batch.js';
import { openAnyAudio } from '../../node/files/ffmpeg-source.js';
import { type EncodeFileOptions, type EncodeFileResult, encodeFile } from '../../node/files/file-encode.js';
import { fileError } from '../../node/files/file-errors.js';
import { findTool } from '../../node/files/tools.js';
import { modelRoots } from '../../node/model/model-files.js';
import { loadModelInWorker } from '../../node/model/worker-model.js';
import type { LatentModel } from '../../ports/model.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatBytes, formatDuration, formatRate, formatRtf } from '../format.js';
import { startMultiProgress } from '../multi-progress.js';
import { mayBeStereo } from '../stereo.js';

/** The options of `encode`, parsed. */
export interface EncodeCommandOptions {
  /** For every file; `stereo` is left out of files and models that cannot have it. */
  readonly file: Pick<EncodeFileOptions, 'planes' | 'pack' | 'stereo'>;
  /** Id or folder of a model; each job loads its own. */
  readonly model: string;
  /** Files at a time, each with a model of its own in a thread of its own. */
  readonly jobs: number;
  /** Prints the outcomes of all files as one JSON object, in place of a line for each. */
  readonly json: boolean;
}

type Outcome = BatchJob & ({ readonly result: EncodeFileResult } | { readonly error: CodecError });

/** Encodes files and folders into a folder, several at a time. A file that cannot be read does not stop the others. */
export async function encodeMany(
  context: CliContext,
  inputs: readonly string[],
  outDir: string,
  options: EncodeCommandOptions,
): Promise<void> {
  const { signal } = context;
  const jobs = await listJobs(inputs, outDir, '.lc', (await findTool('ffmpeg', context.env)) !== null);
  if (jobs.length === 0) throw new CodecError('FILE_IO', `${inputs.join(', ')}: there is no audio file in it`);
  const count = Math.min(options.jobs, jobs.length);
  const roots = modelRoots(context.env);
  const models: LatentModel[] = [];
  const outcomes: Outcome[] = [];
  const startedMs = performance.now();
  const progress = startMultiProgress(context, formatDuration);
  const shares = new Map<BatchJob, number>();
  const showTotal = (): void => {
    const done = [...shares.values()].reduce((sum, share) => sum + share, 0);
    progress.total(done / jobs.length, `${outcomes.length} of ${jobs.length} files`);
  };
  try {
    for (let i = 0; i < count; i++)
      models.push(await loadModelInWorker(options.model, { roots, directions: ['encode'] }));
    await runParallel(jobs, count, async (job, slot) => {
      try {
        const result = await encodeOne(context, job, models[slot]!, options, progress, (share) => {
          shares.set(job, share);
          showTotal();
        });
        for (const warning of result.warnings) note(context, `${job.input}: ${warning}`);
        outcomes.push({ ...job, result });
      } catch (error) {
        if (signal.aborted || !(error instanceof CodecError) || error.code.startsWith('MODEL_')) throw error;
        outcomes.push({ ...job, error });
      }
      shares.set(job, 1);
      showTotal();
    });
  } finally {
    progress.stop();
    await Promise.all(models.map((model) => model.close()));
  }
  report(context, jobs, outcomes, (performance.now() - startedMs) / 1000, options);
}

async function encodeOne(
  context: CliContext,
  job: BatchJob,
  model: LatentModel,
  options: EncodeCommandOptions,
  progress: ReturnType<typeof startMultiProgress>,
  onShare: (share: number) => void,
): Promise<EncodeFileResult> {
  const { format } = model.info;
  const source = await openAnyAudio(job.input, context.env);
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const bar = progress.start(job.input, total);
  try {
    await mkdir(dirname(job.output), { recursive: true }).catch((cause: unknown) => {
      throw fileError('write', dirname(job.output), cause);
    });
    return await encodeFile(source, job.output, {
      ...options.file,
      model,
      stereo: mayBeStereo(context, job.input, source, model, options.file),
      signal: context.signal,
      onProgress: ({ frames }) => {
        const seconds = framesToMs(format, frames) / 1000;
        bar.update(seconds);
        if (total) onShare(Math.min(1, seconds / total));
      },
    });
  } finally {
    bar.stop();
    await source.close();
  }
}

function report(
  context: CliContext,
  jobs: readonly BatchJob[],
  outcomes: readonly Outcome[],
  tookSeconds: number,
  options: EncodeCommandOptions,
): void {
  const inOrder = jobs.map(
    (job) => outcomes.find((outcome) => outcome.input === job.input && outcome.output === job.output)!,
  );
  const done = inOrder.flatMap((outcome) => ('result' in outcome ? [outcome] : []));
  const failed = inOrder.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
  const sum = (of: (result: EncodeFileResult) => number): number =>
    done.reduce((total, { result }) => total + of(result), 0);
  const seconds = sum((result) => result.seconds);
  const fileBytes = sum((result) => result.fileBytes);
  if (options.json)
    printJson(context, {
      files: inOrder.map((outcome) =>
        'result' in outcome
          ? { input: outcome.input, output: outcome.output, ...outcome.result }
          : { input: outcome.input, error: outcome.error.message, code: outcome.error.code },
      ),
      encoded: done.length,
      failed: failed.length,
      seconds,
      fileBytes,
    });
  else {
    for (const { output, result } of done)
      print(context, `${output}: ${formatDuration(result.seconds)}, ${formatBytes(result.fileBytes)}`);
    print(
      context,
      `${done.length} files, ${formatDuration(seconds)}, ${formatBytes(fileBytes)}, ${formatRate((fileBytes * 8) / seconds)}, ` +
        `${formatRtf(tookSeconds / seconds)} on ${Math.min(options.jobs, jobs.length)} threads`,
    );
  }
  for (const { error } of failed) note(context, error.message);
  if (failed.length > 0) context.exitCode = 1;
}
