import { isNamePattern, matchesNamePattern, NAME_PATTERN_RULE } from '../../core/name-pattern.js';
import { requireKind } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { requireChannelName } from '../../core/wire/control.js';
import { CHANNEL_OPTION_LIMITS, type ChannelSelectorOptions } from './channel-options.js';

/** A list of entries, each for one channel by name or for several by pattern: finds the one that holds for a channel. */
export class ChannelTable<Entry extends ChannelSelectorOptions> {
  readonly #named = new Map<string, Entry>();
  readonly #patterns: Entry[] = [];

  /**
   * @param field names the list in errors
   * @throws TypeError, RangeError naming the entry, its value and what is allowed: each has either a name, which no other
   *   one has, or a pattern
   */
  constructor(field: string, entries: readonly Entry[] = []) {
    requireKind(field, entries, { name: 'a list of channels', matches: (value) => Array.isArray(value) });
    if (entries.length > CHANNEL_OPTION_LIMITS.entries)
      throw new RangeError(`${field} must be at most ${CHANNEL_OPTION_LIMITS.entries} channels, got ${entries.length}`);
    for (const [i, entry] of entries.entries()) this.#add(`${field}[${i}]`, entry);
  }

  /** The entry of this name, or else the first whose pattern matches; undefined where there is neither. */
  of(name: string): Entry | undefined {
    return this.#named.get(name) ?? this.#patterns.find(({ pattern }) => matchesNamePattern(pattern!, name));
  }

  /** Whether there is an entry of exactly this name. */
  has(name: string): boolean {
    return this.#named.has(name);
  }

  /** Names of the entries that have one, in their order. */
  get names(): string[] {
    return [...this.#named.keys()];
  }

  #add(field: string, entry: Entry): void {
    requireKind(field, entry, 'object');
    const { name, pattern } = entry;
    if ((name === undefined) === (pattern === undefined))
      throw new TypeError(`${field} must have either name or pattern, got ${name === undefined ? 'neither' : 'both'}`);
    if (pattern !== undefined) {
      if (!isNamePattern(pattern))
        throw new RangeError(`${field}.pattern must be ${NAME_PATTERN_RULE}, got ${shown(pattern)}`);
      this.#patterns.push(entry);
      return;
    }
    if (!isChannelName(name))
      throw new RangeError(`${field}.name must be 1 to 64 letters, digits, ".", "_" or "-", got ${shown(name)}`);
    if (this.#named.has(name))
      throw new RangeError(`${field}.name must differ from the other names, got ${shown(name)}`);
    this.#named.set(name, entry);
  }
}

function isChannelName(name: unknown): name is string {
  try {
    return typeof name === 'string' && requireChannelName(name) === name;
  } catch {
    return false;
  }
}
