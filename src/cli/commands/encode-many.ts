import { dirname } from 'node:path';
import { counted } from '../../core/counted.js';
import { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { singleLine } from '../../core/single-line.js';
import { openAudioFile } from '../../node/files/audio-file.js';
import { type BatchJob, listJobs, runParallel } from '../../node/files/batch.js';
import { requireDistinctOutputs } from '../../node/files/distinct-outputs.js';
import { type EncodeFileResult, encodeFile } from '../../node/files/file-encode.js';
import { makeFolder } from '../../node/files/output-folder.js';
import { findTool } from '../../node/files/tools.js';
import { modelRoots } from '../../node/model/model-files.js';
import { loadModelInWorker } from '../../node/model/worker-model.js';
import type { LatentModel } from '../../ports/model.js';
import { type CliContext, note, print, printJson } from '../context.js';
import type { EncodeCommandOptions } from '../encode-options.js';
import { EXIT } from '../exit.js';
import { formatBytes, formatDuration, formatRate, formatTook } from '../format.js';
import { startMultiProgress } from '../multi-progress.js';
import { mayBeStereo } from '../stereo.js';

type Outcome = BatchJob & ({ readonly result: EncodeFileResult } | { readonly error: CodecError });

/** Encodes files and folders into a folder, several at a time. A file that cannot be read does not stop the others. */
export async function encodeMany(
  context: CliContext,
  inputs: readonly string[],
  outDir: string,
  options: EncodeCommandOptions,
): Promise<void> {
  const { signal } = context;
  await makeFolder(outDir);
  const hasFfmpeg = (await findTool('ffmpeg', context.env)) !== null;
  const jobs = await listJobs(inputs, outDir, '.lc', hasFfmpeg, (reason) => {
    if (!options.quiet) note(context, reason);
  });
  if (jobs.length === 0) throw new CodecError('FILE_IO', `${inputs.join(', ')}: there is no audio file in it`);
  await requireDistinctOutputs(
    jobs.map(({ output }) => output),
    jobs.map(({ input }) => input),
  );
  const count = Math.min(options.jobs, jobs.length);
  const roots = modelRoots(context.env);
  const models: LatentModel[] = [];
  const outcomes: Outcome[] = [];
  const startedMs = performance.now();
  const progress = startMultiProgress(context, formatDuration, options.quiet);
  const shares = new Map<BatchJob, number>();
  const showTotal = (): void => {
    const done = [...shares.values()].reduce((sum, share) => sum + share, 0);
    progress.total(done / jobs.length, `${outcomes.length} of ${counted(jobs.length, 'file')}`);
  };
  try {
    for (let i = 0; i < count; i++)
      models.push(await loadModelInWorker(options.model, { roots, directions: ['encode'] }));
    await runParallel(jobs, count, async (job, slot) => {
      try {
        const result = await encodeJob(context, job, models[slot]!, options, progress, (share) => {
          shares.set(job, share);
          showTotal();
        });
        if (!options.quiet || result.isPartial)
          for (const warning of result.warnings)
            note(context, warning.startsWith(job.input) ? warning : `${job.input}: ${warning}`);
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

async function encodeJob(
  context: CliContext,
  job: BatchJob,
  model: LatentModel,
  options: EncodeCommandOptions,
  progress: ReturnType<typeof startMultiProgress>,
  onShare: (share: number) => void,
): Promise<EncodeFileResult> {
  const { format } = model.info;
  const source = await openAudioFile(job.input, { env: context.env, signal: context.signal });
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const bar = progress.start(job.input, total);
  try {
    await makeFolder(dirname(job.output));
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
  else if (!options.quiet) {
    for (const { output, result } of done)
      print(context, singleLine(`${output}: ${formatDuration(result.seconds)}, ${formatBytes(result.fileBytes)}`));
    print(
      context,
      `${counted(done.length, 'file')}, ${formatDuration(seconds)}, ${formatBytes(fileBytes)}, ${formatRate((fileBytes * 8) / seconds)}, ` +
        `${formatTook(tookSeconds)} on ${counted(Math.min(options.jobs, jobs.length), 'thread')}`,
    );
  }
  for (const { error } of failed) note(context, error.message);
  if (failed.length > 0) context.exitCode = EXIT.failed;
  else if (done.some(({ result }) => result.isPartial)) context.exitCode = EXIT.partial;
}
