import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { writeSpectrogram } from '../../node/compare/spectrogram.js';
import { openAudioFile } from '../../node/files/audio-file.js';
import { fileError } from '../../node/files/file-errors.js';
import { wavFileSink } from '../../node/files/wav.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../node/relay/server.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { type DemoRow, demoTable } from '../demo/report.js';
import { roundTrip } from '../demo/round-trip.js';
import { formatDuration } from '../format.js';
import { openModel } from '../model.js';
import { jsonOption, modelOption, type Preset, presetOption, speedArg } from '../options.js';
import { startProgress } from '../progress.js';

interface Options {
  readonly out: string;
  readonly preset: Preset;
  readonly speed: number;
  readonly model: string;
  readonly json?: true;
}

const ASSETS = fileURLToPath(new URL('../../../assets/', import.meta.url));
const BUNDLED = ['voice.flac', 'music.flac'].map((name) => join(ASSETS, name));
/** Planes of each listener: for the first one the relay cuts the second plane. */
const PLANES = [1, 2];

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
    .addOption(jsonOption())
    .action((input: string | undefined, options: Options) => demo(context, input, options));
}

async function demo(context: CliContext, input: string | undefined, options: Options): Promise<void> {
  await mkdir(options.out, { recursive: true }).catch((cause: unknown) => {
    throw fileError('open', options.out, cause);
  });
  const model = await openModel(context, options.model);
  const relay = await startRelayServer({ port: 0 });
  try {
    const rows: DemoRow[] = [];
    for (const path of input === undefined ? BUNDLED : [input])
      rows.push(...(await runClip(context, path, options, model, relay)));
    const report = {
      model: model.info.id,
      preset: options.preset,
      speed: options.speed === Number.POSITIVE_INFINITY ? 'max' : options.speed,
      rows,
    };
    await writeFile(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    if (options.json) printJson(context, report);
    else print(context, demoTable(rows, model.info, options.preset));
    note(context, `decoded WAV files, spectrograms and report.json are in ${options.out}`);
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
): Promise<DemoRow[]> {
  const clip =
    basename(path, extname(path))
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .slice(0, 40) || 'clip';
  const source = await openAudioFile(path);
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const progress = startProgress(context, {
    label: `streaming ${clip}`,
    format: (value) => formatDuration(value),
    ...(total !== undefined && { total }),
  });
  try {
    const { original, results } = await roundTrip({
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
    const rateHz = model.info.format.sampleRateHz;
    const picture = join(options.out, `${clip}.png`);
    await writeSpectrogram(picture, {
      rateHz,
      panels: [
        { title: `${clip}: original`, samples: original },
        ...results.map(({ planes, pcm, payloadKbps }) => ({
          title: `decoded, ${bits(planes)} per value, ${payloadKbps.toFixed(2)} kbit/s`,
          samples: pcm,
        })),
      ],
    });
    const rows: DemoRow[] = [];
    for (const { pcm, ...result } of results) {
      const wav = join(options.out, `${clip}.${result.planes}bit.wav`);
      const sink = await wavFileSink(wav, { sampleRateHz: rateHz, channels: 1 });
      await sink.write(pcm);
      await sink.close();
      rows.push({ clip, wav, picture, ...result });
    }
    return rows;
  } finally {
    progress.stop();
    await source.close();
  }
}

const bits = (planes: number): string => `${planes} bit${planes > 1 ? 's' : ''}`;
