import { carriesParameters } from '../latent/spatial-parameters.js';
import { JITTER_DEFAULTS } from './jitter-defaults.js';

/** In what form frames were handed out. */
export type HandedOutForm =
  /** Given up: no copy had come. */
  | { readonly kind: 'lost' }
  /** Silence that the source has signalled, or that was extended because the silence before it continued. */
  | { readonly kind: 'silent'; readonly isSignalled: boolean }
  /** Sound. */
  | { readonly kind: 'frames'; readonly planes: number; readonly hasParameters: boolean };

type Range = HandedOutForm & { readonly first: number; end: number };

/** Frames that come after they were handed out. */
export interface PastFrames {
  readonly firstFrame: number;
  readonly frames: number;
  /** 1..8; 0 for silence. */
  readonly planes: number;
  readonly spatial?: Uint8Array;
}

/**
 * Remembers in what form frames were handed out, to tell copies that come too late from duplicates. Consecutive frames of
 * one form are one range; the last 256 ranges are remembered.
 */
export class HandedOut {
  /** Half-open, ascending and without gaps: frames [first, end). */
  #ranges: Range[] = [];
  #hasForgotten = false;

  /** Frames are added in ascending order, each once. */
  add(first: number, end: number, form: HandedOutForm): void {
    const last = this.#ranges.at(-1);
    if (last && last.end === first && isSame(last, form)) last.end = end;
    else this.#ranges.push({ ...form, first, end });
    if (this.#ranges.length <= JITTER_DEFAULTS.handedOutRanges) return;
    this.#ranges.shift();
    this.#hasForgotten = true;
  }

  /** Sound was handed out; `spatial` is a byte per frame where there are parameters. */
  addFrames(first: number, frames: number, planes: number, spatial: Uint8Array | undefined): void {
    for (let from = 0; from < frames; ) {
      const hasParameters = carriesParameters(spatial?.[from]);
      let to = from + 1;
      while (to < frames && carriesParameters(spatial?.[to]) === hasParameters) to++;
      this.add(first + from, first + to, { kind: 'frames', planes, hasParameters });
      from = to;
    }
  }

  /**
   * Compares a copy with what was handed out. All of its frames must have been, or lie before all that were.
   * @returns `late`: frames that would have been better than what was handed out. `expected`: silent frames that were
   *   handed out before the source had signalled them. The others are duplicates
   */
  compare(block: PastFrames): { late: number; expected: number } {
    const end = block.firstFrame + block.frames;
    const start = this.#ranges[0]?.first ?? end;
    // Nothing is known of what was forgotten: it counts as a duplicate. What lies before the beginning came too late.
    let late = this.#hasForgotten ? 0 : Math.max(0, Math.min(end, start) - block.firstFrame);
    let expected = 0;
    for (let i = this.#ranges.length - 1; i >= 0 && this.#ranges[i]!.end > block.firstFrame; i--) {
      const range = this.#ranges[i]!;
      const from = Math.max(range.first, block.firstFrame);
      const frames = Math.min(range.end, end) - from;
      if (frames <= 0) continue;
      if (range.kind === 'lost') late += frames;
      else if (block.planes > (range.kind === 'silent' ? 0 : range.planes)) late += frames;
      else if (range.kind === 'silent' && !range.isSignalled) expected += frames;
      else if (range.kind === 'frames' && !range.hasParameters)
        for (let frame = from; frame < from + frames; frame++)
          if (carriesParameters(block.spatial?.[frame - block.firstFrame])) late++;
    }
    return { late, expected };
  }

  clear(): void {
    this.#ranges = [];
    this.#hasForgotten = false;
  }
}

function isSame(a: HandedOutForm, b: HandedOutForm): boolean {
  if (a.kind === 'frames') return b.kind === 'frames' && a.planes === b.planes && a.hasParameters === b.hasParameters;
  return a.kind === 'silent' ? b.kind === 'silent' && a.isSignalled === b.isSignalled : b.kind === 'lost';
}
