import { isPlainObject } from '../../core/plain-object.js';
import { shown } from '../../core/shown.js';
import { CONTROL_LIMIT_BYTES } from '../peer-link.js';

/** @throws TypeError, RangeError naming what is wrong with a control message */
export function requireControlMessage(message: unknown): void {
  const type = isPlainObject(message) ? message.type : undefined;
  if (typeof type !== 'string' || type.length < 1 || type.length > 32)
    throw new TypeError(`a control message must be an object with a type of 1 to 32 characters, got ${shown(message)}`);
  const bytes = new TextEncoder().encode(JSON.stringify(message)).length;
  if (bytes > CONTROL_LIMIT_BYTES)
    throw new RangeError(`a control message must have at most ${CONTROL_LIMIT_BYTES} bytes as JSON, got ${bytes}`);
}
