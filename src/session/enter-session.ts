import { CodecError } from '../core/errors.js';
import type { AbortSignalLike } from '../ports/audio.js';
import { SessionNode } from './session-node.js';
import type { SessionNodeOptions, SessionParts } from './session-options.js';

/**
 * Enters a session, and resolves when this peer is in its room.
 *
 * @param signal gives up, or leaves the session
 * @throws TypeError, RangeError naming a wrong option; CodecError SESSION_NOT_FOUND, CHANNEL_LIMIT, NOT_ALLOWED,
 *   TRANSPORT_FAILED where the relay does not let it in or cannot be reached, ABORTED
 */
export async function enterSession(
  parts: SessionParts,
  options: SessionNodeOptions,
  signal?: AbortSignalLike,
): Promise<SessionNode> {
  const node = await SessionNode.create(parts, options);
  if (signal?.aborted) throw aborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      node.close();
      reject(aborted());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    node.on('relayBack', () => resolve(node));
    node.on('ended', (error) => {
      signal?.removeEventListener('abort', onAbort);
      reject(error);
    });
    node.open();
  });
}

const aborted = (): CodecError => new CodecError('ABORTED', 'entering the session was aborted');
