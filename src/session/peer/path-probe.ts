import { encodeProbe } from '../media/message-frame.js';
import { median } from '../median.js';

/** Round trips whose median is told. */
const ROUND_TRIPS = 9;
/** Loss is told of this time, in ms: some hundred frames, of a dozen of which nothing could be told. */
const LOSS_MS = 30_000;

interface Interval {
  readonly atMs: number;
  readonly sent: number;
  readonly received: number;
}

/** Round trips and loss between this peer and another: both tell each other in probes how much they have sent. */
export class PathProbe {
  readonly #sentAtMs = new Map<number, number>();
  readonly #roundTripsMs: number[] = [];
  readonly #intervals: Interval[] = [];
  #token = 0;
  /** Frames so far, modulo 2^32. */
  #sent = 0;
  #received = 0;
  /** What the peer's last probe has told, and what had come by then. */
  #before: { readonly sent: number; readonly received: number } | null = null;

  /** A frame goes to the peer. */
  countSent(): void {
    this.#sent++;
  }

  /** A frame has come from it. */
  countReceived(): void {
    this.#received++;
  }

  /** The next probe. */
  next(nowMs: number): Uint8Array<ArrayBuffer> {
    this.#token = (this.#token + 1) % 2 ** 32;
    this.#sentAtMs.set(this.#token, nowMs);
    if (this.#sentAtMs.size > 8) this.#sentAtMs.delete(this.#sentAtMs.keys().next().value!);
    return encodeProbe(this.#token, this.#sent);
  }

  /** The peer has answered; an answer to nothing is ignored. */
  answered(token: number, nowMs: number): void {
    const sentAtMs = this.#sentAtMs.get(token);
    if (sentAtMs === undefined) return;
    this.#sentAtMs.delete(token);
    this.#roundTripsMs.push(nowMs - sentAtMs);
    if (this.#roundTripsMs.length > ROUND_TRIPS) this.#roundTripsMs.shift();
  }

  /** A probe of the peer. @param sent as it states it */
  probed(sent: number, nowMs: number): void {
    const before = this.#before;
    this.#before = { sent, received: this.#received };
    if (!before) return;
    const due = (sent - before.sent + 2 ** 32) % 2 ** 32;
    // What is a whole number less belongs to another path, or is of a peer that has started anew.
    if (due > 10_000) return;
    this.#intervals.push({ atMs: nowMs, sent: due, received: this.#received - before.received });
    while (this.#intervals[0] && nowMs - this.#intervals[0].atMs > LOSS_MS) this.#intervals.shift();
  }

  /** The path is another one. */
  reset(): void {
    this.#roundTripsMs.length = this.#intervals.length = 0;
    this.#sentAtMs.clear();
    this.#before = null;
  }

  /** In ms; null before the first answer. */
  get roundTripMs(): number | null {
    return this.#roundTripsMs.length === 0 ? null : median(this.#roundTripsMs);
  }

  /** 0..1; null where nothing was due. */
  get lossShare(): number | null {
    const sent = this.#intervals.reduce((sum, interval) => sum + interval.sent, 0);
    const received = this.#intervals.reduce((sum, interval) => sum + interval.received, 0);
    return sent === 0 ? null : Math.min(1, Math.max(0, 1 - received / sent));
  }
}
