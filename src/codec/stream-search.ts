import { concatFloats } from '../core/buffers.js';
import { requireInteger } from '../core/errors.js';
import { framesToMs } from '../core/latent/format.js';
import type { LatentModel } from '../ports/model.js';
import { joinColumns } from './join-columns.js';
import { LatentSearch, SEARCHED_PLANES, type SearchBlock, type SearchedAhead } from './latent-search.js';
import type { SearchEffort } from './plane-search.js';
import { SearchPace } from './search-pace.js';
import { sliceColumns } from './slice-columns.js';

/** Most steps of the search: more gain nothing. */
export const MAX_SEARCH_STEPS = 64;

/** Most frames behind a block that its search sees: more gain nothing. */
export const MAX_SEARCH_AHEAD_FRAMES = 64;

/** @throws RangeError naming the option where it is neither `auto` nor a number of steps */
export function requireSearchSteps(field: string, steps: number | 'auto'): void {
  if (steps === 'auto') return;
  if (typeof steps === 'string')
    throw new RangeError(
      `${field} must be 'auto' or an integer from 0 to ${MAX_SEARCH_STEPS}, got '${steps as string}'`,
    );
  requireInteger(field, steps, 0, MAX_SEARCH_STEPS);
}

/** The search of one stream: always with the same steps, or with as many as there is time for. */
export interface StreamSearch {
  /** Time spent in it so far, in ms. */
  readonly spentMs: number;
  /** Makes the model ready and measures what a trial takes, for `auto`: before the first audio, which would wait for it. */
  prepare(frames: number): Promise<void>;
  /**
   * Adds a block.
   *
   * @returns the better latents of the blocks that are settled now, the oldest first, as {@link LatentSearch.improve} has them
   */
  push(block: TimedBlock): Promise<Float32Array[]>;
  /** The latents of the blocks that have waited for what follows them: nothing does. */
  flush(): Promise<Float32Array[]>;
}

/** A block, its first frame, and the time at which its encoding began. */
export interface TimedBlock extends SearchBlock {
  readonly firstFrame: number;
  readonly started: number;
}

/**
 * @param aheadFrames frames behind each block that its search sees, for which the block waits
 * @returns undefined where nothing is to be searched: without steps, and with `auto` for a model that cannot
 * @throws RangeError naming the option, and where the model cannot be searched
 */
export function searchOf(
  model: LatentModel,
  steps: number | 'auto',
  aheadFrames: number,
  planes: number,
  now: () => number,
): StreamSearch | undefined {
  const { search: format, id } = model.info;
  requireSearchSteps('searchSteps', steps);
  if (!format && steps !== 'auto' && steps > 0)
    throw new RangeError(`searchSteps must be 0 for model ${id}, which has no search graph, got ${steps}`);
  if (!format || steps === 0) return undefined;
  const pace = steps === 'auto' ? new SearchPace(Math.min(SEARCHED_PLANES, planes)) : undefined;
  return new TimedSearch(model, new LatentSearch(model, format, planes), pace ?? (steps as number), aheadFrames, now);
}

class TimedSearch implements StreamSearch {
  spentMs = 0;
  readonly #model: LatentModel;
  readonly #search: LatentSearch;
  readonly #pace: SearchPace | number;
  readonly #aheadFrames: number;
  readonly #now: () => number;
  readonly #waiting: TimedBlock[] = [];

  constructor(
    model: LatentModel,
    search: LatentSearch,
    pace: SearchPace | number,
    aheadFrames: number,
    now: () => number,
  ) {
    this.#model = model;
    this.#search = search;
    this.#pace = pace;
    this.#aheadFrames = aheadFrames;
    this.#now = now;
  }

  async prepare(frames: number): Promise<void> {
    if (typeof this.#pace === 'number') return;
    await this.#search.rehearse(frames + this.#aheadFrames); // loads the graph
    const startedMs = this.#now();
    await this.#search.rehearse(frames + this.#aheadFrames);
    this.#pace.measured(1, this.#now() - startedMs);
  }

  async push(block: TimedBlock): Promise<Float32Array[]> {
    this.#waiting.push(block);
    const settled: Float32Array[] = [];
    while (this.#waiting.length > 0 && this.#framesBehind() >= this.#aheadFrames)
      settled.push(await this.#settle(this.#waiting.shift()!, false));
    return settled;
  }

  async flush(): Promise<Float32Array[]> {
    const settled: Float32Array[] = [];
    while (this.#waiting.length > 0) settled.push(await this.#settle(this.#waiting.shift()!, true));
    return settled;
  }

  /** Frames that are known behind the oldest block. */
  #framesBehind(): number {
    return this.#waiting.reduce((total, { frames }, i) => total + (i > 0 ? frames : 0), 0);
  }

  async #settle(block: TimedBlock, isFlushed: boolean): Promise<Float32Array> {
    const pace = this.#pace;
    const startedMs = this.#now();
    const { trials } = this.#search;
    const better = await this.#search.improve(block, this.#behind(isFlushed), this.#effort(block));
    const ms = this.#now() - startedMs;
    this.spentMs += ms;
    const made = this.#search.trials - trials;
    if (made > 0 && typeof pace !== 'number') pace.measured(made, ms);
    return better;
  }

  /** What is known behind a block that waits no longer, as far as it is looked at. */
  #behind(isFlushed: boolean): SearchedAhead {
    const { latentSize, hopSamples } = this.#model.info.format;
    const audio: Float32Array[] = [];
    let latents: Float32Array = new Float32Array(0);
    let frames = 0;
    for (const block of this.#waiting) {
      const taken = Math.min(this.#aheadFrames - frames, block.frames);
      const first = sliceColumns(block.latents, latentSize, block.frames, 0, taken);
      latents = joinColumns(latents, frames, first, taken, latentSize);
      const from = block.fed.length - block.frames * hopSamples;
      audio.push(block.fed.subarray(from, from + taken * hopSamples));
      frames += taken;
    }
    const known = this.#waiting.reduce((total, waiting) => total + waiting.frames, 0);
    return { latents, frames, audio: concatFloats(audio), isEnd: isFlushed && known === frames };
  }

  #effort({ firstFrame, frames, started }: TimedBlock): SearchEffort {
    if (typeof this.#pace === 'number') return { steps: this.#pace, confirms: true, isTimeLeft: () => true };
    const { format } = this.#model.info;
    const spentMs = this.#now() - started;
    const { steps, untilMs } = this.#pace.next(
      started,
      spentMs,
      framesToMs(format, firstFrame),
      framesToMs(format, frames),
    );
    return { steps, confirms: false, isTimeLeft: () => this.#now() < untilMs };
  }
}
