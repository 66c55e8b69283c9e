import type { Command } from 'commander';
import { CodecError } from '../../core/errors.js';
import { addModel, removeModel } from '../../node/model/install-model.js';
import { findModel, modelRoots, packageModelsDir } from '../../node/model/model-files.js';
import { type ModelCheck, verifyModel } from '../../node/model/verify-model.js';
import { colouredMarks } from '../colour.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { jsonOption } from '../options.js';

interface Options {
  readonly to?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `latentcast models add | verify | remove` */
export function registerModelsManage(
  models: Command,
  context: CliContext,
  list: (options: { json?: true }) => Promise<void>,
): void {
  models
    .command('add')
    .description('install a model from its folder, a tarball or a package of npm; it is checked before it is used')
    .argument('<source>', 'folder, .tgz file, or name of an npm package')
    .option('--to <dir>', 'folder of models; by default the first of LATENTCAST_MODELS')
    .option('--force', 'replace a model of the same id')
    .addOption(jsonOption())
    .action((source: string, options: Options) => add(context, source, options));
  models
    .command('verify')
    .description('check an installed model: hashes, shapes, values, test vectors, streaming, delay, speed here')
    .argument('[model]', 'id or folder', 'default')
    .addOption(jsonOption())
    .action(async (name: string, options: Options) => {
      const { dir } = await findModel(name, modelRoots(context.env));
      const { checks } = await verifyModel(dir, { signal: context.signal, onCheck: shown(context, options) });
      if (options.json) printJson(context, { dir, checks });
      else print(context, `${dir}: every check holds`);
    });
  models
    .command('remove')
    .description('remove an installed model')
    .argument('<model>', 'id or folder')
    .addOption(jsonOption())
    .action(async (name: string, options: Options) => {
      const removed = await removeModel(name, modelRoots(context.env));
      if (options.json) return printJson(context, removed);
      print(context, `removed ${removed.dir}`);
      if (removed.left.length > 0) note(context, `left there, as no part of the model: ${removed.left.join(', ')}`);
    });
  models
    .command('list')
    .description('list the installed models, as `latentcast models` does')
    .addOption(jsonOption())
    .action((options: { json?: true }) => list(options));
}

async function add(context: CliContext, source: string, options: Options): Promise<void> {
  const [first] = modelRoots(context.env);
  const root = options.to ?? first!;
  if (options.to === undefined && root === packageModelsDir())
    throw new CodecError(
      'FILE_IO',
      `set LATENTCAST_MODELS to a folder for your models, or name one with --to: ${root} is the package's own`,
    );
  const { dir, checks, model } = await addModel(source, {
    root,
    replace: options.force === true,
    signal: context.signal,
    onCheck: shown(context, options),
  });
  if (options.json) return printJson(context, { dir, id: model.manifest.id, sha256: model.sha256, checks });
  print(context, `${dir}: installed ${model.manifest.id}`);
  if (!modelRoots(context.env).includes(root)) note(context, `to use it: LATENTCAST_MODELS=${root}, or --model ${dir}`);
}

const shown =
  (context: CliContext, { json }: Options) =>
  ({ name, found, isUnknown }: ModelCheck): void => {
    if (!json) print(context, colouredMarks(context, `${isUnknown ? '–' : '✓'} ${name}: ${found}`));
  };
