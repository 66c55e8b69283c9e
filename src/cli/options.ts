import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_SEARCH_STEPS } from '../codec/stream-search.js';
import { PCM_BYTES, type PcmEncoding } from '../core/dsp/pcm.js';
import { PRESET_NAMES, PRESETS, type Preset } from '../core/latent/presets.js';
import { MAX_BITS } from '../core/latent/quantizer.js';
import { AUDIO_LIMITS } from '../node/files/audio-limits.js';
import { integerArg, numberArg } from './arguments.js';

/** Options that several commands share. */

/** `--model`: an id that is looked up in the model folders, or a folder itself. */
export const modelOption = (): Option => new Option('--model <id|dir>', 'model to use').default('default');

/** `--preset`: latent frames per packet, by name. */
export const presetOption = (): Option => presetChoice('frames per packet').default('normal');

/** `--preset` of `listen`, without a default: the source's packets. */
export const receivedPresetOption = (): Option =>
  presetChoice('frames per packet to request of the relay: longer packets save data and add delay');

const presetChoice = (description: string): Option =>
  new Option(
    '--preset <name>',
    `${description}: ${PRESET_NAMES.map((name) => `${name} ${PRESETS[name]}`).join(', ')}`,
  ).choices(PRESET_NAMES);

/** `--low-delay` of a sound device. */
export const lowDelayOption = (): Option =>
  new Option('--low-delay', 'run the model’s graphs that look less far ahead: sooner, at a cost in sound');

/** An option for a number of bit planes, 1..8, under the name that a command gives it. */
export const planesOption = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(integerArg(1, MAX_BITS));

/** `--stereo` of the commands that encode. */
export const stereoOption = (): Option =>
  new Option('--stereo', 'send spatial parameters, one more byte per frame, for stereo playback: 0.17 kbit/s');

/** `--search` of a file: steps of the search for better bits. */
export const searchOption = (): Option =>
  searchSteps('0 is fastest, 12 by default where the model can').argParser(integerArg(0, MAX_SEARCH_STEPS));

/** `--search` of a stream, which may be `auto`. */
export const streamSearchOption = (): Option =>
  searchSteps(
    'or auto, up to 12 while there is time, which makes packets up to half of their duration later (default: auto for files at live pace, else 0)',
  ).argParser((text: string) => (text === 'auto' ? text : stepsOrAuto(text)));

const searchSteps = (rest: string): Option =>
  new Option(
    '--search <steps>',
    `steps of a search for bits that sound nearer to the original, 0 to ${MAX_SEARCH_STEPS}: ${rest}`,
  );

function stepsOrAuto(text: string): number {
  try {
    return integerArg(0, MAX_SEARCH_STEPS)(text);
  } catch {
    throw new InvalidArgumentError(`It must be an integer from 0 to ${MAX_SEARCH_STEPS}, or "auto".`);
  }
}

/** `--json`: results as JSON on standard output, in place of text. */
export const jsonOption = (): Option => new Option('--json', 'print JSON');

/** `--quiet` */
export const quietOption = (): Option => new Option('--quiet', 'no progress, results and warnings, only errors');

/** `--force` */
export const forceOption = (): Option => new Option('--force', 'replace an existing output of another kind, too');

/** The form of raw PCM on standard input or output (`-`). */
export interface RawPcmOptions {
  /** Sample rate, 8000..192000 Hz. @default 44100 */
  readonly rate: number;
  /** Interleaved channels, 1..32. @default 1 */
  readonly channels: number;
  /** Sample format. @default 's16le' */
  readonly format: PcmEncoding;
}

/** `--rate`, `--channels` and `--format`: the flags of {@link RawPcmOptions}. */
export const rawPcmOptions = (): Option[] => [
  new Option('--rate <hz>', 'sample rate of raw PCM')
    .argParser(integerArg(...AUDIO_LIMITS.sampleRateHz))
    .default(44_100),
  new Option('--channels <n>', 'channels of raw PCM').argParser(integerArg(...AUDIO_LIMITS.channels)).default(1),
  sampleFormatOption('sample format of raw PCM').default('s16le'),
];

/** `--raw` */
export const rawOption = (): Option =>
  new Option(
    '--raw',
    'take standard input for raw PCM whatever it starts with; --rate, --channels and --format do so, too',
  );

/** `--format` of samples. */
export const sampleFormatOption = (description: string): Option =>
  new Option('--format <name>', description).choices(Object.keys(PCM_BYTES));

/** A sample format that a WAV file is written in; any other ends the command as wrong usage. */
export function wavEncoding(command: Command, format: PcmEncoding): 's16le' | 's24le' | 'f32le' {
  if (format === 's16le' || format === 's24le' || format === 'f32le') return format;
  return command.error(
    `error: option '--format <name>' argument '${format}' is invalid: a WAV file is written in s16le, s24le or f32le.`,
  );
}

/** Whether standard input was declared to be raw PCM: by `--raw`, or by one of the options that state its form. */
export const isRawDeclared = (command: Command, ...names: readonly string[]): boolean =>
  ['raw', ...names].some((name) => command.getOptionValueSource(name) === 'cli');

/** Pace in multiples of real time, or `max` for as fast as possible. */
export const speedArg = (text: string): number => {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  try {
    return numberArg(0.1, 1000)(text);
  } catch {
    throw new InvalidArgumentError('It must be a number from 0.1 to 1000, or "max".');
  }
};

export type { Preset };
