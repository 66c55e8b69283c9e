/** Bytes at the start of every frame that are left to the link: a byte stream writes the frame's length there. */
export const LINK_PREFIX_BYTES = 4;

/**
 * A way between a node and the hub of its bus: frames arrive complete, once and in order, until it closes. What is sent
 * is not changed any more, apart from its first {@link LINK_PREFIX_BYTES} bytes, which belong to the link.
 */
export interface BusLink {
  /** Whether so much waits to be sent that audio should be dropped rather than queued. */
  readonly isFull: boolean;
  /** Queues a frame; dropped once the link is closed. Never throws. */
  send(frame: Uint8Array): void;
  /** Called once, before anything arrives. */
  setHandlers(handlers: BusLinkHandlers): void;
  /** Ends the link; the other end sees it close. May be called twice. */
  close(): void;
}

/** What a {@link BusLink} calls; they must not throw. */
export interface BusLinkHandlers {
  /** @param frame with its prefix; may be kept */
  onFrame(frame: Uint8Array): void;
  /** `isFull` has become false. */
  onDrain(): void;
  /** Called once, by whichever end it was closed. */
  onClose(): void;
}
