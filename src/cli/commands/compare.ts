import { spawn } from 'node:child_process';
import { basename, extname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { readClip } from '../../node/compare/clip.js';
import { type Comparison, compareClip } from '../../node/compare/compare.js';
import { comparisonPage } from '../../node/compare/page.js';
import { openAudio } from '../../node/files/open-audio.js';
import { writeOutput } from '../../node/files/output-file.js';
import { makeFolder } from '../../node/files/output-folder.js';
import { COMPARISON_PAGE_KIND, jsonReportKind } from '../../node/files/output-kind.js';
import { checkOutput } from '../../node/files/output-target.js';
import { integerArg, numberArg } from '../arguments.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { digits, formatBytes, formatDb } from '../format.js';
import { openModel } from '../model.js';
import { noteFaults, openAudioOptions } from '../open-audio.js';
import { forceOption, jsonOption, modelOption } from '../options.js';
import { startProgress } from '../progress.js';
import { table } from '../table.js';

interface Options {
  readonly out: string;
  readonly model: string;
  readonly bits: readonly number[];
  readonly seconds: number;
  readonly force?: true;
  readonly open?: true;
  readonly json?: true;
}

const FIGURES = jsonReportKind('figures of compare', 'input', 'seconds', 'sampleRateHz');

/** `latentcast compare IN`: a page that shows and plays the same clip in every format. */
export function registerCompare(program: Command, context: CliContext): void {
  program
    .command('compare')
    .description('compare a clip with WAV, MP3, Vorbis, Opus and Codec2: writes an HTML page and a JSON file')
    .argument('<in>', 'audio file')
    .option('--out <dir>', 'folder for the page and the figures', 'compare-out')
    .addOption(modelOption())
    .option('--bits <list>', 'bits per latent value, e.g. 1,2,4', bitsList, [2, 1])
    .option('--seconds <n>', 'length of the clip at most: the page contains the audio', numberArg(0.1, 600), 20)
    .option('--open', 'open the page in the browser')
    .addOption(forceOption())
    .addOption(jsonOption())
    .action((input: string, options: Options) => compare(context, input, options));
}

const bitsList = (text: string): readonly number[] => {
  const bits = text.split(',').map((part) => integerArg(1, 8)(part.trim()));
  if (new Set(bits).size !== bits.length) throw new InvalidArgumentError('It must name each number of bits once.');
  return bits;
};

async function compare(context: CliContext, input: string, options: Options): Promise<void> {
  const { signal } = context;
  const name = join(
    options.out,
    basename(input, extname(input))
      .replace(/[^\w.-]/g, '-')
      .slice(0, 60) || 'clip',
  );
  const common = { replace: options.force === true, inputs: [input] };
  const page = { path: `${name}.html`, options: { ...common, kind: COMPARISON_PAGE_KIND } };
  const figures = { path: `${name}.json`, options: { ...common, kind: FIGURES } };
  await makeFolder(options.out);
  for (const output of [page, figures]) await checkOutput(output.path, output.options);
  const source = await openAudio(input, openAudioOptions(context));
  const model = await openModel(context, options.model);
  const progress = startProgress(context, {
    label: 'comparing',
    total: 100,
    format: (value) => `${Math.round(value)} %`,
    hasLines: true,
  });
  try {
    const clip = await readClip(source, model.info.format, options.seconds, signal);
    const { warnings, isIncomplete } = source;
    const { comparison, media } = await compareClip({
      input: basename(input),
      clip,
      faults: { warnings: [...warnings], isIncomplete },
      model,
      bits: options.bits,
      env: context.env,
      signal,
      onProgress: (done, total, what) => progress.update((100 * done) / total, what),
    });
    const html = Buffer.from(comparisonPage(comparison, media));
    const json = Buffer.from(`${JSON.stringify(comparison, null, 2)}\n`);
    await writeOutput(page.path, page.options, (write) => write(html));
    await writeOutput(figures.path, figures.options, (write) => write(json));
    progress.stop();
    noteFaults(context, source);
    if (options.json) printJson(context, comparison);
    else print(context, comparisonTable(comparison));
    note(context, `${page.path} (${formatBytes(html.length)}) and ${figures.path}`);
    if (options.open) openInBrowser(resolve(page.path));
  } finally {
    progress.stop();
    await source.close();
    await model.close();
  }
}

function comparisonTable({ rows }: Comparison): string {
  const lines = rows.map((row) =>
    row.bytes === null
      ? [row.name, '–', '–', '–', '–', row.how]
      : [
          row.name,
          formatBytes(row.bytes),
          digits(row.kbps ?? Number.NaN),
          `${digits(row.ratio ?? Number.NaN)} ×`,
          formatDb(row.melDb ?? Number.NaN),
          '',
        ],
  );
  return table([['format', 'size', 'kbit/s', 'smaller than WAV', 'mel distance', ''], null, ...lines], {
    right: [1, 2, 3, 4],
  });
}

/** Opens a page with the system's opener; a system without one is ignored. */
function openInBrowser(path: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', path]
      : process.platform === 'win32'
        ? ['explorer.exe', path]
        : ['xdg-open', path];
  const child = spawn(command!, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
