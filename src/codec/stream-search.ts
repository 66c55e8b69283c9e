import { requireInteger } from '../core/errors.js';
import { framesToMs } from '../core/latent/format.js';
import type { LatentModel } from '../ports/model.js';
import { LatentSearch, SEARCHED_PLANES, type SearchEffort } from './latent-search.js';
import { SearchPace } from './search-pace.js';

/** Most steps of the search: more gain nothing. */
export const MAX_SEARCH_STEPS = 64;

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
   * Better latents for the next block, as {@link LatentSearch.improve} has them.
   *
   * @param at the block's first frame, and the time at which its encoding began
   */
  improve(
    latents: Float32Array,
    fed: Float32Array,
    frames: number,
    at: { readonly firstFrame: number; readonly started: number },
  ): Promise<Float32Array>;
}

/**
 * @returns undefined where nothing is to be searched: without steps, and with `auto` for a model that cannot
 * @throws RangeError naming the option, and where the model cannot be searched
 */
export function searchOf(
  model: LatentModel,
  steps: number | 'auto',
  planes: number,
  now: () => number,
): StreamSearch | undefined {
  const { search: format, id } = model.info;
  requireSearchSteps('searchSteps', steps);
  if (!format && steps !== 'auto' && steps > 0)
    throw new RangeError(`searchSteps must be 0 for model ${id}, which has no search graph, got ${steps}`);
  if (!format || steps === 0) return undefined;
  const pace = steps === 'auto' ? new SearchPace(Math.min(SEARCHED_PLANES, planes)) : undefined;
  return new TimedSearch(model, new LatentSearch(model, format, planes), pace ?? (steps as number), now);
}

class TimedSearch implements StreamSearch {
  spentMs = 0;
  readonly #model: LatentModel;
  readonly #search: LatentSearch;
  readonly #pace: SearchPace | number;
  readonly #now: () => number;

  constructor(model: LatentModel, search: LatentSearch, pace: SearchPace | number, now: () => number) {
    this.#model = model;
    this.#search = search;
    this.#pace = pace;
    this.#now = now;
  }

  async prepare(frames: number): Promise<void> {
    if (typeof this.#pace === 'number') return;
    await this.#search.rehearse(frames); // loads the graph
    const startedMs = this.#now();
    await this.#search.rehearse(frames);
    this.#pace.measured(1, this.#now() - startedMs);
  }

  async improve(
    latents: Float32Array,
    fed: Float32Array,
    frames: number,
    { firstFrame, started }: { readonly firstFrame: number; readonly started: number },
  ): Promise<Float32Array> {
    const pace = this.#pace;
    const startedMs = this.#now();
    const { trials } = this.#search;
    const better = await this.#search.improve(latents, fed, frames, this.#effort(firstFrame, frames, started));
    const ms = this.#now() - startedMs;
    this.spentMs += ms;
    const made = this.#search.trials - trials;
    if (made > 0 && typeof pace !== 'number') pace.measured(made, ms);
    return better;
  }

  #effort(firstFrame: number, frames: number, started: number): SearchEffort {
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
