import { CodecError } from '../../core/errors.js';
import type { AudioDevice } from '../../ports/audio.js';
import { alsaBackend } from './alsa.js';
import type { BackendName } from './backend.js';
import { ffmpegBackend } from './ffmpeg.js';
import { naudiodonBackend } from './naudiodon.js';
import { pipewireBackend } from './pipewire.js';
import type { NodeAudioBackend } from './process-backend.js';
import { pulseBackend } from './pulse.js';

/** In the order in which they are tried: those that report what has been played first. */
export const BACKENDS: readonly NodeAudioBackend[] = [
  pulseBackend,
  naudiodonBackend,
  pipewireBackend,
  alsaBackend,
  ffmpegBackend,
];

/**
 * The backend of that name, or the first that works.
 * @throws CodecError DEVICE with the reason why it, or every one of them, cannot be used, and the command that would
 *   help
 */
export async function chooseBackend(name?: BackendName): Promise<NodeAudioBackend> {
  const reasons: string[] = [];
  for (const backend of BACKENDS.filter((candidate) => name === undefined || candidate.name === name)) {
    const reason = await backend.unusable();
    if (reason === undefined) return backend;
    reasons.push(`${backend.name}: ${reason}`);
  }
  throw new CodecError('DEVICE', `no audio backend works: ${reasons.join('; ')}`);
}

/**
 * The device that `wanted` names, by id, by name, or by a part of a name that only one device has.
 * @throws CodecError DEVICE with the devices that exist
 */
export function findDevice(
  devices: readonly AudioDevice[],
  direction: AudioDevice['direction'],
  wanted: string,
): AudioDevice {
  const fitting = devices.filter((device) => device.direction === direction);
  const parts = fitting.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const found =
    fitting.find(({ id }) => id === wanted) ??
    fitting.find(({ name }) => name === wanted) ??
    (parts.length === 1 ? parts[0] : undefined);
  if (found) return found;
  const names = fitting.map(({ id, name }) => (id === name ? id : `${name} (${id})`));
  throw new CodecError(
    'DEVICE',
    `no ${direction} device ${JSON.stringify(wanted)}; there are: ${names.join(', ') || 'none'}`,
  );
}

/** A device as it is asked for. */
export interface DeviceChoice {
  /** Id, name, or a part of a name that only one device has. @default the system's default device */
  readonly name?: string;
  /** The way to the device; it must work, or choosing fails with DEVICE. @default the first that works */
  readonly backend?: BackendName;
}

/** A device that was found, and how it is reached. */
export interface ChosenDevice {
  readonly backend: NodeAudioBackend;
  /** Undefined for the system's default device. */
  readonly id: string | undefined;
  /** In a line, as in "USB Headset through pulse". */
  readonly description: string;
}

/** Finds the backend and the device that were asked for. @throws CodecError DEVICE */
export async function chooseDevice(choice: DeviceChoice, direction: AudioDevice['direction']): Promise<ChosenDevice> {
  const backend = await chooseBackend(choice.backend);
  const through = `through ${backend.name}${choice.backend ? '' : ', the first that works here'}`;
  if (choice.name === undefined)
    return { backend, id: undefined, description: `the default ${direction} device ${through}` };
  const { id, name } = findDevice(await backend.devices(), direction, choice.name);
  return { backend, id, description: `${name} ${through}` };
}
