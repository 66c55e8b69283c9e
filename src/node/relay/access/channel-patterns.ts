import { isNamePattern, matchesNamePattern, NAME_PATTERN_RULE } from '../../../core/name-pattern.js';
import { requireKind } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';

/** Patterns of one list at most. */
export const MAX_CHANNEL_PATTERNS = 64;

/** Channels by name: each pattern is a name in which `*` stands for any characters, also none. */
export class ChannelPatterns {
  readonly #patterns: readonly string[];

  /**
   * @param field names the list in errors
   * @throws TypeError, RangeError naming the field, its value and what is allowed
   */
  constructor(field: string, patterns: readonly string[]) {
    requireKind(field, patterns, { name: 'a list of channel patterns', matches: (value) => Array.isArray(value) });
    if (patterns.length > MAX_CHANNEL_PATTERNS)
      throw new RangeError(`${field} must be at most ${MAX_CHANNEL_PATTERNS} patterns, got ${patterns.length}`);
    patterns.forEach((pattern, i) => {
      if (!isNamePattern(pattern))
        throw new RangeError(`${field}[${i}] must be ${NAME_PATTERN_RULE}, got ${shown(pattern)}`);
    });
    this.#patterns = [...patterns];
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** Whether one of them stands for the channel; only `*` alone stands for the whole relay, which is `*`, too. */
  match(channel: string): boolean {
    return this.#patterns.some((pattern) => matchesNamePattern(pattern, channel));
  }
}
