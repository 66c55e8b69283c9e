import { FRAME_INDEX_MODULUS } from '../../core/wire/packet.js';

/** What the listeners of one kind have received, all together; plain numbers that add up. */
export interface FrameTally {
  /** Audio and silence packets. */
  messages: number;
  /** Latent frames, each counted once a listener. */
  frames: number;
  /** Places where frames are missing between two packets. */
  gaps: number;
  /** Frames that are missing there. */
  gapFrames: number;
  /** Frames that came neither before a connection was lost nor after the next one was made. */
  resumeGapFrames: number;
  /** Packets with frames that the listener had received before, and these frames. */
  duplicates: number;
  duplicateFrames: number;
  /** Packets that came after later ones. */
  outOfOrder: number;
}

/** Nothing received. */
export const emptyFrameTally = (): FrameTally => ({
  messages: 0,
  frames: 0,
  gaps: 0,
  gapFrames: 0,
  resumeGapFrames: 0,
  duplicates: 0,
  duplicateFrames: 0,
  outOfOrder: 0,
});

/** Ranges of missing frames that a listener remembers; what comes later for an older one counts as a duplicate. */
const MAX_MISSING = 64;

/** First and last missing frame, the last one excluded. */
type Range = [first: number, end: number];

/**
 * Follows the frame indices of one listener: which frames came, which are missing and which came twice. A packet that
 * fills a place that was counted as missing takes that count back and counts as out of order.
 */
export class FrameAccount {
  readonly #tally: FrameTally;
  /** Index after the newest frame; −1 before the first packet. */
  #next = -1;
  #missing: Range[] | null = null;
  /** Whether the frames after the newest packet may be silent, so that their absence is no gap. */
  #isSilent = false;
  /** Whether the next packet is the first one after a lost connection. */
  #isResuming = false;

  constructor(tally: FrameTally) {
    this.#tally = tally;
  }

  /** Index after the newest frame received; −1 before the first packet. */
  get next(): number {
    return this.#next;
  }

  /** Another stream begins: what comes next is not compared with what came before. */
  restart(): void {
    this.#next = -1;
    this.#missing = null;
    this.#isSilent = false;
    this.#isResuming = false;
  }

  /** The connection was lost: what is missing before the next packet was lost with it. */
  resume(): void {
    this.#isResuming = this.#next >= 0;
  }

  /**
   * A packet has come.
   * @param shortFirst index of its first frame mod 2^24
   * @param reference an index near it, used for the first packet only
   * @param continues whether it is a silence packet that stands for the frames after it, too
   * @returns the index after the packet's last frame
   */
  take(shortFirst: number, frames: number, reference: number, continues = false): number {
    const tally = this.#tally;
    tally.messages++;
    const known = this.#next < 0 ? reference : this.#next;
    const ahead = nearest(shortFirst - (known % FRAME_INDEX_MODULUS));
    const first = Math.max(0, known + ahead);
    const end = first + frames;
    if (this.#next < 0 || first === this.#next) {
      tally.frames += frames;
      this.#next = end;
    } else if (first > this.#next) {
      if (this.#isResuming) tally.resumeGapFrames += first - this.#next;
      else if (!this.#isSilent) this.#leaveOut(this.#next, first);
      tally.frames += frames;
      this.#next = end;
    } else this.#takeOlder(first, end);
    this.#isResuming = false;
    if (end === this.#next) this.#isSilent = continues;
    return end;
  }

  #leaveOut(first: number, end: number): void {
    this.#missing ??= [];
    if (this.#missing.length === MAX_MISSING) this.#missing.shift();
    this.#missing.push([first, end]);
    this.#tally.gaps++;
    this.#tally.gapFrames += end - first;
  }

  #takeOlder(first: number, end: number): void {
    const tally = this.#tally;
    const filled = this.#fill(first, Math.min(end, this.#next));
    const repeated = Math.min(end, this.#next) - first - filled;
    if (filled > 0) tally.outOfOrder++;
    if (repeated > 0) {
      tally.duplicates++;
      tally.duplicateFrames += repeated;
    }
    tally.gapFrames -= filled;
    tally.frames += filled + Math.max(0, end - this.#next);
    this.#next = Math.max(this.#next, end);
  }

  /** Removes [first, end) from the missing frames. @returns how many of them were missing */
  #fill(first: number, end: number): number {
    let filled = 0;
    const left: Range[] = [];
    for (const range of this.#missing ?? []) {
      const [from, to] = [Math.max(first, range[0]), Math.min(end, range[1])];
      if (from >= to) {
        left.push(range);
        continue;
      }
      filled += to - from;
      if (range[0] < from) left.push([range[0], from]);
      if (to < range[1]) left.push([to, range[1]]);
    }
    this.#tally.gaps += left.length - (this.#missing?.length ?? 0);
    this.#missing = left;
    return filled;
  }
}

/** A difference of two indices mod 2^24 as the nearest one, −2^23..2^23 − 1. */
function nearest(difference: number): number {
  const wrapped = ((difference % FRAME_INDEX_MODULUS) + FRAME_INDEX_MODULUS) % FRAME_INDEX_MODULUS;
  return wrapped < FRAME_INDEX_MODULUS / 2 ? wrapped : wrapped - FRAME_INDEX_MODULUS;
}
