import { requireInteger } from '../errors.js';
import { requireBlock } from '../latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../latent/frames.js';
import { FrameStore } from './frame-store.js';
import { HandedOut, type HandedOutForm, type PastFrames } from './handed-out.js';
import type { QueueView } from './playout-schedule.js';
import type { PushResult, QueueCounts, QueueItem } from './queue-item.js';

const NONE_PAST = { late: 0, expected: 0 };

/**
 * Keeps the frames of one stream in order and merges their copies one by one: more planes win, sound wins over silence,
 * and spatial parameters of any copy are kept, until the frame is handed out. Every frame index from the first one on is
 * handed out exactly once, as frames, as silence or as lost; when, a schedule decides. At most `capacityFrames` of the
 * stream are held: older ones are dropped and reported as `skipped`.
 */
export class FrameQueue implements QueueView {
  readonly #bytesPerFramePlane: number;
  /** Frames, 1..2^20. */
  readonly #capacity: number;
  readonly #store: FrameStore;
  readonly #handedOut = new HandedOut();
  /** Frame that is handed out next, 0..2^53; undefined before the first push. */
  #next: number | undefined;
  /** Whether `#next` may no longer move back to an earlier first block. */
  #isSettled = false;
  /** One after the newest frame seen, or the first frame that a reset named. */
  #highEnd = 0;
  /** One after the newest frame that a block has brought; 0 before the first. */
  #broughtEnd = 0;
  /** Frames before this one were dropped and are yet to be reported. */
  #skipTo = 0;
  #end: { readonly frame: number; readonly atMs: number } | undefined;
  /** The silence that continues behind its last known frame: the best copy of the newest frame. */
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
   * Takes a block that arrived at `nowMs`; its payload is copied. Its frames are merged one by one with what is held.
   *
   * @returns `queued` when any of its frames is new or better than the held copy, `overflow` when older frames had to be
   *   dropped for that; else `late` when any of them would have been better than what was handed out, else `duplicate`
   * @throws RangeError when the block's payload has not the length that its fields state
   */
  push(block: FrameBlock, nowMs: number): PushResult {
    requireBlock(block, this.#bytesPerFramePlane);
    const end = this.#begin(block);
    // Sound ends a silence, also where it is late or replaces the silence's last frame.
    if (end >= this.#broughtEnd) this.#openSilence = undefined;
    const overflow = this.#makeRoom(end);
    const { added, upgraded } = this.#store.put(block, this.#floor, nowMs, ++this.#pushes);
    this.#counts.upgraded += upgraded;
    return this.#count(block, added + upgraded, overflow);
  }

  /**
   * Takes frames that the source left out because they are silent; frames of which sound is held stay as they are.
   * @returns as {@link push}
   * @throws RangeError when a field is outside its range
   */
  pushSilence(block: SilentBlock, nowMs: number): PushResult {
    requireInteger('firstFrame', block.firstFrame, 0, Number.MAX_SAFE_INTEGER - 2 ** 20);
    requireInteger('frames', block.frames, 1, 2 ** 20);
    const newest = this.#broughtEnd;
    const end = this.#begin(block);
    if (end > newest) this.#openSilence = block.continues ? block : undefined;
    const overflow = this.#makeRoom(end);
    const added = this.#store.putSilence(block, this.#floor, nowMs, ++this.#pushes);
    return this.#count({ ...block, planes: 0 }, added, overflow);
  }

  /** Takes out up to `maxFrames` held frames from the next one on; undefined where that is not held. */
  take(maxFrames: number): QueueItem | undefined {
    const block = this.#store.take(this.nextFrame, maxFrames);
    if (!block) return undefined;
    this.#next = this.nextFrame + block.frames;
    this.#isSettled = true;
    if ('noise' in block) {
      this.#counts.silent += block.frames;
      this.#handedOut.add(block.firstFrame, this.#next, { kind: 'silent', isSignalled: true });
      return { kind: 'silent', block };
    }
    this.#counts.played += block.frames;
    this.#handedOut.addFrames(block.firstFrame, block.frames, block.planes, block.spatial);
    return { kind: 'frames', block };
  }

  /** Hands out `frames` of a silence that continues. Audio that arrives for them after all is late. */
  extendSilence(frames: number): QueueItem {
    const { noise } = this.#openSilence!;
    this.#counts.silent += frames;
    const firstFrame = this.#handOut(frames, { kind: 'silent', isSignalled: false });
    return { kind: 'silent', block: { firstFrame, frames, noise, continues: true } };
  }

  /** Reports the next `frames` as lost. @param skipped no audio takes their place */
  reportLost(frames: number, skipped: boolean): QueueItem {
    this.#isSettled = true;
    this.#counts.lost += frames;
    if (skipped) this.#counts.skipped += frames;
    const firstFrame = this.#handOut(frames, { kind: 'lost' });
    return { kind: 'lost', firstFrame, frames, ...(skipped && { skipped: true as const }) };
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

  /** The stream may continue after its end: what comes at and after the next frame is handed out again. */
  reopen(): void {
    this.#end = undefined;
  }

  /** Forgets the stream, for a new epoch; counters stay. */
  reset(firstFrame?: number): void {
    if (firstFrame !== undefined) requireInteger('firstFrame', firstFrame, 0, Number.MAX_SAFE_INTEGER);
    this.#store.clear();
    this.#handedOut.clear();
    this.#next = firstFrame;
    this.#isSettled = firstFrame !== undefined;
    this.#highEnd = firstFrame ?? 0;
    this.#broughtEnd = 0;
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

  /** Takes note of frames up to `end`, and drops the oldest where they would not fit; returns how many. */
  #makeRoom(end: number): number {
    this.#broughtEnd = Math.max(this.#broughtEnd, end);
    this.#highEnd = Math.max(this.#highEnd, end);
    const overflow = this.#highEnd - this.#capacity - this.#floor;
    if (overflow > 0) {
      this.#skipTo = this.#floor + overflow;
      this.#store.dropBefore(this.#skipTo);
    }
    return overflow;
  }

  /** Counts the frames of a block that were not taken. @param taken frames that were */
  #count(block: PastFrames, taken: number, overflow: number): PushResult {
    const { firstFrame, frames } = block;
    const past = Math.max(0, Math.min(frames, this.nextFrame - firstFrame));
    // Frames that were dropped and are yet to be reported are lost as well.
    const dropped = Math.max(0, Math.min(frames, this.#floor - firstFrame) - past);
    const { late, expected } = past > 0 ? this.#handedOut.compare({ ...block, frames: past }) : NONE_PAST;
    this.#counts.late += late + dropped;
    this.#counts.duplicate += frames - taken - dropped - late - expected;
    if (taken > 0) return overflow > 0 ? 'overflow' : 'queued';
    return late + dropped > 0 ? 'late' : 'duplicate';
  }

  /** Moves on by `frames` that are not held; returns the first of them. */
  #handOut(frames: number, form: HandedOutForm): number {
    const firstFrame = this.nextFrame;
    this.#next = firstFrame + frames;
    this.#handedOut.add(firstFrame, this.#next, form);
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
