import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { counted } from '../../core/counted.js';
import { CodecError } from '../../core/errors.js';
import { writeSpectrogram } from '../../node/compare/spectrogram.js';
import { requireDistinctOutputs } from '../../node/files/distinct-outputs.js';
import { openAudio } from '../../node/files/open-audio.js';
import { writeOutput } from '../../node/files/output-file.js';
import { makeFolder } from '../../node/files/output-folder.js';
import { jsonReportKind, type OutputKind, PNG_KIND, WAV_KIND } from '../../node/files/output-kind.js';
import { checkOutput } from '../../node/files/output-target.js';
import { wavFileSink } from '../../node/files/wav.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../node/relay/server.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { type DemoRow, delayNote, demoTables } from '../demo/report.js';
import { roundTrip } from '../demo/round-trip.js';
import type { TimerDelay } from '../demo/timer-delay.js';
import { formatDuration } from '../format.js';
import { openModel } from '../model.js';
import { noteFaults, openAudioOptions } from '../open-audio.js';
import { forceOption, jsonOption, modelOption, type Preset, presetOption, speedArg } from '../options.js';
import { startProgress } from '../progress.js';

interface Options {
  readonly out: string;
  readonly preset: Preset;
  readonly speed: number;
  readonly model: string;
  readonly force?: true;
  readonly json?: true;
}

const ASSETS = fileURLToPath(new URL('../../../assets/', import.meta.url));
const BUNDLED = ['voice.flac', 'music.flac'].map((name) => join(ASSETS, name));
/** Planes of each listener: for the first one the relay cuts the second plane. */
const PLANES = [1, 2];

const REPORT = jsonReportKind('a report of demo', 'model', 'preset', 'speed');

/** `latentcast demo [IN]`: streams clips through a relay in this process and measures the result. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('stream a voice and a music clip, or a given file, through a local relay; write the decoded audio')
    .argument('[in]', 'audio file')
    .option('--out <dir>', 'folder for the decoded WAV files and the pictures', 'demo-out')
    .addOption(presetOption().default('live'))
    .option('--speed <n>', 'pace: 1 is real time, max as fast as possible', speedArg, 1)
    .addOption(modelOption())
    .addOption(forceOption())
    .addOption(jsonOption())
    .action((input: string | undefined, options: Options) => demo(context, input, options));
}

async function demo(context: CliContext, input: string | undefined, options: Options): Promise<void> {
  const paths = input === undefined ? BUNDLED : [input];
  const common = { replace: options.force === true, inputs: paths };
  const reportPath = join(options.out, 'report.json');
  await makeFolder(options.out);
  let replaced = 0;
  const check = async (path: string, kind: OutputKind): Promise<void> => {
    const { existing } = await checkOutput(path, { ...common, kind });
    if (existing) replaced++;
  };
  await check(reportPath, REPORT);
  const outputs = paths.map((path) => outputsOf(options.out, clipName(path)));
  await requireDistinctOutputs(
    [reportPath, ...outputs.flatMap(({ picture, wavs }) => [picture, ...wavs.values()])],
    paths,
  );
  for (const path of paths) {
    const { picture, wavs } = outputsOf(options.out, clipName(path));
    await check(picture, PNG_KIND);
    for (const wav of wavs.values()) await check(wav, WAV_KIND);
  }
  const model = await openModel(context, options.model);
  const relay = await startRelayServer({ port: 0 });
  try {
    const rows: DemoRow[] = [];
    const delays: TimerDelay[] = [];
    for (const path of paths) {
      const clip = await runClip(context, path, options, model, relay);
      rows.push(...clip.rows);
      delays.push(clip.timerDelay);
    }
    const timerDelay = {
      meanMs: delays.reduce((sum, { meanMs }) => sum + meanMs, 0) / delays.length,
      maxMs: Math.max(...delays.map(({ maxMs }) => maxMs)),
    };
    const report = {
      model: model.info.id,
      preset: options.preset,
      speed: options.speed === Number.POSITIVE_INFINITY ? 'max' : options.speed,
      timerDelay,
      rows,
    };
    const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
    await writeOutput(reportPath, { ...common, kind: REPORT }, (write) => write(text));
    if (options.json) printJson(context, report);
    else print(context, demoTables(rows, model.info, options.preset, columnsOf(context)));
    note(context, options.speed === 1 ? delayNote(timerDelay) : 'latency is measured at live pace, with --speed 1');
    note(
      context,
      `decoded WAV files, spectrograms and report.json are in ${options.out}${replaced > 0 ? `; ${counted(replaced, 'older file')} ${replaced === 1 ? 'was' : 'were'} replaced` : ''}`,
    );
  } finally {
    await relay.close();
    await model.close();
  }
}

async function runClip(
  context: CliContext,
  path: string,
  options: Options,
  model: OnnxModel,
  relay: RelayServer,
): Promise<{ readonly rows: DemoRow[]; readonly timerDelay: TimerDelay }> {
  const clip = clipName(path);
  const source = await openAudio(path, openAudioOptions(context));
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const progress = startProgress(context, {
    label: `streaming ${clip}`,
    format: (value) => formatDuration(value),
    ...(total !== undefined && { total }),
  });
  try {
    const { original, results, timerDelay } = await roundTrip({
      model,
      relay,
      channel: clip,
      source,
      planes: PLANES,
      preset: options.preset,
      speed: options.speed,
      signal: context.signal,
      onProgress: (seconds) => progress.update(seconds),
    });
    progress.stop();
    // Results of a part would pass for those of the clip.
    if (context.signal.aborted) throw new CodecError('ABORTED', `${clip}: the demo was interrupted`);
    noteFaults(context, source);
    const { warnings, isIncomplete } = source;
    const rateHz = model.info.format.sampleRateHz;
    const { picture, wavs } = outputsOf(options.out, clip);
    const replace = options.force === true;
    await writeSpectrogram(picture, {
      rateHz,
      replace,
      // Its letters are still to be read where a page shows it 800 pixels wide.
      width: 720,
      panelHeight: 220,
      panels: [
        { title: `${clip}: original`, samples: original },
        ...results.flatMap(({ planes, pcm, payloadKbps, melDb }) => [
          { title: `decoded, ${bits(planes)} per value, ${payloadKbps.toFixed(2)} kbit/s`, samples: pcm },
          {
            title: `${bits(planes)}: louder (red) and quieter (blue) than the original; mel distance ${melDb.toFixed(2)} dB`,
            samples: pcm,
            comparedWith: original,
          },
        ]),
      ],
    });
    const rows: DemoRow[] = [];
    for (const { pcm, ...result } of results) {
      const wav = wavs.get(result.planes)!;
      const sink = await wavFileSink(wav, {
        sampleRateHz: rateHz,
        channels: 1,
        isWhole: true,
        replace,
        inputs: [path],
      });
      try {
        await sink.write(pcm);
        await sink.close();
      } finally {
        await sink.discard();
      }
      rows.push({ clip, wav, picture, warnings: [...warnings], isIncomplete, ...result });
    }
    return { rows, timerDelay };
  } finally {
    progress.stop();
    await source.close();
  }
}

/** Width of the terminal, as far as it is known. */
const columnsOf = ({ stdout, env }: CliContext): number =>
  (stdout as { columns?: number }).columns ?? (Number(env.COLUMNS) || 100);

/** Name of a clip in its outputs. */
const clipName = (path: string): string =>
  basename(path, extname(path))
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, 40) || 'clip';

/** Paths of what is written of a clip: a picture, and a WAV file for each number of planes. */
const outputsOf = (dir: string, clip: string): { picture: string; wavs: ReadonlyMap<number, string> } => ({
  picture: join(dir, `${clip}.png`),
  wavs: new Map(PLANES.map((planes) => [planes, join(dir, `${clip}.${planes}bit.wav`)])),
});

const bits = (planes: number): string => `${planes} bit${planes > 1 ? 's' : ''}`;
