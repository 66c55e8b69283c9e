import { requireInteger } from '../../../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../../../core/options.js';
import { RECORDING_PATTERN, requireNamePattern } from './name-pattern.js';

/** How a channel is recorded: section `record` of a channel. */
export interface RecordOptions {
  /** Folder of the recordings; it is made where its parent exists. */
  readonly folder: string;
  /**
   * Path of each file in the folder: `%Y %m %d %H %M %S %j %s %%` (UTC), `{channel}`, `{title}`, `{artist}`. A name that is
   * taken gets `-2`, `-3`, … @default '{channel}-%Y%m%dT%H%M%SZ.lc'
   */
  readonly pattern?: string;
  /** A new file begins after this much audio, in ms, 10000..604800000. @default none: one file for each stream */
  readonly rotateMs?: number;
  /** A new file begins before this size, 4096..2^40 bytes. @default none */
  readonly rotateBytes?: number;
  /** Recordings of the channel that ended longer ago are deleted, in ms, from 60000. @default none is deleted */
  readonly keepMs?: number;
  /** So many recordings of the channel are kept, the newest, 1..1000000. @default all */
  readonly keepFiles?: number;
  /** The recordings of the channel are kept to this size, from 4096 bytes; the oldest are deleted first. @default any size */
  readonly keepBytes?: number;
}

const KINDS: OptionKinds<RecordOptions> = {
  folder: 'string',
  pattern: 'string',
  rotateMs: 'any',
  rotateBytes: 'any',
  keepMs: 'any',
  keepFiles: 'any',
  keepBytes: 'any',
};

/** [min, max] of every number of {@link RecordOptions}. */
export const RECORD_LIMITS = {
  rotateMs: [10_000, 604_800_000],
  rotateBytes: [4096, 2 ** 40],
  keepMs: [60_000, 2 ** 47],
  keepFiles: [1, 1_000_000],
  keepBytes: [4096, 2 ** 50],
} as const satisfies Partial<Record<keyof RecordOptions, readonly [number, number]>>;

/** {@link RecordOptions} with its pattern. */
export type RecordSettings = RecordOptions & { readonly pattern: string };

/** @throws TypeError, RangeError naming a wrong option behind `prefix` */
export function requireRecordOptions(prefix: string, options: RecordOptions): RecordSettings {
  requireOptions(prefix, options, KINDS, ['folder']);
  return within(prefix, () => {
    if (options.folder === '') throw new TypeError('folder must be the path of a folder, got ""');
    for (const [field, [min, max]] of Object.entries(RECORD_LIMITS)) {
      const value = options[field as keyof typeof RECORD_LIMITS];
      if (value !== undefined) requireInteger(field, value, min, max);
    }
    return { ...options, pattern: requireNamePattern('pattern', options.pattern ?? RECORDING_PATTERN) };
  });
}
