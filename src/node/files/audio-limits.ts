import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';

/** [min, max] of what readers and writers accept; `docs/limits.md` lists them. */
export const AUDIO_LIMITS = { sampleRateHz: RESAMPLER_RATES_HZ, channels: [1, MAX_CHANNELS] } as const;

/** @throws CodecError AUDIO_FORMAT naming the file, the value and the range */
export function checkAudioForm(name: string, sampleRateHz: number, channels: number): void {
  check(name, 'channels', channels, AUDIO_LIMITS.channels);
  check(name, 'sample rate', sampleRateHz, AUDIO_LIMITS.sampleRateHz, ' Hz');
}

function check(name: string, field: string, value: number, [min, max]: readonly [number, number], unit = ''): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new CodecError('AUDIO_FORMAT', `${name}: ${field} must be ${min} to ${max}${unit}, got ${value}`);
}
