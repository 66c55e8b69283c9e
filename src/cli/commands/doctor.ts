import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { modelRoots } from '../../node/model/model-files.js';
import { integerArg } from '../arguments.js';
import {
  type Check,
  checkCodec,
  checkModels,
  checkNative,
  checkNode,
  checkOnnxRuntime,
  checkPort,
  checkWritable,
} from '../checks.js';
import { colouredMarks } from '../colour.js';
import { type CliContext, print, printJson } from '../context.js';
import { jsonOption } from '../options.js';
import { table } from '../table.js';

/** `latentcast doctor`: checks whether this machine can encode and decode, and what prevents it. */
export function registerDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description(
      'check this machine: runtime, native kernels, models, speed, folder, port; exit code 1 when it cannot encode',
    )
    .option('--model <id|dir>', 'model for the speed test')
    .option('--port <n>', 'port that serve would use', integerArg(1, 65_535), 8787)
    .addOption(jsonOption())
    .action(async (options: { model?: string; port: number; json?: true }) => {
      const roots = modelRoots(context.env);
      const checks: Check[] = [
        checkNode(process.version, engines()),
        await checkOnnxRuntime(),
        checkNative(),
        ...(await checkModels(roots)),
        await checkCodec(roots, options.model),
        await checkWritable(process.cwd()),
        await checkPort(options.port),
      ];
      const ok = !checks.some((check) => check.status === 'fail');
      if (options.json) printJson(context, { ok, checks });
      else {
        const withModel = options.model === undefined ? '' : ` with the model ${options.model}`;
        print(
          context,
          colouredMarks(context, table(checks.map((check) => [MARKS[check.status], check.name, check.detail]))),
        );
        print(
          context,
          ok
            ? `This machine can encode and decode${withModel}.`
            : `This machine cannot encode and decode${withModel} yet: see ✗ above.`,
        );
      }
      context.exitCode = ok ? 0 : 1;
    });
}

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const;

function engines(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { engines: { node: string } }).engines.node;
}
