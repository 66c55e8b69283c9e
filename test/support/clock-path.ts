import { seededRandom } from '../../src/core/random.js';
import type { Clock } from '../../src/ports/clock.js';
import type { FakeClock } from './fake-clock.js';

/** A peer's clock over the test's: it runs fast or slow, has an origin of its own, and may be stopped. */
export class PeerClock implements Clock {
  readonly #world: FakeClock;
  readonly #rate: number;
  #originMs: number;
  /** While the peer sleeps: its clock stands, and its timers wait. */
  #stoppedMs: number | undefined;
  #waiting: (() => void)[] = [];

  constructor(world: FakeClock, originMs: number, ppm: number) {
    this.#world = world;
    this.#rate = 1 + ppm * 1e-6;
    this.#originMs = originMs;
  }

  nowMs(): number {
    return this.#stoppedMs ?? this.#originMs + this.#world.nowMs() * this.#rate;
  }

  schedule(delayMs: number, fn: () => void): () => void {
    let isCancelled = false;
    const run = (): void => {
      if (isCancelled) return;
      if (this.#stoppedMs === undefined) fn();
      else this.#waiting.push(run);
    };
    const cancel = this.#world.schedule(Math.max(0, delayMs) / this.#rate, run);
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** @param countsSleep whether the clock has counted the time afterwards */
  sleep(ms: number, countsSleep: boolean): void {
    const beganMs = this.nowMs();
    this.#stoppedMs = beganMs;
    this.#world.schedule(ms, () => {
      this.#stoppedMs = undefined;
      if (!countsSleep) this.#originMs -= ms * this.#rate;
      for (const run of this.#waiting.splice(0)) run();
    });
  }

  get isAsleep(): boolean {
    return this.#stoppedMs !== undefined;
  }
}

/** Delay of one message in ms, or undefined where it is lost. */
export type PathDelay = () => number | undefined;

/** Delays that scatter evenly around a mean, as those of many small causes. */
export function evenDelay(seed: number, meanMs: number, jitterMs: number, lossShare = 0): PathDelay {
  const random = seededRandom(seed);
  return () => {
    const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return random() < lossShare ? undefined : Math.max(0.05, meanMs + jitterMs * gauss);
  };
}

/** A least delay and a queue of random length on top of it. */
export function queuedDelay(seed: number, leastMs: number, meanQueueMs: number, lossShare = 0): PathDelay {
  const random = seededRandom(seed);
  return () => (random() < lossShare ? undefined : leastMs - meanQueueMs * Math.log(1 - random()));
}
