import { RE2JS } from 're2js';
import { CodecError } from '../../core/errors.js';
import { shown } from '../../core/shown.js';

/** Which names a regular expression allows. */
export interface ChannelPattern {
  /** As it was stated. */
  readonly source: string;
  /** Whether it is found in a name, in a time that grows with the length of the name and no faster. */
  test(name: string): boolean;
}

/**
 * A regular expression without a match that takes for ever: names come from strangers. So look-around and references to
 * groups, which no engine finds in such a time, are not allowed.
 *
 * @throws RangeError unless the pattern is a regular expression of 1 to 256 characters, as `channelPattern` must be
 */
export function channelPattern(pattern: string): ChannelPattern {
  try {
    if (pattern.length < 1 || pattern.length > 256) throw new SyntaxError('it has no or too many characters');
    new RegExp(pattern, 'u');
    const compiled = RE2JS.compile(pattern);
    return { source: pattern, test: (name) => compiled.matcher(name).find() };
  } catch (cause) {
    const allowed = 'a regular expression of 1 to 256 characters, without look-around and references to groups';
    throw new RangeError(`channelPattern must be ${allowed}, got ${shown(pattern)}`, { cause });
  }
}

/** Why a connection to a channel is refused whose name the pattern does not allow. */
export const refusedByPattern = (channel: string, pattern: ChannelPattern): CodecError =>
  new CodecError('CHANNEL_NAME', `this relay has no channel ${shown(channel)}: names match ${pattern.source}`);
