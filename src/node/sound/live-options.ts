import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../../core/dsp/resampler.js';
import { requireInteger, requireNumber } from '../../core/errors.js';
import { MODEL_DELAYS } from '../../core/latent/low-delay.js';
import { type OptionKinds, requireKind, requireOneOf, requireOptions, SHAPES } from '../../core/options.js';
import { BACKEND_NAMES } from '../audio/backend.js';
import type { LiveDeviceOptions } from './device-events.js';
import type { LiveModelOptions, LiveProcessOptions } from './live-model.js';

/** Range of the audio that a sound device may be asked to hold. */
export const DEVICE_LATENCY_MS = [5, 2000] as const;
/** Kinds of {@link LiveModelOptions}. */
export const LIVE_MODEL_KINDS: OptionKinds<LiveModelOptions> = {
  model: {
    name: 'an id, a folder or a LatentModel',
    matches: (value) => typeof value === 'string' || SHAPES.model.matches(value),
  },
  modelRoots: { name: 'a list of folders', matches: (value) => Array.isArray(value) },
  delay: 'string',
  process: 'object',
};
const PROCESS_KINDS: OptionKinds<LiveProcessOptions> = {
  modelThread: 'boolean',
  priority: 'boolean',
  serialScavenge: 'boolean',
};

/** A device, and the form of its audio. */
interface Device extends LiveDeviceOptions {
  readonly sampleRateHz?: number;
  readonly channels?: number;
}

/** Kinds of a loudspeaker's options; a microphone's have a rate, too. */
export const DEVICE_KINDS: OptionKinds<Omit<Device, 'sampleRateHz'>> = {
  name: 'string',
  backend: 'string',
  latencyMs: 'any',
  channels: 'any',
};

/** @throws TypeError naming a wrong option */
export function requireLiveModel({ model, modelRoots, delay, process }: LiveModelOptions): void {
  requireOptions('process', process, PROCESS_KINDS);
  for (const [at, root] of (modelRoots ?? []).entries()) requireKind(`modelRoots[${at}]`, root, 'string');
  if (delay !== undefined) requireOneOf('delay', delay, MODEL_DELAYS);
  if (delay !== undefined && typeof model === 'object')
    throw new TypeError('delay must be left out where model is a LatentModel, which is loaded already');
  if (model === '') throw new TypeError('model must be an id, a folder or a LatentModel, got ""');
}

/** @throws RangeError naming a wrong option, as in `device.latencyMs` */
export function requireDevice(device: Device | undefined): void {
  const { backend, latencyMs, sampleRateHz, channels } = device ?? {};
  if (backend !== undefined) requireOneOf('device.backend', backend, BACKEND_NAMES);
  if (latencyMs !== undefined) requireNumber('device.latencyMs', latencyMs, ...DEVICE_LATENCY_MS);
  if (sampleRateHz !== undefined) requireInteger('device.sampleRateHz', sampleRateHz, ...RESAMPLER_RATES_HZ);
  if (channels !== undefined) requireInteger('device.channels', channels, 1, MAX_CHANNELS);
}
