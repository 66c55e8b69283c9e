import { CodecError } from '../../core/errors.js';
import { shown } from '../../core/shown.js';

/** @throws RangeError unless the pattern is a regular expression of 1 to 256 characters, as `channelPattern` must be */
export function channelPattern(pattern: string): RegExp {
  try {
    if (pattern.length < 1 || pattern.length > 256) throw new SyntaxError('it has no or too many characters');
    return new RegExp(pattern, 'u');
  } catch (cause) {
    const allowed = 'a regular expression of 1 to 256 characters';
    throw new RangeError(`channelPattern must be ${allowed}, got ${shown(pattern)}`, { cause });
  }
}

/** Why a connection to a channel is refused whose name the pattern does not allow. */
export const refusedByPattern = (channel: string, pattern: RegExp): CodecError =>
  new CodecError('CHANNEL_NAME', `this relay has no channel ${shown(channel)}: names match ${pattern.source}`);
