import { MAX_PLANES } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import { PacketLengthControl } from './packet-length-control.js';
import type { SubscriberState } from './subscriber.js';

/**
 * How many bit planes a subscriber is sent, by how far it lags: fewer from `thinLagMs` on, none from `skipLagMs` until
 * it has caught up. Where it allows longer messages, these are tried before planes are left out, since they cost delay
 * alone; they are shortened again after all planes are back. Steps down lengthen the messages or halve the planes; steps
 * up add one plane or shorten the messages, after a wait that doubles each time that a step up has failed. Time is an
 * argument.
 */
export class PlaneControl {
  readonly #limits: RelayLimits;
  readonly #length: PacketLengthControl;
  /** 1..8, as the subscriber asked. */
  #requestedPlanes: number;
  /** 1..8. */
  #streamPlanes = MAX_PLANES;
  /** 1..wantedPlanes. */
  #planes: number;
  #isSkipping = false;
  #lastStepMs: number;
  /** Wait before a step up: recoverAfterMs..maxRecoverAfterMs. */
  #recoverAfterMs: number;
  /** The last step was one up. */
  #hasSteppedUp = false;

  /**
   * @param requestedPlanes 1..8
   * @param length the length of the subscriber's messages, which is part of the same steps
   */
  constructor(
    requestedPlanes: number,
    limits: RelayLimits,
    nowMs: number,
    length: PacketLengthControl = new PacketLengthControl({}),
  ) {
    this.#length = length;
    this.#limits = limits;
    this.#requestedPlanes = requestedPlanes;
    this.#planes = requestedPlanes;
    this.#lastStepMs = nowMs;
    this.#recoverAfterMs = limits.recoverAfterMs;
  }

  /** Bit planes to send now, 1..{@link wantedPlanes}. */
  get planes(): number {
    return this.#planes;
  }

  /** Planes that were requested, or the stream's where it has fewer: a step down from planes that do not exist is none. */
  get wantedPlanes(): number {
    return Math.min(this.#requestedPlanes, this.#streamPlanes);
  }

  get isSkipping(): boolean {
    return this.#isSkipping;
  }

  get state(): SubscriberState {
    if (this.#isSkipping) return 'skipped';
    if (this.#planes < this.wantedPlanes) return 'thinned';
    return this.#length.isLengthened ? 'lengthened' : 'ok';
  }

  /** Planes of the stream that begins, 1..8. */
  setStreamPlanes(planes: number): void {
    const isThinned = this.#planes < this.wantedPlanes;
    this.#streamPlanes = planes;
    this.#follow(isThinned);
  }

  /** The subscriber asks for another number of planes, 1..8. */
  setRequestedPlanes(planes: number): void {
    const isThinned = this.#planes < this.wantedPlanes;
    this.#requestedPlanes = planes;
    this.#follow(isThinned);
  }

  /** Called every tick with the lag at that time. */
  update(lagMs: number, nowMs: number): void {
    const { thinLagMs, skipLagMs, thinStepMs } = this.#limits;
    if (lagMs > skipLagMs) this.#isSkipping = true;
    else if (lagMs < thinLagMs) this.#isSkipping = false;
    const sinceStepMs = nowMs - this.#lastStepMs;
    if (lagMs > thinLagMs) {
      if ((this.#planes > 1 || this.#length.canLengthen) && sinceStepMs >= thinStepMs) this.#stepDown(nowMs);
    } else if (lagMs <= thinLagMs / 2 && sinceStepMs >= this.#recoverAfterMs) {
      if (this.#planes < this.wantedPlanes) this.#planes++;
      else if (!this.#length.shorten()) return;
      this.#hasSteppedUp = true;
      this.#lastStepMs = nowMs;
    }
  }

  /** A thinned subscriber that wants other planes goes down at once, and up only when it has caught up. */
  #follow(isThinned: boolean): void {
    this.#planes = isThinned ? Math.min(this.#planes, this.wantedPlanes) : this.wantedPlanes;
  }

  #stepDown(nowMs: number): void {
    // A step down soon after a step up means that the link does not carry it: wait longer before the next attempt.
    const hasFailed = this.#hasSteppedUp && nowMs - this.#lastStepMs < 2 * this.#recoverAfterMs;
    const { recoverAfterMs, maxRecoverAfterMs } = this.#limits;
    this.#recoverAfterMs = hasFailed ? Math.min(this.#recoverAfterMs * 2, maxRecoverAfterMs) : recoverAfterMs;
    this.#hasSteppedUp = false;
    if (!this.#length.lengthen()) this.#planes = Math.ceil(this.#planes / 2);
    this.#lastStepMs = nowMs;
  }
}
