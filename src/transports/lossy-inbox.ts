import type { LossyCloseEvent, LossyLinkHandlers } from '../ports/lossy-link.js';
import { Inbox } from './inbox.js';

/** {@link Inbox} for the handlers of a lossy link, whose close has no code. */
export class LossyInbox {
  readonly #inbox = new Inbox();

  /** @throws Error when handlers were set before. */
  setHandlers(handlers: LossyLinkHandlers): void {
    this.#inbox.setHandlers({
      onMessage: (message) => handlers.onMessage(message),
      onClose: ({ reason, error }) => handlers.onClose?.({ reason, ...(error && { error }) }),
    });
  }

  message(message: Uint8Array): void {
    this.#inbox.message(message);
  }

  /** Later calls do nothing. */
  close(event: LossyCloseEvent): void {
    this.#inbox.close({ code: event.error ? 1006 : 1000, ...event });
  }
}
