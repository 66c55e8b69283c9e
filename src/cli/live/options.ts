import { type Command, Option } from 'commander';
import { type AudioBackend, BACKEND_NAMES, type BackendName } from '../../node/audio/backend.js';
import { chooseBackend, findDevice } from '../../node/audio/devices.js';
import { numberArg } from '../arguments.js';

/** Options of `send` and `listen` where a sound device is at one end. */
export interface DeviceOptions {
  readonly device?: string;
  readonly audioBackend?: BackendName;
  readonly deviceLatency: number;
  readonly quiet?: true;
  readonly jsonLines?: true;
}

/** The options of `send` and `listen` that concern a sound device. */
export function addDeviceOptions(command: Command, direction: 'input' | 'output'): void {
  command
    .option('--device <name|id>', `${direction} device; without a file the default one (see: latentcast devices)`)
    .addOption(
      new Option('--audio-backend <name>', 'how the device is reached')
        .choices(BACKEND_NAMES)
        .default(undefined, 'first that works'),
    )
    .option(
      '--device-latency <ms>',
      'audio that the device may hold',
      numberArg(5, 2000),
      direction === 'input' ? 10 : 40,
    )
    .option('--quiet', 'no status line')
    .option('--json-lines', 'status as one JSON object a second on standard output');
}

/** The backend and the id of the device that was asked for. @throws CodecError DEVICE */
export async function resolveDevice(
  options: DeviceOptions,
  direction: 'input' | 'output',
): Promise<{ backend: AudioBackend; device: string | undefined; said: string }> {
  const backend = await chooseBackend(options.audioBackend);
  const through = `through ${backend.name}${options.audioBackend ? '' : ', the first that works here'}`;
  if (options.device === undefined)
    return { backend, device: undefined, said: `the default ${direction} device ${through}` };
  const { id, name } = findDevice(await backend.devices(), direction, options.device);
  return { backend, device: id, said: `${name} ${through}` };
}
