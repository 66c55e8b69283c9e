import { median } from '../../session/median.js';

/** The context's time advances by blocks that the device asks for, some 25 ms each: its front over this time is smooth. */
const FRONT_MS = 500;
/** What the browser tells of the device is looked at this often. */
const LOOK_MS = 100;
/** What it tells is believed while it has stayed within this range for this time, or in the mean of a longer one. */
const STEADY_MS = 3000;
const RANGE_MS = 5;
/** Of a stream that is not new any more, for this time: the device is another one. A stall looks like that for a while. */
const NEW_MS = 30_000;
const OTHER_MS = 8000;
const PATIENCE_MS = 20_000;
/** Before, the least median of so many looks is. */
const FIRST_LOOKS = 5;
/** A believed latency that is off by more is taken at once; less is followed by this share of up to so much a look. */
const JUMP_MS = 12;
const FOLLOW_SHARE = 0.02;
const FOLLOW_MS = 2;

interface Value {
  readonly atMs: number;
  readonly ms: number;
}

/**
 * Which moment of an audio context is heard now. The context's own time advances evenly with what the device takes, and
 * jumps where the device was interrupted; how far the loudspeaker is behind it is all but constant. What browsers tell of
 * that swings, on Linux by 200 ms in the first ten seconds of a stream and by some milliseconds every second and a half. So
 * the context's time leads, and the latency is believed only where it is steady; until then the least of what was told is.
 */
export class ContextClock {
  /** Of the context's time less this program's, newest last: none that a newer one is ahead of. */
  #front: Value[] = [];
  #told: Value[] = [];
  #latencyMs: number | undefined;
  #startMs: number | undefined;
  /** When what was told was believed last; undefined before. */
  #believedMs: number | undefined;
  #looked = Number.NEGATIVE_INFINITY;

  /** ms from the front of the context's time to the ear; undefined before anything was told. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /**
   * @param nowMs this program's time
   * @param currentMs the context's time now
   * @param toldMs the context's time that is heard now, as the browser tells it; undefined where it does not
   * @param statedMs the latency that it states otherwise
   * @returns the context's time that is heard now, in ms
   */
  heard(nowMs: number, currentMs: number, toldMs: number | undefined, statedMs = 0): number {
    const ms = currentMs - nowMs;
    while (this.#front.length > 0 && this.#front.at(-1)!.ms <= ms) this.#front.pop();
    this.#front.push({ atMs: nowMs, ms });
    while (this.#front[0]!.atMs < nowMs - FRONT_MS) this.#front.shift();
    const frontMs = this.#front[0]!.ms;
    if (nowMs - this.#looked >= LOOK_MS) {
      this.#looked = nowMs;
      const latencyMs = toldMs === undefined ? statedMs : frontMs + nowMs - toldMs;
      // What is heard before it was played is told by a browser that does not know yet.
      this.#look(nowMs, latencyMs > 0 ? latencyMs : statedMs);
    }
    return nowMs + frontMs - this.#latencyMs!;
  }

  #look(nowMs: number, latencyMs: number): void {
    this.#told.push({ atMs: nowMs, ms: latencyMs });
    while (this.#told[0]!.atMs < nowMs - PATIENCE_MS) this.#told.shift();
    // Less than the largest correction of playout's speed, whatever is told.
    if (this.#believedMs !== undefined)
      this.#latencyMs! += FOLLOW_SHARE * Math.max(-FOLLOW_MS, Math.min(FOLLOW_MS, latencyMs - this.#latencyMs!));
    this.#startMs ??= nowMs;
    const isNew = this.#believedMs === undefined || nowMs - this.#startMs < NEW_MS;
    const steadyMs = isNew ? STEADY_MS : OTHER_MS;
    const last = this.#told.filter(({ atMs }) => atMs >= nowMs - steadyMs).map(({ ms }) => ms);
    const range = Math.max(...last) - Math.min(...last);
    const spanMs = nowMs - this.#told[0]!.atMs + LOOK_MS;
    if (spanMs >= steadyMs && range <= RANGE_MS) this.#believe(nowMs, median(last));
    else if (spanMs >= PATIENCE_MS && nowMs - (this.#believedMs ?? Number.NEGATIVE_INFINITY) > PATIENCE_MS)
      this.#believe(nowMs, median(this.#told.map(({ ms }) => ms)));
    else if (this.#believedMs === undefined) {
      const firstMs = median(last.slice(-FIRST_LOOKS));
      this.#latencyMs = last.length > FIRST_LOOKS ? Math.min(this.#latencyMs ?? firstMs, firstMs) : firstMs;
    }
  }

  #believe(nowMs: number, ms: number): void {
    if (this.#believedMs === undefined || Math.abs(ms - this.#latencyMs!) > JUMP_MS) this.#latencyMs = ms;
    this.#believedMs = nowMs;
  }
}
