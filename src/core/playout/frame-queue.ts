import { requireInteger } from '../errors.js';
import { requireBlock } from '../latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { FrameStore } from './frame-store.js';
import { LostRanges } from './lost-ranges.js';
import type { QueueView } from './playout-schedule.js';
import type { QueueCounts, QueueItem } from './queue-item.js';

/**
 * Keeps the frames of one stream in order: held frames, copies with more planes, silence, and losses. Every frame index
 * from the first one on is handed out exactly once, as frames, as silence or as lost; a schedule decides when. At most
 * `capacityFrames` of the stream are held: older ones are dropped and reported as `skipped`.
 */
export class FrameQueue implements QueueView {
  readonly #bytesPerFramePlane: number;
  /** Frames, 1..2^20. */
  readonly #capacity: number;
  readonly #store: FrameStore;
  readonly #lost = new LostRanges();
  /** Frame that is handed out next, 0..2^53; undefined before the first push. */
  #next: number | undefined;
  /** Whether `#next` may no longer move back to an earlier first block. */
  #isSettled = false;
  /** One after the newest frame seen. */
  #highEnd = 0;
  /** Frames before this one were dropped and are yet to be reported. */
  #skipTo = 0;
  #end: { readonly frame: number; readonly atMs: number } | undefined;
  /** The silence that continues behind its last known frame. */
  #openSilence: SilentBlock | undefined;
  /** Pushes so far. */
  #pushes = 0;
  readonly #counts = { played: 0, silent: 0, lost: 0, skipped: 0, late: 0, duplicate: 0, upgraded: 0 };

  constructor(bytesPerFramePlane: number, capacityFrames: number) {
    this.#bytesPerFramePlane = bytesPerFramePlane;
    this.#capacity = capacityFrames;
    this.#store = new FrameStore(bytesPerFramePlane);
  }

  /** Frames that are held. */
  get size(): number {
    return this.#store.size;
  }

  get counts(): QueueCounts {
    return { ...this.#counts };
  }

  /** Whether a block has been pushed, or a reset named the first frame of the stream. */
  get hasBegun(): boolean {
    return this.#next !== undefined;
  }

  get nextFrame(): number {
    return this.#next ?? 0;
  }

  get hasNext(): boolean {
    return this.#store.has(this.nextFrame);
  }

  get isSilenceOpen(): boolean {
    return this.#openSilence !== undefined && this.nextFrame >= this.#openSilenceEnd;
  }

  get end(): { readonly frame: number; readonly atMs: number } | undefined {
    return this.#end;
  }

  /** Whether every frame before the stream's end has been handed out or reported. */
  get isEnded(): boolean {
    return this.#end !== undefined && this.nextFrame >= this.#end.frame;
  }

  waiting(): { firstFrame: number; sinceMs: number; pushes: number } | undefined {
    return this.#store.waiting();
  }

  /**
   * Takes a block that arrived at `nowMs`; its payload is copied.
   *
   * @returns `late` when all of it was reported lost before, `duplicate` when all of it is or was queued with as many
   *   planes, `overflow` when older frames had to be dropped for it (it is queued all the same), else `queued`
   * @throws RangeError when the block's payload has not the length that its fields state
   */
  push(block: FrameBlock, nowMs: number): 'queued' | 'duplicate' | 'late' | 'overflow' {
    requireBlock(block, this.#bytesPerFramePlane);
    const end = this.#begin(block);
    if (end <= this.#floor) {
      const late = this.#lost.overlap(block.firstFrame, end);
      this.#counts.late += late;
      this.#counts.duplicate += block.frames - late;
      return late > 0 ? 'late' : 'duplicate';
    }
    const overflow = this.#makeRoom(end);
    const { added, upgraded } = this.#store.put(block, this.#floor, nowMs, ++this.#pushes);
    this.#counts.upgraded += upgraded;
    if (added + upgraded === 0) {
      this.#counts.duplicate += block.frames;
      return 'duplicate';
    }
    this.#highEnd = Math.max(this.#highEnd, end);
    if (end > this.#openSilenceEnd) this.#openSilence = undefined;
    return overflow > 0 ? 'overflow' : 'queued';
  }

  /**
   * Takes frames that the source left out because they are silent.
   * @throws RangeError when a field is outside its range
   */
  pushSilence(block: SilentBlock, nowMs: number): 'queued' | 'duplicate' {
    requireInteger('firstFrame', block.firstFrame, 0, Number.MAX_SAFE_INTEGER - 2 ** 20);
    requireInteger('frames', block.frames, 1, 2 ** 20);
    const end = this.#begin(block);
    if (end >= this.#highEnd) this.#openSilence = block.continues ? block : undefined;
    if (end <= this.#floor) return 'duplicate';
    this.#makeRoom(end);
    const added = this.#store.putSilence(block, this.#floor, nowMs, ++this.#pushes);
    this.#highEnd = Math.max(this.#highEnd, end);
    return added > 0 ? 'queued' : 'duplicate';
  }

  /** Takes out up to `maxFrames` held frames from the next one on; undefined where that is not held. */
  take(maxFrames: number): QueueItem | undefined {
    const block = this.#store.take(this.nextFrame, maxFrames);
    if (!block) return undefined;
    this.#next = this.nextFrame + block.frames;
    this.#isSettled = true;
    this.#counts['noise' in block ? 'silent' : 'played'] += block.frames;
    return 'noise' in block ? { kind: 'silent', block } : { kind: 'frames', block };
  }

  /** Hands out `frames` of a silence that continues. Audio that arrives for them after all is late. */
  extendSilence(frames: number): QueueItem {
    const { noise } = this.#openSilence!;
    this.#counts.silent += frames;
    return { kind: 'silent', block: { firstFrame: this.#giveUp(frames), frames, noise, continues: true } };
  }

  /** Reports the next `frames` as lost. @param skipped no audio takes their place */
  reportLost(frames: number, skipped: boolean): QueueItem {
    this.#isSettled = true;
    this.#counts.lost += frames;
    if (skipped) this.#counts.skipped += frames;
    return { kind: 'lost', firstFrame: this.#giveUp(frames), frames, ...(skipped && { skipped: true as const }) };
  }

  /** Frames that were dropped because more arrived than may be held, reported once; undefined where there are none. */
  takeDropped(): QueueItem | undefined {
    return this.#skipTo > this.nextFrame ? this.reportLost(this.#skipTo - this.nextFrame, true) : undefined;
  }

  /** No frame at or after `totalFrames` will come. */
  endAt(totalFrames: number, nowMs: number): void {
    requireInteger('totalFrames', totalFrames, 0, Number.MAX_SAFE_INTEGER);
    // For a total that lies further ahead than could ever be held the queue neither waits nor reports losses.
    const isNear = totalFrames - this.#highEnd <= this.#capacity;
    this.#openSilence = undefined;
    const frame = !this.hasBegun ? 0 : isNear ? Math.max(totalFrames, this.#highEnd) : this.#highEnd;
    this.#end = { frame, atMs: nowMs };
  }

  /** Forgets the stream, for a new epoch; counters stay. */
  reset(firstFrame?: number): void {
    if (firstFrame !== undefined) requireInteger('firstFrame', firstFrame, 0, Number.MAX_SAFE_INTEGER);
    this.#store.clear();
    this.#lost.clear();
    this.#next = firstFrame;
    this.#isSettled = firstFrame !== undefined;
    this.#highEnd = firstFrame ?? 0;
    this.#skipTo = 0;
    this.#end = undefined;
    this.#openSilence = undefined;
  }

  /** Sets the first frame of the stream from its first blocks; returns one after the last frame of this one. */
  #begin(block: { readonly firstFrame: number; readonly frames: number }): number {
    if (this.#next === undefined) {
      this.#next = block.firstFrame;
      this.#highEnd = Math.max(this.#highEnd, block.firstFrame);
    } else if (!this.#isSettled && block.firstFrame < this.#next)
      this.#next = Math.min(this.#next, Math.max(block.firstFrame, this.#highEnd - this.#capacity));
    return block.firstFrame + block.frames;
  }

  /** Drops the oldest where frames up to `end` would not fit; returns how many. */
  #makeRoom(end: number): number {
    const overflow = Math.max(this.#highEnd, end) - this.#capacity - this.#floor;
    if (overflow > 0) {
      this.#skipTo = this.#floor + overflow;
      this.#store.dropBefore(this.#skipTo);
    }
    return overflow;
  }

  /** Advances by `frames`, which are recorded as lost; returns the first of them. */
  #giveUp(frames: number): number {
    const firstFrame = this.nextFrame;
    this.#next = firstFrame + frames;
    this.#lost.add(firstFrame, this.#next);
    return firstFrame;
  }

  get #openSilenceEnd(): number {
    return this.#openSilence ? this.#openSilence.firstFrame + this.#openSilence.frames : -1;
  }

  /** Frames before this one will not be handed out any more. */
  get #floor(): number {
    return Math.max(this.nextFrame, this.#skipTo);
  }
}
