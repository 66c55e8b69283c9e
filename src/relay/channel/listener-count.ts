import type { SharedMessage } from '../../ports/transport.js';
import { encodeControlPacket } from '../control-packet.js';
import type { Subscriber } from '../subscribers/subscriber.js';
import { sharedMessage } from '../subscribers/thinned.js';

/** Whoever may have asked to be told how many listen to its channel. */
export type CountReader = Pick<Subscriber, 'listenersEveryMs' | 'tellListeners'>;

/** What a reader was told last, and when. */
interface Told {
  listeners: number;
  atMs: number;
}

/** Share of the listeners up to which a change is small: among thousands somebody comes or goes all the time. */
const SMALL_CHANGE = 0.01;
/** Intervals for which a small change may wait. */
const SMALL_CHANGE_INTERVALS = 5;

/**
 * Tells the readers of one channel how many listen to it, where that has changed. The message is made once for all of them,
 * and costs nothing while the number stays as it is.
 */
export class ListenerCount {
  readonly #told = new Map<CountReader, Told>();
  #listeners = 0;
  /** Whether some reader has not been told the number that it was at the last tick. */
  #isOwed = false;

  /** A reader that has asked is told at the next tick; others are not kept. */
  add(reader: CountReader): void {
    if (reader.listenersEveryMs === undefined) return;
    this.#told.set(reader, { listeners: -1, atMs: Number.NEGATIVE_INFINITY });
    this.#isOwed = true;
  }

  /** Forgets a reader; does nothing for one that was not kept. */
  remove(reader: CountReader): void {
    this.#told.delete(reader);
  }

  /** Tells the number to all who are due. */
  tick(nowMs: number, listeners: number): void {
    if (listeners === this.#listeners && !this.#isOwed) return;
    this.#listeners = listeners;
    this.#isOwed = false;
    let message: SharedMessage | null = null;
    for (const [reader, told] of this.#told) {
      if (told.listeners === listeners) continue;
      message ??= sharedMessage(encodeControlPacket({ type: 'control', body: { listeners } }));
      if (isDue(reader, told, listeners, nowMs) && tell(reader, message)) {
        told.listeners = listeners;
        told.atMs = nowMs;
      } else this.#isOwed = true;
    }
  }
}

function isDue({ listenersEveryMs = 0 }: CountReader, told: Told, listeners: number, nowMs: number): boolean {
  const isSmall = Math.abs(listeners - told.listeners) < SMALL_CHANGE * Math.max(listeners, told.listeners);
  return nowMs - told.atMs >= listenersEveryMs * (isSmall ? SMALL_CHANGE_INTERVALS : 1);
}

/** One that throws is asked again later; the channel closes it at its next message. */
function tell(reader: CountReader, message: SharedMessage): boolean {
  try {
    return reader.tellListeners?.(message) ?? true;
  } catch {
    return false;
  }
}
