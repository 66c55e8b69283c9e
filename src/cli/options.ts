import { InvalidArgumentError, Option } from 'commander';
import { PCM_BYTES, type PcmEncoding } from '../core/dsp/pcm.js';
import { PRESET_NAMES, type Preset } from '../core/latent/presets.js';
import { integerArg, numberArg } from './arguments.js';

/** Options that several commands share. */

export const modelOption = (): Option => new Option('--model <id|dir>', 'model to use').default('default');

export const presetOption = (): Option =>
  new Option('--preset <name>', 'frames per packet: live 4, normal 12, radio 22')
    .choices(PRESET_NAMES)
    .default('normal');

export const planesOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(integerArg(1, 8));

export const stereoOption = (): Option =>
  new Option('--stereo', 'a byte a frame more, from which two channels are played: 0.17 kbit/s');

export const jsonOption = (): Option => new Option('--json', 'as JSON');

/** The form of `-`: raw PCM on standard input or output. */
export interface RawPcmOptions {
  readonly rate: number;
  readonly channels: number;
  readonly format: PcmEncoding;
}

export const rawPcmOptions = (): Option[] => [
  new Option('--rate <hz>', 'sample rate of raw PCM').argParser(integerArg(8000, 192_000)).default(44_100),
  new Option('--channels <n>', 'channels of raw PCM').argParser(integerArg(1, 32)).default(1),
  new Option('--format <name>', 'sample format of raw PCM').choices(Object.keys(PCM_BYTES)).default('s16le'),
];

/** Pace: a number, or `max` for as fast as it goes. */
export const speedArg = (text: string): number => {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  try {
    return numberArg(0.1, 1000)(text);
  } catch {
    throw new InvalidArgumentError('It must be a number from 0.1 to 1000, or "max".');
  }
};

export type { Preset };
