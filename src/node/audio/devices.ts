import { CodecError } from '../../core/errors.js';
import type { AudioSource, LiveAudioSink } from '../../ports/audio.js';
import { nodeClock } from '../clock.js';
import { alsaBackend } from './alsa.js';
import type { AudioBackend, AudioDevice, BackendName, DeviceForm } from './backend.js';
import { ffmpegBackend } from './ffmpeg.js';
import { naudiodonBackend } from './naudiodon.js';
import { pipewireBackend } from './pipewire.js';
import { processSink } from './process-sink.js';
import { processSource } from './process-source.js';
import { pulseBackend } from './pulse.js';

/** In the order in which they are tried: those that say what has been heard first. */
export const BACKENDS: readonly AudioBackend[] = [
  pulseBackend,
  naudiodonBackend,
  pipewireBackend,
  alsaBackend,
  ffmpegBackend,
];

/**
 * The backend of that name, or the first that works.
 * @throws CodecError DEVICE saying why it, or every one of them, cannot be used, with the command that would help
 */
export async function chooseBackend(name?: BackendName): Promise<AudioBackend> {
  const reasons: string[] = [];
  for (const backend of BACKENDS.filter((candidate) => name === undefined || candidate.name === name)) {
    const reason = await backend.unusable();
    if (reason === undefined) return backend;
    reasons.push(`${backend.name}: ${reason}`);
  }
  throw new CodecError('DEVICE', `no way to a sound device: ${reasons.join('; ')}`);
}

/**
 * The device that `wanted` names, by id, by name, or by a part of a name that only one device has.
 * @throws CodecError DEVICE naming those that there are
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

/** A microphone. Errors come from its `blocks`. */
export const openDeviceSource = (backend: AudioBackend, form: DeviceForm): AudioSource =>
  processSource(backend.capture(form), form);

/** A loudspeaker. Errors come from its `write`. */
export const openDeviceSink = (backend: AudioBackend, form: DeviceForm): LiveAudioSink =>
  processSink(backend.playback(form), form, nodeClock);
