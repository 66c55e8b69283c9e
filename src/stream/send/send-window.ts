/**
 * How much of a transfer may be on its way to the relay without its having shown that it has it: as much as can be sent
 * again after a lost connection. So the end of a stream follows soon after its last frame, and nothing is lost between.
 */
export class SendWindow {
  readonly #frames: number;
  /** Index after the last frame that was sent, that was followed by a ping, and that the relay has for certain. */
  #sent = 0;
  #pinged = 0;
  #proven = 0;

  /** @param frames at least 2 */
  constructor(frames: number) {
    this.#frames = frames;
  }

  /** Whether nothing more may be sent before the relay has answered. */
  get isFull(): boolean {
    return this.#sent - this.#proven >= this.#frames;
  }

  /** Whether half of the window has been sent since the last ping. */
  get isPingDue(): boolean {
    return this.#sent - this.#pinged >= this.#frames / 2;
  }

  /** A message has been sent. @param endFrame index after its last frame */
  sent(endFrame: number): void {
    this.#sent = endFrame;
  }

  /** A ping was sent behind it. */
  pinged(): void {
    this.#pinged = this.#sent;
  }

  /** The ping was answered. */
  answered(): void {
    this.#proven = this.#pinged;
  }

  /** A connection stands. @param frame the first one that the relay does not have */
  restart(frame: number): void {
    this.#sent = this.#pinged = this.#proven = frame;
  }
}
