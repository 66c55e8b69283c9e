import type { Command } from 'commander';
import { CodecError } from '../../core/errors.js';
import { payloadBitsPerSecond } from '../../core/latent/format.js';
import { type ListedModel, listModels, modelRoots } from '../../node/model/model-files.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatBytes, formatHz, formatRate } from '../format.js';
import { jsonOption } from '../options.js';
import { table } from '../table.js';
import { registerModelsImport } from './models-import.js';
import { registerModelsManage } from './models-manage.js';

/** `latentcast models`: lists every model that `--model` can name. */
export function registerModels(program: Command, context: CliContext): void {
  const models = program
    .command('models')
    .enablePositionalOptions()
    .description('list the installed models: those in LATENTCAST_MODELS, then those in the package')
    .addOption(jsonOption())
    .action((options: { json?: true }) => list(options));
  const list = async (options: { json?: true }): Promise<void> => {
    const roots = modelRoots(context.env);
    const found = await listModels(roots);
    if (options.json) printJson(context, { roots, models: found.map(toJson) });
    else if (found.length > 0) print(context, toTable(found));
    for (const entry of found) if (!entry.ok && !options.json) note(context, entry.error.message);
    if (!found.some((entry) => entry.ok))
      throw new CodecError('MODEL_NOT_FOUND', `no usable model in ${roots.join(', ')}`);
  };
  registerModelsImport(models, context);
  registerModelsManage(models, context, list);
}

const sizeOf = ({ model }: ListedModel & { ok: true }): number =>
  Object.values(model.manifest.files).reduce((sum, file) => sum + file.bytes + (file.data?.bytes ?? 0), 0);

function toJson(entry: ListedModel): Record<string, unknown> {
  if (!entry.ok) return { dir: entry.dir, ok: false, code: entry.error.code, error: entry.error.message };
  const { id, name, licence, format, compatibleWith } = entry.model.manifest;
  return {
    dir: entry.dir,
    ok: true,
    id,
    name,
    licence,
    sha256: entry.model.sha256,
    bytes: sizeOf(entry),
    compatibleWith,
    format,
  };
}

function toTable(found: readonly ListedModel[]): string {
  const rows = found.map((entry) => {
    if (!entry.ok) return ['(unusable)', '', '', '', '', '', entry.dir];
    const { id, format, licence } = entry.model.manifest;
    const rate = formatRate(payloadBitsPerSecond(format, 1));
    return [
      id,
      entry.model.sha256.slice(0, 12),
      formatBytes(sizeOf(entry)),
      formatHz(format.sampleRateHz),
      rate,
      licence,
      entry.dir,
    ];
  });
  return table([['id', 'sha256', 'size', 'audio', '1 bit', 'licence', 'where'], null, ...rows], { right: [2, 3, 4] });
}
