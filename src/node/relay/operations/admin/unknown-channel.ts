import { HttpError } from '../../http-error.js';

/** The relay has no channel of this name. @throws HttpError 404 */
export function unknownChannel(channel: string): never {
  throw new HttpError(404, { error: `there is no channel ${channel.slice(0, 80)}`, field: 'channel', value: channel });
}
