import { join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { framesToMs } from '../../core/latent/format.js';
import { importOobleck } from '../../node/import/import-oobleck.js';
import { findOobleck } from '../../node/import/oobleck-source.js';
import { modelRoots } from '../../node/model/model-files.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatBytes, formatCount } from '../format.js';
import { jsonOption } from '../options.js';
import { startProgress } from '../progress.js';

interface Options {
  readonly calibrate?: readonly string[];
  readonly fp16?: true;
  readonly out?: string;
  readonly context?: number;
  readonly force?: true;
  readonly json?: true;
}

/** `latentcast models import stable-audio-open PATH` */
export function registerModelsImport(models: Command, context: CliContext): void {
  models
    .command('import')
    .description(
      "make a model from your own copy of the weights: Stable Audio Open's autoencoder, or any other AutoencoderOobleck of diffusers, from .safetensors",
    )
    .addArgument(new Argument('<kind>', 'kind of the weights').choices(['stable-audio-open', 'oobleck']))
    .argument('<path>', '.safetensors file, or the folder that it was downloaded into')
    .option('--calibrate <file...>', 'audio files to set the quantiser by; without them it is measured for every file')
    .option('--fp16', 'store half-precision weights: half the size, the same arithmetic')
    .option('--out <dir>', 'folder of the new model; by default named after the kind, in the first model folder')
    .addOption(new Option('--context <frames>', 'largest number of context frames').argParser(integerArg(0, 1024)))
    .option('--force', 'replace a model of the same name')
    .addOption(jsonOption())
    .action((kind: string, path: string, options: Options) => importModel(context, kind, path, options));
}

async function importModel(context: CliContext, kind: string, path: string, options: Options): Promise<void> {
  const source = await findOobleck(path);
  const name = options.fp16 ? `${kind}-fp16` : kind;
  const dir = options.out ?? join(modelRoots(context.env)[0]!, name);
  let stage = '';
  let bar = startProgress(context, { label: 'reading', format: String });
  try {
    const result = await importOobleck(source, {
      dir,
      precision: options.fp16 ? 'float16' : 'float32',
      replace: options.force === true,
      signal: context.signal,
      ...(options.calibrate && { calibrateWith: options.calibrate }),
      ...(options.context !== undefined && { maxContextFrames: options.context }),
      onProgress: (progress) => {
        if (progress.stage !== stage) {
          stage = progress.stage;
          bar.stop();
          bar = startProgress(context, {
            label: stage === 'weights' ? 'importing' : 'calibrating',
            total: progress.total,
            format: stage === 'weights' ? formatBytes : (files) => `${files.toFixed(1)} files`,
          });
        }
        bar.update(progress.done);
      },
      onWarning: (message) => note(context, message),
    });
    bar.stop();
    if (options.json) return printJson(context, { ...result, names: result.names.layout });
    const { format } = result;
    const contextOf = (half: 'encoder' | 'decoder'): string =>
      `${half} ${format[half].leftFrames} + ${format[half].rightFrames}`;
    print(
      context,
      `${result.dir}: ${result.id}, ${formatCount(result.parameters)} parameters, ${formatBytes(result.bytes)}; frames of ` +
        `${framesToMs(format, 1).toFixed(1)} ms, context ${contextOf('encoder')}, ${contextOf('decoder')} frames`,
    );
    if (!options.calibrate)
      note(
        context,
        'not calibrated: each file is measured and stores the result, 4 bytes per latent value; streams assume N(0, 1)',
      );
  } finally {
    bar.stop();
  }
}
