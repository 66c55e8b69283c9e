import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { requireChannelName } from '../../core/wire/control.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';

/** What plays on a channel while its source is away. Plain data. */
export interface FallbackOptions {
  /** Another channel of the relay, which may have a fallback of its own. Either this or `files`. */
  readonly channel?: string;
  /** Audio files and `http(s)://` addresses of such, folders, playlists (M3U, PLS) and `.lc` recordings, 1..256, played one after another in a loop. */
  readonly files?: readonly string[];
  /** Whether each round of the files has another order. @default false */
  readonly shuffle?: boolean;
  /** Over which the streams that follow each other are crossfaded, 0..10000 ms. @default 500 */
  readonly crossfadeMs?: number;
  /** A connected source that has sent nothing for so much longer than its packets last counts as away, 500..60000 ms. @default 2500 */
  readonly stallMs?: number;
}

/** Defaults of {@link FallbackOptions}. */
export const FALLBACK_DEFAULTS = { shuffle: false, crossfadeMs: 500, stallMs: 2_500 } as const;

/** Range of the time after which a source counts as away, most fallbacks one behind the other, and most entries of `files`. */
export const FALLBACK_LIMITS = { stallMs: [500, 60_000], depth: 8, files: 256 } as const;

const KINDS: OptionKinds<FallbackOptions> = {
  channel: 'string',
  files: { name: 'a list', matches: (value) => Array.isArray(value) },
  shuffle: 'boolean',
  crossfadeMs: 'any',
  stallMs: 'any',
};

/** @throws TypeError, RangeError, CodecError CHANNEL_NAME naming the field, its value and what is allowed */
export function requireFallback(field: string, options: FallbackOptions): void {
  requireOptions(field, options, KINDS);
  const { channel, files, crossfadeMs = FALLBACK_DEFAULTS.crossfadeMs, stallMs = FALLBACK_DEFAULTS.stallMs } = options;
  if ((channel === undefined) === (files === undefined))
    throw new TypeError(`${field} must have either a channel or files, got ${channel === undefined ? 'none' : 'both'}`);
  if (channel !== undefined) {
    requireChannelName(channel);
    if (options.shuffle !== undefined) throw new TypeError(`${field}.shuffle is for files, got a channel`);
  }
  if (files) requireFiles(`${field}.files`, files);
  requireInteger(`${field}.crossfadeMs`, crossfadeMs, ...HELLO_LIMITS.crossfadeMs);
  requireInteger(`${field}.stallMs`, stallMs, ...FALLBACK_LIMITS.stallMs);
}

function requireFiles(field: string, files: readonly string[]): void {
  if (files.length < 1 || files.length > FALLBACK_LIMITS.files)
    throw new RangeError(`${field} must be 1 to ${FALLBACK_LIMITS.files} paths, got ${files.length}`);
  files.forEach((file: unknown, i) => {
    if (typeof file !== 'string' || file === '' || file.includes('\0'))
      throw new TypeError(`${field}[${i}] must be a path, got ${shown(file)}`);
  });
}

/**
 * Follows each channel's fallbacks to the end.
 * @param fallbackOf name of the channel on which another one falls back; undefined for none
 * @throws RangeError naming the channels where they come back to one of them, or where more follow each other than may
 */
export function requireNoLoop(channels: Iterable<string>, fallbackOf: (channel: string) => string | undefined): void {
  for (const channel of channels) {
    const chain = [channel];
    for (let next = fallbackOf(channel); next !== undefined; next = fallbackOf(next)) {
      const isLoop = chain.includes(next);
      chain.push(next);
      if (isLoop) throw new RangeError(`channels must not fall back on each other in a loop, got ${chain.join(' → ')}`);
      if (chain.length > FALLBACK_LIMITS.depth + 1)
        throw new RangeError(
          `at most ${FALLBACK_LIMITS.depth} channels may fall back one on the other, got ${chain.join(' → ')}`,
        );
    }
  }
}
