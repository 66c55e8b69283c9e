import { requireKind } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';

/** Patterns of one list at most. */
export const MAX_CHANNEL_PATTERNS = 64;

const PATTERN = /^[A-Za-z0-9._*-]{1,64}$/;
const RULE = '1 to 64 letters, digits, ".", "_", "-" or "*", which stands for any characters';

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
      if (typeof pattern !== 'string' || !PATTERN.test(pattern))
        throw new RangeError(`${field}[${i}] must be ${RULE}, got ${shown(pattern)}`);
    });
    this.#patterns = [...patterns];
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  /** Whether one of them stands for the channel; only `*` alone stands for the whole relay, which is `*`, too. */
  match(channel: string): boolean {
    return this.#patterns.some((pattern) => matches(pattern, channel));
  }
}

/** Without a regular expression: its time is bounded by the product of both lengths, whatever the pattern. */
function matches(pattern: string, text: string): boolean {
  let p = 0;
  let starAt = -1;
  let resumeAt = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      starAt = p++;
      resumeAt = t;
    } else if (pattern[p] === text[t]) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
