import { requireWebSocketUrl } from '../../../websocket-url.js';
import { HttpError } from '../../http-error.js';

/** @throws HttpError 400 for what is no address of a channel */
export function requireMoveUrl(to: string): void {
  try {
    requireWebSocketUrl(to);
  } catch (error) {
    throw new HttpError(400, {
      error: (error as Error).message.replace(/^url /, 'to '),
      field: 'to',
      value: to.slice(0, 80),
    });
  }
}
