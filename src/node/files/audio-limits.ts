import { MAX_CHANNELS } from '../../core/dsp/channels.js';
import { RESAMPLER_RATES_HZ } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';
import type { DecodedAudioForm } from './decoded-block.js';

/** [min, max] of what readers and writers accept; `docs/limits.md` lists them. */
export const AUDIO_LIMITS = { sampleRateHz: RESAMPLER_RATES_HZ, channels: [1, MAX_CHANNELS] } as const;

/** [min, max] of what files may hold: rates outside the limits above are resampled, more channels are mixed to two. */
export const FILE_LIMITS = { sampleRateHz: [1000, 768_000], channels: [1, 64] } as const;

/**
 * The form in which a file's audio is read: its own, or the nearest within the limits.
 *
 * @throws CodecError AUDIO_FORMAT beyond {@link FILE_LIMITS}, naming the file, the value and the range
 */
export function readableForm(name: string, form: DecodedAudioForm): DecodedAudioForm {
  const { sampleRateHz, channels, channelMask } = form;
  check(name, 'channels', channels, FILE_LIMITS.channels);
  check(name, 'sample rate', sampleRateHz, FILE_LIMITS.sampleRateHz, ' Hz');
  const [min, max] = AUDIO_LIMITS.sampleRateHz;
  const rate =
    sampleRateHz < min
      ? sampleRateHz * Math.ceil(min / sampleRateHz)
      : Math.round(sampleRateHz / Math.ceil(sampleRateHz / max));
  if (channels > MAX_CHANNELS) return { sampleRateHz: rate, channels: 2 };
  return { sampleRateHz: rate, channels, ...(channelMask !== undefined && { channelMask }) };
}

/** @throws CodecError AUDIO_FORMAT naming the file, the value and the range */
export function checkAudioForm(name: string, sampleRateHz: number, channels: number): void {
  check(name, 'channels', channels, AUDIO_LIMITS.channels);
  check(name, 'sample rate', sampleRateHz, AUDIO_LIMITS.sampleRateHz, ' Hz');
}

function check(name: string, field: string, value: number, [min, max]: readonly [number, number], unit = ''): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new CodecError('AUDIO_FORMAT', `${name}: ${field} must be ${min} to ${max}${unit}, got ${value}`);
}
