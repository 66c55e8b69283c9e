import { CodecError } from '../../core/errors.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { AuthorizationRequest, Authorizer, Grant } from '../../ports/authorizer.js';

/** How an {@link Authorizer} has answered; exactly one of the two is called, once. */
export interface AdmissionHandlers {
  onGrant(grant: Grant): void;
  /** @param cause what the authorizer threw; not for the peer */
  onRefused(cause: unknown): void;
}

/** One connection's wait for its grant: asks, and keeps what the peer sends meanwhile. */
export class Admission {
  readonly #maxMessages: number;
  /** Null while none waits. */
  #messages: Uint8Array[] | null = null;

  /** @param maxMessages messages that are kept at most */
  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  /** Asks; an authorizer that answers at once is heeded before this returns. Handlers must not throw. */
  ask(authorizer: Authorizer, request: AuthorizationRequest, handlers: AdmissionHandlers): void {
    let answer: Grant | PromiseLike<Grant>;
    try {
      answer = authorizer.authorize(request);
    } catch (cause) {
      handlers.onRefused(cause);
      return;
    }
    if (typeof (answer as PromiseLike<Grant> | null)?.then !== 'function') handlers.onGrant(answer as Grant);
    else
      Promise.resolve(answer).then(
        (grant) => handlers.onGrant(grant),
        (cause: unknown) => handlers.onRefused(cause),
      );
  }

  /**
   * Keeps a copy of a message that comes before the answer.
   * @throws CodecError CHANNEL_LIMIT when too many wait, PACKET_TOO_LARGE for one that no peer may send
   */
  hold(message: Uint8Array): void {
    if (message.length > MAX_PACKET_BYTES)
      throw new CodecError(
        'PACKET_TOO_LARGE',
        `packet length must be at most ${MAX_PACKET_BYTES} bytes, got ${message.length}`,
      );
    this.#messages ??= [];
    if (this.#messages.length >= this.#maxMessages)
      throw new CodecError('CHANNEL_LIMIT', `at most ${this.#maxMessages} messages may wait for the grant`);
    this.#messages.push(new Uint8Array(message));
  }

  /** What has waited, oldest first; nothing is kept from then on. */
  release(): Uint8Array[] {
    const messages = this.#messages ?? [];
    this.#messages = null;
    return messages;
  }
}
