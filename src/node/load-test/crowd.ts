import { Deferred } from '../../core/deferred.js';
import { seededRandom } from '../../core/random.js';
import { CrowdTally, type CrowdTallyData, type KindTally, totalOf } from './crowd-tally.js';
import type { KnownStream } from './known-stream.js';
import { type ListenerHost, LoadListener } from './load-listener.js';
import { type CrowdPlan, monotonicMs } from './plan.js';
import { type ProcessUsage, UsageMeter } from './usage-meter.js';

const READ_BYTES = 65_536;
/** Joins that are begun before other events get their turn. */
const JOIN_BATCH = 50;
const RETRY = { minMs: 100, maxMs: 5000 };
const DRAIN_POLL_MS = 20;

/** How far a crowd has come. */
export interface CrowdProgress {
  readonly listeners: number;
  readonly present: number;
  readonly refused: number;
  readonly evicted: number;
  readonly lost: number;
  readonly gapFrames: number;
  readonly messages: number;
}

/** What a crowd has seen, and what its process has used while it measured. Plain data. */
export interface CrowdReport {
  readonly tally: CrowdTallyData;
  readonly process: ProcessUsage;
}

/** The listeners of one process: joins them by their schedule, and keeps slow and leaving ones at what they do. */
export class Crowd {
  readonly #plan: CrowdPlan;
  readonly #tally = new CrowdTally();
  readonly #listeners: LoadListener[];
  readonly #host: ListenerHost;
  readonly #random: () => number;
  readonly #settled = new Deferred();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #usage = new UsageMeter();
  #startMs = 0;
  #attempted = 0;
  #settledListeners = 0;
  #trickle: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(plan: CrowdPlan) {
    this.#plan = plan;
    this.#random = seededRandom(plan.seed);
    this.#host = {
      plan,
      tally: this.#tally,
      streams: plan.channels.map(
        (schedule): KnownStream => ({
          schedule,
          hello: null,
          epoch: 0,
          planes: 1,
          bytesPerFramePlane: 1,
          playedEveryMs: null,
        }),
      ),
      buffer: Buffer.allocUnsafe(READ_BYTES),
      window: { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY },
      onSettled: () => {
        this.#settledListeners++;
        this.#checkSettled();
      },
      onDown: (listener, retryAfterMs) => this.#onDown(listener, retryAfterMs),
    };
    this.#listeners = plan.seats.map((seat) => new LoadListener(seat, this.#host));
  }

  /**
   * Begins the joins. Resolves when each listener was taken or refused once.
   * @param startMs when the first one is due, on the clock of {@link monotonicMs}
   */
  start(startMs: number): Promise<void> {
    this.#startMs = startMs;
    this.#checkSettled();
    this.#joinDue();
    const slow = this.#listeners.filter(({ seat }) => seat.kind === 'trickle');
    if (slow.length > 0)
      this.#trickle = setInterval(() => {
        for (const listener of slow) listener.readByte();
      }, this.#plan.trickleMs);
    return this.#settled.promise;
  }

  /** Lag is recorded of packets that are due from `fromMs` to `toMs`; CPU time counts from now. */
  measure(fromMs: number, toMs: number): void {
    Object.assign(this.#host.window, { fromMs, toMs });
    this.#usage.start();
  }

  progress(): CrowdProgress {
    const kinds = Object.values(this.#tally.kinds);
    const sum = (value: (kind: KindTally) => number): number => kinds.reduce((total, kind) => total + value(kind), 0);
    const { healthy } = this.#tally.kinds;
    return {
      listeners: this.#listeners.length,
      present: sum(({ present }) => present),
      refused: sum(({ refused }) => totalOf(refused)),
      evicted: totalOf(healthy.evicted),
      lost: totalOf(healthy.lost),
      gapFrames: healthy.gapFrames,
      messages: sum(({ messages }) => messages),
    };
  }

  /** The measured time is over: CPU time counts up to now. */
  stopMeasuring(): void {
    this.#usage.stop();
  }

  /**
   * Waits for what is still under way and ends all connections.
   * @param lastFrames index after the last frame sent, of each channel; null where another source publishes
   * @param drainMs longest wait
   */
  async finish(lastFrames: readonly (number | null)[], drainMs: number): Promise<CrowdReport> {
    this.#usage.stop();
    const undelivered = (listener: LoadListener): number => {
      const lastFrame = lastFrames[listener.seat.channel];
      return lastFrame === null || lastFrame === undefined ? 0 : listener.undelivered(lastFrame);
    };
    const waiting = this.#listeners.filter(
      (listener) => listener.seat.kind === 'healthy' && (listener.isTaken || this.#plan.reconnect),
    );
    const deadlineMs = monotonicMs() + drainMs;
    while (waiting.some((listener) => undelivered(listener) > 0) && monotonicMs() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    // Only what the relay still serves: one that it has closed is counted as that.
    for (const listener of waiting)
      if (listener.isTaken || this.#plan.reconnect)
        this.#tally.kinds.healthy.undeliveredFrames += undelivered(listener);
    const report = { tally: this.#tally.data(), process: this.#usage.usage() };
    this.#end();
    return report;
  }

  #end(): void {
    this.#isOver = true;
    clearInterval(this.#trickle);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const listener of this.#listeners) listener.leave(listener.seat.kind !== 'stalled');
    this.#settled.resolve();
    this.#usage.close();
  }

  #joinDue(): void {
    const { seats } = this.#plan;
    const startMs = this.#startMs;
    if (this.#isOver) return;
    const nowMs = monotonicMs();
    let begun = 0;
    while (this.#attempted < seats.length && begun < JOIN_BATCH) {
      const dueMs = startMs + seats[this.#attempted]!.joinMs;
      if (dueMs > nowMs) break;
      this.#join(this.#listeners[this.#attempted++]!, dueMs);
      begun++;
    }
    if (this.#attempted === seats.length) return;
    if (begun === JOIN_BATCH) setImmediate(() => this.#joinDue());
    else this.#after(startMs + seats[this.#attempted]!.joinMs - nowMs, () => this.#joinDue());
  }

  #join(listener: LoadListener, dueMs: number): void {
    listener.connect(dueMs);
    if (listener.seat.kind === 'churn') this.#churn(listener, dueMs + this.#plan.churnMs);
  }

  /** Leaves and joins at times that do not depend on the relay; one that has not joined by then is waited for. */
  #churn(listener: LoadListener, dueMs: number): void {
    this.#after(dueMs - monotonicMs(), () => {
      if (!listener.isConnected || listener.isTaken) {
        // Half of them go without a close frame.
        listener.leaveForNow(this.#random() < 0.5);
        listener.connect(dueMs);
      }
      this.#churn(listener, dueMs + this.#plan.churnMs);
    });
  }

  #onDown(listener: LoadListener, retryAfterMs: number | undefined): void {
    if (this.#isOver || !this.#plan.reconnect || listener.seat.kind !== 'healthy') return;
    // At once after a loss: many that come back together are what is tested.
    const { attempts } = listener;
    const backoffMs = attempts === 0 ? 0 : Math.min(RETRY.maxMs, RETRY.minMs * 2 ** (attempts - 1));
    const waitMs = retryAfterMs ?? backoffMs * (0.5 + 0.5 * this.#random());
    this.#after(waitMs, () => listener.connect(monotonicMs()));
  }

  #checkSettled(): void {
    if (this.#settledListeners === this.#listeners.length) this.#settled.resolve();
  }

  #after(delayMs: number, act: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        act();
      },
      Math.max(0, delayMs),
    );
    this.#timers.add(timer);
  }
}
