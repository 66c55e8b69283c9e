import type { Clock } from '../../ports/clock.js';
import { CONTROL_LIMIT_BYTES, type ControlMessage } from '../peer-link.js';
import { requireControlMessage } from './control-message.js';

/** Messages that may wait for the peer's acknowledgement. */
const MAX_WAITING = 256;
/** Messages that may wait for one before them. */
const MAX_AHEAD = 64;
/** What was not acknowledged after this is sent again. */
const RESEND_MS = 2_000;

/** How a {@link ControlQueue} reaches the peer. */
export interface ControlQueueOptions {
  /** Times what is sent again. */
  readonly clock: Clock;
  /** A random number, 0..2^32 − 1. */
  readonly epoch: number;
  /** Sends over whatever path there is; false where there is none now. */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => boolean;
  /** Called with each message of the peer, once and in order. It must not throw. */
  readonly onMessage: (message: ControlMessage) => void;
}

interface Waiting {
  readonly number: number;
  readonly message: ControlMessage;
  readonly onArrived: (() => void) | undefined;
}

/**
 * Control messages to and from one peer, once each and in order, although the path changes under them: what the peer has
 * not acknowledged is sent again when there is another path, and after a while.
 */
export class ControlQueue {
  readonly #options: ControlQueueOptions;
  /** Tells this queue from one before it, of a peer that was given up and has come back. */
  readonly #epoch: number;
  /** Of the peer's queue; null before its first frame. */
  #peerEpoch: number | null = null;
  #sent = 0;
  #waiting: Waiting[] = [];
  /** Number of the next message of the peer. */
  #expected = 0;
  readonly #ahead = new Map<number, ControlMessage>();
  #cancelTimer: (() => void) | null = null;
  #isClosed = false;

  constructor(options: ControlQueueOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
  }

  /**
   * Queues a message; false where too many wait, or the queue is closed.
   * @param onArrived called when the peer has it
   * @throws TypeError, RangeError for what is no control message
   */
  send(message: ControlMessage, onArrived?: () => void): boolean {
    requireControlMessage(message);
    if (this.#isClosed || this.#waiting.length >= MAX_WAITING) return false;
    const waiting = { number: this.#sent++, message, onArrived };
    this.#waiting.push(waiting);
    this.#transmit(waiting);
    this.#schedule();
    return true;
  }

  /** A frame of the peer, over any path; what is none is ignored. */
  receive(frame: Uint8Array): void {
    const parsed = parseFrame(frame);
    if (!parsed || this.#isClosed) return;
    const { e: epoch, b: base, a: acknowledged, p: ofEpoch, n: number, m: message } = parsed;
    if (epoch !== this.#peerEpoch) {
      this.#peerEpoch = epoch;
      this.#expected = base;
      this.#ahead.clear();
    }
    const isArrived = (waiting: Waiting): boolean => ofEpoch === this.#epoch && waiting.number < acknowledged;
    const arrived = this.#waiting.filter(isArrived);
    this.#waiting = this.#waiting.filter((waiting) => !isArrived(waiting));
    if (this.#waiting.length === 0) this.#stopTimer();
    if (number !== undefined && message) this.#take(number, message);
    for (const { onArrived } of arrived) onArrived?.();
  }

  /** There is another path: what may have been lost on the one before is sent again. */
  pathChanged(): void {
    for (const waiting of this.#waiting) this.#transmit(waiting);
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#stopTimer();
  }

  #take(number: number, message: ControlMessage): void {
    if (number >= this.#expected && number < this.#expected + MAX_AHEAD) this.#ahead.set(number, message);
    const due: ControlMessage[] = [];
    for (let next = this.#ahead.get(this.#expected); next; next = this.#ahead.get(this.#expected)) {
      this.#ahead.delete(this.#expected++);
      due.push(next);
    }
    this.#options.send(this.#frame({}));
    for (const one of due) this.#options.onMessage(one);
  }

  #transmit({ number, message }: Waiting): void {
    this.#options.send(this.#frame({ n: number, m: message }));
  }

  #frame(more: Pick<Frame, 'n' | 'm'>): Uint8Array<ArrayBuffer> {
    const base = this.#waiting[0]?.number ?? this.#sent;
    return encodeFrame({ e: this.#epoch, b: base, p: this.#peerEpoch, a: this.#expected, ...more });
  }

  #schedule(): void {
    this.#cancelTimer ??= this.#options.clock.schedule(RESEND_MS, () => {
      this.#cancelTimer = null;
      if (this.#waiting.length === 0) return;
      this.pathChanged();
      this.#schedule();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}

interface Frame {
  /** Of the queue that sends it. */
  readonly e: number;
  /** Number of its first message that has not been acknowledged: where whoever knows none of it begins. */
  readonly b: number;
  /** Of the queue that `a` is about; null where none is known. */
  readonly p: number | null;
  /** Number of the next message that is expected: all before it have come. */
  readonly a: number;
  readonly n?: number;
  readonly m?: ControlMessage;
}

const encodeFrame = (frame: Frame): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(frame));

function parseFrame(frame: Uint8Array): Frame | null {
  if (frame.length > CONTROL_LIMIT_BYTES + 128) return null;
  try {
    const parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame)) as Frame;
    if (!isCount(parsed.e) || !isCount(parsed.b) || !isCount(parsed.a) || (parsed.p !== null && !isCount(parsed.p)))
      return null;
    if (parsed.n === undefined) return { e: parsed.e, b: parsed.b, p: parsed.p, a: parsed.a };
    requireControlMessage(parsed.m);
    return isCount(parsed.n) ? parsed : null;
  } catch {
    return null;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
