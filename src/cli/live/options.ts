import { type Command, Option } from 'commander';
import { BACKEND_NAMES, type BackendName } from '../../node/audio/backend.js';
import { openVirtualDevice } from '../../node/audio/virtual-device.js';
import type { LiveDeviceOptions } from '../../node/sound/device-events.js';
import { numberArg } from '../arguments.js';
import { type CliContext, note } from '../context.js';

/** Options of `send` and `listen` where a sound device is at one end. */
export interface DeviceOptions {
  /** Id, name, or a part of a name that only one device has. @default the system's default device */
  readonly device?: string;
  /** How the device is reached. @default the first that works */
  readonly audioBackend?: BackendName;
  /** Audio that the device may hold, 5..2000 ms: 10 for an input and 40 for an output by default. */
  readonly deviceLatency: number;
  /** Name of a microphone to make, from which other programs hear what is played. @default none */
  readonly virtualMic?: string;
  /** Name of a loudspeaker to make, on which other programs play what is sent. @default none */
  readonly virtualSpeaker?: string;
  /** Called when the device has gone, before it is looked for again. */
  readonly onDeviceGone?: () => void;
  /** Prints neither status nor notes. */
  readonly quiet?: true;
  /** Prints the status as one JSON object a second on standard output. */
  readonly jsonLines?: true;
}

/** Adds the options of `send` and `listen` that concern a sound device. */
export function addDeviceOptions(
  command: Command,
  direction: 'input' | 'output',
  latencyMs = direction === 'input' ? 10 : 40,
): void {
  command
    .option('--device <name|id>', `${direction} device; without a file the default one (see: latentcast devices)`)
    .addOption(
      new Option('--audio-backend <name>', 'audio backend; by default the first that works')
        .choices(BACKEND_NAMES)
        .default(undefined, 'first that works'),
    )
    .option('--device-latency <ms>', 'latency of the device: audio that it buffers', numberArg(5, 2000), latencyMs)
    .option('--quiet', 'no status line')
    .option('--json-lines', 'status as one JSON object a second on standard output');
}

/** Adds the option of `send` and `listen` that makes a device for other programs. */
export function addVirtualDeviceOption(command: Command, direction: 'input' | 'output'): void {
  command.addOption(
    new Option(
      direction === 'input' ? '--virtual-speaker <name>' : '--virtual-mic <name>',
      direction === 'input'
        ? 'make a loudspeaker of this name, and send what other programs play on it (Linux)'
        : 'make a microphone of this name, from which other programs hear the stream (Linux)',
    ).conflicts(['device', 'audioBackend']),
  );
}

/**
 * Runs `use` with a virtual device where one is wanted, and removes the device at the end.
 *
 * @throws CodecError DEVICE where it cannot be made, whatever `use` throws
 */
export async function withVirtualDevice<O extends DeviceOptions, T>(
  context: CliContext,
  options: O,
  use: (options: O) => Promise<T>,
): Promise<T> {
  const name = options.virtualMic ?? options.virtualSpeaker;
  if (name === undefined) return use(options);
  const kind = options.virtualMic === undefined ? 'speaker' : 'microphone';
  const virtual = await openVirtualDevice({ kind, name });
  if (!options.quiet) note(context, `other programs find the ${kind} “${name}” until this one ends`);
  const onDeviceGone = (): void => void virtual.restore().catch(() => undefined);
  try {
    return await use({ ...options, device: virtual.device, audioBackend: 'pulse', onDeviceGone });
  } finally {
    await virtual.close();
  }
}

/** The options of a command as those of the library. */
export const deviceOptions = ({ device, audioBackend, deviceLatency }: DeviceOptions): LiveDeviceOptions => ({
  ...(device !== undefined && { name: device }),
  ...(audioBackend !== undefined && { backend: audioBackend }),
  latencyMs: deviceLatency,
});
