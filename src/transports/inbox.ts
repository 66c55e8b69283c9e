import type { CloseEvent, ConnectionHandlers } from '../ports/transport.js';

/** Messages that wait for handlers at most; later ones are dropped, so that handlers that are never set cost little. */
const MAX_WAITING = 256;

/**
 * Stands between a transport and the handlers of the code that uses it: what arrives before they are set waits for them,
 * onClose is called once, and nothing is delivered after it.
 */
export class Inbox {
  #handlers: ConnectionHandlers | null = null;
  /** Null while none waits: ten thousand empty lists are memory too. */
  #waiting: Uint8Array[] | null = null;
  #closeEvent: CloseEvent | null = null;
  #closed = false;

  /** @throws Error when handlers were set before. */
  setHandlers(handlers: ConnectionHandlers): void {
    if (this.#handlers) throw new Error('setHandlers may be called once');
    this.#handlers = handlers;
    const waiting = this.#waiting;
    this.#waiting = null;
    for (const message of waiting ?? []) handlers.onMessage(message);
    const event = this.#closeEvent;
    this.#closeEvent = null;
    if (event) handlers.onClose?.(event);
  }

  get wantsDrain(): boolean {
    return this.#handlers?.onDrain !== undefined;
  }

  message(message: Uint8Array): void {
    if (this.#closed) return;
    if (this.#handlers) this.#handlers.onMessage(message);
    else {
      this.#waiting ??= [];
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(new Uint8Array(message));
    }
  }

  drain(): void {
    if (!this.#closed) this.#handlers?.onDrain?.();
  }

  /** Later calls do nothing. */
  close(event: CloseEvent): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#handlers) this.#handlers.onClose?.(event);
    else this.#closeEvent = event;
  }
}
