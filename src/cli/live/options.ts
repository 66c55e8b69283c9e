import { type Command, Option } from 'commander';
import { BACKEND_NAMES, type BackendName } from '../../node/audio/backend.js';
import type { LiveDeviceOptions } from '../../node/sound/device-events.js';
import { numberArg } from '../arguments.js';

/** Options of `send` and `listen` where a sound device is at one end. */
export interface DeviceOptions {
  /** Id, name, or a part of a name that only one device has. @default the system's default device */
  readonly device?: string;
  /** How the device is reached. @default the first that works */
  readonly audioBackend?: BackendName;
  /** Audio that the device may hold, 5..2000 ms: 10 for an input and 40 for an output by default. */
  readonly deviceLatency: number;
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

/** The options of a command as those of the library. */
export const deviceOptions = ({ device, audioBackend, deviceLatency }: DeviceOptions): LiveDeviceOptions => ({
  ...(device !== undefined && { name: device }),
  ...(audioBackend !== undefined && { backend: audioBackend }),
  latencyMs: deviceLatency,
});
