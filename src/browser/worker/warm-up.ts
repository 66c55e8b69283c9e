import type { ModelState } from '../../ports/model.js';
import type { WasmModel } from '../onnx-model.js';

/** Frames of one call: short, so that what comes in between does not wait. */
const FRAMES = 4;
const MOST_CALLS = 60;
/** So many calls in a row without a faster one: the browser has compiled the inner loops for good. */
const STEADY_CALLS = 12;

/** Runs the graph on silence; returns ms. */
async function runFrames(model: WasmModel, frames: number, state: ModelState): Promise<number> {
  const { channels, hopSamples, latentSize } = model.info.format;
  const startedMs = performance.now();
  if (model.direction === 'decode') await model.decode(new Float32Array(latentSize * frames), frames, 0, state);
  else await model.encode(new Float32Array(channels * hopSamples * frames), frames, state);
  return performance.now() - startedMs;
}

/**
 * Browsers run WASM badly compiled first and well compiled later, when a function has been run often enough: measured
 * here, a call of one frame takes five to ten times as long at first. While nobody listens yet, the graph is run on
 * silence until it gets no faster.
 */
export class WarmUp {
  #isStopped = false;

  constructor(model: WasmModel) {
    void this.#run(model).catch(() => undefined);
  }

  /** What is under way is finished: at most one call of a few milliseconds. */
  stop(): void {
    this.#isStopped = true;
  }

  async #run(model: WasmModel): Promise<void> {
    const state = model.createState(model.direction);
    let fastestMs = Number.POSITIVE_INFINITY;
    let steady = 0;
    for (let call = 0; call < MOST_CALLS && steady < STEADY_CALLS; call++) {
      // Messages come first.
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 0);
      });
      if (this.#isStopped) return;
      const ms = await runFrames(model, FRAMES, state);
      steady = ms < 0.95 * fastestMs ? 0 : steady + 1;
      fastestMs = Math.min(fastestMs, ms);
    }
  }
}
