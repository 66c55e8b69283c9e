import { type Command, Option } from 'commander';
import { BACKEND_NAMES, type BackendName } from '../../node/audio/backend.js';
import { BACKENDS } from '../../node/audio/devices.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { jsonOption } from '../options.js';
import { table } from '../table.js';

interface Options {
  readonly audioBackend?: BackendName;
  readonly json?: true;
}

/** `latentcast devices` */
export function registerDevices(program: Command, context: CliContext): void {
  program
    .command('devices')
    .description('list the sound devices that send and listen can use, with the backend of each')
    .addOption(new Option('--audio-backend <name>', 'only this one').choices(BACKEND_NAMES))
    .addOption(jsonOption())
    .action((options: Options) => devices(context, options));
}

async function devices(context: CliContext, options: Options): Promise<void> {
  const chosen = BACKENDS.filter(({ name }) => options.audioBackend === undefined || name === options.audioBackend);
  const backends = await Promise.all(
    chosen.map(async (backend) => {
      const reason = await backend.unusable();
      return reason === undefined
        ? { backend: backend.name, usable: true, devices: await backend.devices() }
        : { backend: backend.name, usable: false, reason, devices: [] };
    }),
  );
  if (!backends.some(({ usable }) => usable)) context.exitCode = 1;
  if (options.json) return printJson(context, { backends });
  const rows = backends.flatMap(({ backend, devices: list }) =>
    list.map(({ id, name, direction, isDefault }) => [backend, direction, id, name, isDefault ? 'default' : '']),
  );
  if (rows.length > 0) print(context, table([['backend', 'direction', 'id', 'name', ''], null, ...rows]));
  for (const { backend, reason } of backends) if (reason !== undefined) note(context, `${backend}: ${reason}`);
}
