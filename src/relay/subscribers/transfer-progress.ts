/** Audio that may be on its way to a listener of a transfer: as much as the relay keeps for one that comes back. */
export const TRANSFER_WINDOW_MS = 10_000;
/** Interval of the pings that show how much of a transfer has arrived. */
export const TRANSFER_PING_MS = 500;
/** Audio that a listener of a transfer may hold unplayed: less than half of what its player keeps by default. */
export const MAX_UNPLAYED_MS = 240_000;

/**
 * How much of a transfer has arrived at one listener, from pings that queue behind the audio: a source that sends a
 * recording as fast as it can is held back until the listener has what it was sent. What counts as late is judged by live
 * pace and not by round trips: a listener that takes the audio as fast as it plays is never behind. Time is an argument.
 */
export class TransferProgress {
  readonly #frameMs: number;
  /** Index after the last frame that has arrived for certain. */
  #arrivedFrame: number;
  /** Index after the last frame before the outstanding ping. */
  #pingedFrame: number;
  /** A moment, and the frame that live pace has reached then; null before the first ping. */
  #start: { readonly atMs: number; readonly frame: number } | null = null;

  /** @param frame the first one that the listener is sent */
  constructor(frame: number, frameMs: number) {
    this.#frameMs = frameMs;
    this.#arrivedFrame = frame;
    this.#pingedFrame = frame;
  }

  /** A ping follows the audio. @param sentFrame index after the last frame that was sent */
  pinged(sentFrame: number, nowMs: number): void {
    this.#start ??= { atMs: nowMs, frame: this.#arrivedFrame };
    this.#pingedFrame = sentFrame;
  }

  /** The outstanding ping was answered. @param sentFrame index after the last frame that was sent */
  answered(sentFrame: number, nowMs: number): void {
    this.#arrivedFrame = this.#pingedFrame;
    // With nothing on its way, time passes for no audio.
    if (this.#arrivedFrame === sentFrame) this.#start = { atMs: nowMs, frame: sentFrame };
  }

  /** Whether there is audio of whose arrival nothing is known. @param sentFrame index after the last frame that was sent */
  isUnproven(sentFrame: number): boolean {
    return sentFrame > this.#arrivedFrame;
  }

  /** How far the listener is behind live pace, beyond what may be on its way, in ms. */
  behindMs(sentFrame: number, nowMs: number): number {
    if (!this.#start) return 0;
    const { atMs, frame } = this.#start;
    const liveFrame = frame + (nowMs - atMs) / this.#frameMs;
    // With its window full it is what the source waits for; else more may not have come.
    const dueFrame = this.isFull(sentFrame) ? liveFrame : Math.min(liveFrame, sentFrame);
    return Math.max(0, (dueFrame - this.#arrivedFrame) * this.#frameMs - TRANSFER_WINDOW_MS);
  }

  /** Whether as much is on its way as may be. */
  isFull(sentFrame: number): boolean {
    return (sentFrame - this.#arrivedFrame) * this.#frameMs >= TRANSFER_WINDOW_MS;
  }
}
