import { requireInteger, requireNumber } from '../errors.js';
import { requireBlock } from '../latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { DelayEstimator } from './delay-estimator.js';
import { FrameStore } from './frame-store.js';
import { JITTER_DEFAULTS, type JitterBufferOptions, type JitterStats, LostRanges, type Pull } from './jitter-types.js';

/**
 * Puts the blocks of one stream back in order and says when each frame is to be played, or that it is lost.
 *
 * Sans-I/O: time is an argument, nothing is scheduled. Every frame index from the first one on is handed out exactly
 * once, in order, as `frames` or as `lost`. Two policies: *paced* gives every frame a time of playout, some delay after
 * the fastest packet would have brought it; *eager* hands out whatever is contiguous and gives a gap up once later
 * blocks have waited long enough. Frames are kept for at most `maxDelayMs` of audio; beyond that the oldest are dropped
 * and reported as `lost` with `skipped`.
 */
export class JitterBuffer {
  readonly #options: Required<JitterBufferOptions>;
  readonly #capacity: number;
  readonly #store: FrameStore;
  readonly #delay: DelayEstimator;
  readonly #lost = new LostRanges();
  /** Next frame to be handed out; undefined before the first push. */
  #next: number | undefined;
  /** Whether `#next` may no longer move back to an earlier first block. */
  #isSettled = false;
  /** End of the newest frame seen. */
  #highEnd = 0;
  /** Frames before this one were dropped and are yet to be reported. */
  #skipTo = 0;
  #endFrame: number | undefined;
  #endedMs = 0;
  /** Frame f is due at `#baseMs + f · frameMs`; undefined before the first push and in eager mode. */
  #baseMs: number | undefined;
  /** How long playout has been standing still for want of data, in the present underrun. */
  #heldMs = 0;
  #isStarved = false;
  /** The silence that goes on behind its last known frame. */
  #open: SilentBlock | undefined;
  #lastBlockMs = 0;
  #pushes = 0;
  readonly #counts = { played: 0, silent: 0, lost: 0, skipped: 0, late: 0, duplicate: 0, upgraded: 0, underruns: 0 };

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: JitterBufferOptions) {
    const { frameMs, targetDelayMs, maxDelayMs } = options;
    requireNumber('frameMs', frameMs, 0.001, 60_000);
    requireInteger('bytesPerFramePlane', options.bytesPerFramePlane, 1, 128);
    requireNumber('maxDelayMs', maxDelayMs, frameMs, JITTER_DEFAULTS.maxDelayLimitMs);
    requireNumber('targetDelayMs', targetDelayMs, 0, maxDelayMs);
    const full = {
      mode: JITTER_DEFAULTS.mode,
      minDelayMs: targetDelayMs,
      reorderMs: JITTER_DEFAULTS.reorderMs,
      reorderBlocks: JITTER_DEFAULTS.reorderBlocks,
      quantile: JITTER_DEFAULTS.quantile,
      shrinkRate: JITTER_DEFAULTS.shrinkRate,
      ...options,
    };
    requireNumber('minDelayMs', full.minDelayMs, 0, maxDelayMs);
    requireNumber('reorderMs', full.reorderMs, 0, JITTER_DEFAULTS.maxDelayLimitMs);
    requireInteger('reorderBlocks', full.reorderBlocks, 0, 1024);
    requireNumber('quantile', full.quantile, 0.5, 1);
    requireNumber('shrinkRate', full.shrinkRate, 0, 0.1);
    this.#options = full;
    this.#capacity = requireInteger('maxDelayMs / frameMs', Math.ceil(maxDelayMs / frameMs - 1e-9), 1, 2 ** 20);
    this.#store = new FrameStore(options.bytesPerFramePlane);
    this.#delay = new DelayEstimator(full);
  }

  /** The next frame that will be handed out or reported lost; undefined before the first block. */
  get nextFrame(): number | undefined {
    return this.#next;
  }

  /** Whether `end` was called and every frame before it has been handed out or reported. */
  get isEnded(): boolean {
    return this.#endFrame !== undefined && (this.#next ?? 0) >= this.#endFrame;
  }

  get stats(): JitterStats {
    const queuedFrames = this.#store.size;
    return {
      ...this.#counts,
      queuedFrames,
      queuedMs: queuedFrames * this.#options.frameMs,
      targetMs: this.#delay.targetMs,
      delayMs: this.#baseMs === undefined ? 0 : this.#delayMs(),
      jitterMs: this.#delay.jitterMs,
    };
  }

  /**
   * Takes a block; its payload is copied.
   *
   * @returns `late` when all of it was given up before, `duplicate` when all of it is or was here with as many planes,
   *   `overflow` when older frames had to go for it (it is queued all the same), else `queued`
   * @throws RangeError when the block's payload has not the length that its fields state
   */
  push(block: FrameBlock, nowMs: number): 'queued' | 'duplicate' | 'late' | 'overflow' {
    requireBlock(block, this.#options.bytesPerFramePlane);
    requireTime(nowMs);
    if (this.#options.mode === 'paced' && this.#baseMs === undefined && this.#store.isSilent) this.#beginAt(block);
    const end = this.#begin(block);
    if (end <= this.#floor) return this.#pushPast(block, nowMs);

    const overflow = this.#makeRoom(end);
    const { added, upgraded } = this.#store.put(block, this.#floor, nowMs, ++this.#pushes);
    this.#counts.upgraded += upgraded;
    if (added + upgraded === 0) {
      this.#counts.duplicate += block.frames;
      return 'duplicate';
    }
    this.#highEnd = Math.max(this.#highEnd, end);
    if (end > this.#openEnd) this.#open = undefined;
    if (this.#options.mode === 'paced') {
      this.#lastBlockMs = block.frames * this.#options.frameMs;
      this.#delay.observe(block.firstFrame * this.#options.frameMs, nowMs);
      this.#baseMs ??=
        nowMs + Math.min(this.#delay.targetMs, this.#maxDelayMs()) - block.firstFrame * this.#options.frameMs;
    }
    return overflow > 0 ? 'overflow' : 'queued';
  }

  /**
   * Takes frames that the source left out because they are silent. Paced playout does not wait for what follows a
   * silence that goes on: it hands silent frames out in their time until a block says otherwise.
   *
   * @throws RangeError when a field is outside its range
   */
  pushSilence(block: SilentBlock, nowMs: number): 'queued' | 'duplicate' {
    requireInteger('firstFrame', block.firstFrame, 0, Number.MAX_SAFE_INTEGER - 2 ** 20);
    requireInteger('frames', block.frames, 1, 2 ** 20);
    requireTime(nowMs);
    const end = this.#begin(block);
    if (end >= this.#highEnd) this.#open = block.continues ? block : undefined;
    if (end <= this.#floor) return 'duplicate';
    this.#makeRoom(end);
    const added = this.#store.putSilence(block, this.#floor, nowMs, ++this.#pushes);
    this.#highEnd = Math.max(this.#highEnd, end);
    return added > 0 ? 'queued' : 'duplicate';
  }

  /**
   * Asks for what comes next.
   *
   * @param frames most frames wanted at once; by default those that are due (paced) or contiguous (eager)
   * @returns frames, their loss, or how long to wait unless a block is pushed before
   */
  pull(nowMs: number, frames?: number): Pull {
    requireTime(nowMs);
    if (frames !== undefined) requireInteger('frames', frames, 1, Number.MAX_SAFE_INTEGER);
    if (this.isEnded) return this.#wait(nowMs, 'ended');
    if (this.#next === undefined) return this.#wait(nowMs, 'empty');
    if (this.#skipTo > this.#next) return this.#reportLost(this.#skipTo - this.#next, true);
    return this.#options.mode === 'paced' ? this.#pullPaced(nowMs, frames) : this.#pullEager(nowMs, frames);
  }

  /** The source has said that no frame at or after `totalFrames` will come. */
  end(totalFrames: number, nowMs: number): void {
    requireInteger('totalFrames', totalFrames, 0, Number.MAX_SAFE_INTEGER);
    requireTime(nowMs);
    // A total that lies further ahead than could ever be queued is not worth waiting or filling for.
    const isNear = totalFrames - this.#highEnd <= this.#capacity;
    this.#open = undefined;
    this.#endFrame = this.#next === undefined ? 0 : isNear ? Math.max(totalFrames, this.#highEnd) : this.#highEnd;
    this.#endedMs = nowMs;
  }

  /** Forgets the stream, for a new epoch; counters and the target delay stay. */
  reset(firstFrame?: number): void {
    if (firstFrame !== undefined) requireInteger('firstFrame', firstFrame, 0, Number.MAX_SAFE_INTEGER);
    this.#store.clear();
    this.#lost.clear();
    this.#delay.restart();
    this.#next = firstFrame;
    this.#isSettled = firstFrame !== undefined;
    this.#highEnd = firstFrame ?? 0;
    this.#skipTo = 0;
    this.#endFrame = undefined;
    this.#baseMs = undefined;
    this.#heldMs = 0;
    this.#isStarved = false;
    this.#open = undefined;
  }

  /** Where a stream begins, as far as its first blocks tell; returns the end of this one. */
  #begin(block: { readonly firstFrame: number; readonly frames: number }): number {
    if (this.#next === undefined) {
      this.#next = block.firstFrame;
      this.#highEnd = Math.max(this.#highEnd, block.firstFrame);
    } else if (!this.#isSettled && block.firstFrame < this.#next)
      this.#next = Math.min(this.#next, Math.max(block.firstFrame, this.#highEnd - this.#capacity));
    return block.firstFrame + block.frames;
  }

  /** Paced playout has no clock before the first audio: the silence before it is not worth playing. */
  #beginAt(block: FrameBlock): void {
    if (this.#next === undefined || block.firstFrame < this.#next) return;
    this.#store.clear();
    this.#next = block.firstFrame;
    this.#highEnd = Math.max(this.#highEnd, block.firstFrame);
    this.#open = undefined;
  }

  /** Drops the oldest where frames up to `end` would not fit; returns how many. */
  #makeRoom(end: number): number {
    const overflow = Math.max(this.#highEnd, end) - this.#capacity - this.#floor;
    if (overflow > 0) this.#skip(this.#floor + overflow);
    return overflow;
  }

  get #openEnd(): number {
    return this.#open ? this.#open.firstFrame + this.#open.frames : -1;
  }

  #pullEager(nowMs: number, frames?: number): Pull {
    const taken = this.#take(frames ?? Number.POSITIVE_INFINITY);
    if (taken) return taken;
    const { reorderMs, reorderBlocks } = this.#options;
    const waiting = this.#store.waiting();
    const gapEnd = waiting?.firstFrame ?? this.#endFrame;
    if (gapEnd === undefined) return this.#wait(nowMs, 'empty');
    const givenUpMs = (waiting?.sinceMs ?? this.#endedMs) + reorderMs;
    if (nowMs >= givenUpMs || (waiting && waiting.pushes > reorderBlocks))
      return this.#reportLost(Math.min(gapEnd - this.#next!, frames ?? Number.POSITIVE_INFINITY), false);
    return { kind: 'wait', untilMs: givenUpMs, reason: 'early' };
  }

  #pullPaced(nowMs: number, frames?: number): Pull {
    if (this.#baseMs === undefined) return this.#wait(nowMs, 'empty');
    const { frameMs } = this.#options;
    if (!this.#isStarved) this.#baseMs += Math.min(this.#delay.drift(nowMs, this.#delayMs()), this.#roomMs());
    let lateMs = nowMs - (this.#baseMs + this.#next! * frameMs);
    // Playout has stood still since the last pull as well.
    if (this.#isStarved) lateMs -= this.#hold(lateMs);
    // A caller that comes exactly when it was told to must not be sent away by a rounding error.
    if (lateMs < -1e-6) return { kind: 'wait', untilMs: nowMs - lateMs, reason: 'early' };
    const dueFrames = Math.floor(Math.max(0, lateMs) / frameMs) + 1;

    const taken = this.#take(frames ?? dueFrames);
    if (taken) {
      // What playout stood still for, it will need again.
      if (this.#heldMs > 0) this.#delay.widen(this.#delayMs());
      this.#heldMs = 0;
      this.#isStarved = false;
      return taken;
    }
    const gapEnd = this.#store.waiting()?.firstFrame ?? this.#endFrame;
    if (gapEnd === undefined && this.#open && this.#next! >= this.#openEnd)
      return this.#extendSilence(Math.min(dueFrames, frames ?? dueFrames));
    if (gapEnd === undefined) {
      if (!this.#isStarved) {
        this.#counts.underruns++;
        lateMs -= this.#hold(lateMs);
      }
      this.#isStarved = true;
      if (lateMs < frameMs && this.#roomMs() > 0) return this.#wait(nowMs, 'underrun');
      return this.#reportLost(Math.min(dueFrames, frames ?? dueFrames), false);
    }
    const gap = gapEnd - this.#next!;
    const elapsedFrames = Math.min(gap, Math.floor(this.#heldMs / frameMs + 1e-9));
    if (elapsedFrames > 0) {
      // The time of these frames went by while playout stood still: filling it again would only add delay.
      this.#baseMs -= elapsedFrames * frameMs;
      this.#heldMs -= elapsedFrames * frameMs;
      return this.#reportLost(elapsedFrames, true);
    }
    return this.#reportLost(Math.min(gap, dueFrames, frames ?? dueFrames), false);
  }

  /** Playout stands still for `ms`, as far as the longest delay allows; returns for how long. */
  #hold(ms: number): number {
    const heldMs = Math.max(0, Math.min(ms, this.#roomMs()));
    this.#baseMs! += heldMs;
    this.#heldMs += heldMs;
    return heldMs;
  }

  /** A block all of which lies before what will be handed out next. */
  #pushPast(block: FrameBlock, nowMs: number): 'duplicate' | 'late' {
    const late = this.#lost.overlap(block.firstFrame, block.firstFrame + block.frames);
    this.#counts.late += late;
    this.#counts.duplicate += block.frames - late;
    if (late === 0) return 'duplicate';
    if (this.#baseMs !== undefined) {
      const { frameMs } = this.#options;
      this.#delay.observe(block.firstFrame * frameMs, nowMs);
      // Widens at once by what was lacking, but by no more than one block: a stray packet must not cost seconds.
      const lackedMs = nowMs - (this.#baseMs + block.firstFrame * frameMs);
      this.#baseMs += Math.max(0, Math.min(lackedMs, block.frames * frameMs, this.#roomMs()));
      this.#delay.widen(this.#delayMs());
    }
    return 'late';
  }

  #skip(to: number): void {
    // Playout goes on at the time that it would have had: the delay shrinks by what is dropped.
    if (this.#baseMs !== undefined) this.#baseMs -= (to - this.#floor) * this.#options.frameMs;
    this.#store.dropBefore(to);
    this.#skipTo = to;
  }

  #take(most: number): Pull | undefined {
    const block = this.#store.take(this.#next!, most);
    if (!block) return undefined;
    this.#next! += block.frames;
    this.#isSettled = true;
    this.#counts['noise' in block ? 'silent' : 'played'] += block.frames;
    return 'noise' in block ? { kind: 'silent', block } : { kind: 'frames', block };
  }

  /** Frames whose time has come in an open silence. Audio that comes for them after all is late. */
  #extendSilence(frames: number): Pull {
    const firstFrame = this.#next!;
    this.#next = firstFrame + frames;
    this.#lost.add(firstFrame, this.#next);
    this.#counts.silent += frames;
    return { kind: 'silent', block: { firstFrame, frames, noise: this.#open!.noise, continues: true } };
  }

  #reportLost(frames: number, skipped: boolean): Pull {
    const firstFrame = this.#next!;
    this.#next = firstFrame + frames;
    this.#isSettled = true;
    this.#lost.add(firstFrame, this.#next);
    this.#counts.lost += frames;
    if (skipped) this.#counts.skipped += frames;
    return { kind: 'lost', firstFrame, frames, ...(skipped && { skipped: true as const }) };
  }

  #wait(nowMs: number, reason: 'empty' | 'underrun' | 'ended'): Pull {
    return { kind: 'wait', untilMs: nowMs + Math.max(10, this.#options.frameMs), reason };
  }

  /** Frames before this one will not be handed out any more. */
  get #floor(): number {
    return Math.max(this.#next ?? 0, this.#skipTo);
  }

  #delayMs(): number {
    return this.#baseMs! - (this.#delay.baselineMs ?? this.#baseMs!);
  }

  /** A longer delay would overflow as soon as the next block comes. */
  #maxDelayMs(): number {
    return Math.max(0, this.#options.maxDelayMs - this.#lastBlockMs - this.#options.frameMs);
  }

  #roomMs(): number {
    return Math.max(0, this.#maxDelayMs() - this.#delayMs());
  }
}

function requireTime(nowMs: number): void {
  if (!Number.isFinite(nowMs)) throw new RangeError(`nowMs must be a finite number, got ${nowMs}`);
}
