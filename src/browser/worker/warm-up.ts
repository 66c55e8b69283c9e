import type { ModelState } from '../../ports/model.js';
import type { WasmModel } from '../onnx-model.js';

/** Latent frames of one call: few, so that a message that arrives meanwhile does not wait long. */
const FRAMES = 4;
const MAX_CALLS = 60;
/** Calls in a row without a faster one, after which the browser has compiled the inner loops for good. */
const STEADY_CALLS = 12;

/** Runs the graph on silence; returns the time that it took, in ms. */
async function runFrames(model: WasmModel, frames: number, state: ModelState): Promise<number> {
  const { channels, hopSamples, latentSize } = model.info.format;
  const startedMs = performance.now();
  if (model.direction === 'decode') await model.decode(new Float32Array(latentSize * frames), frames, 0, state);
  else await model.encode(new Float32Array(channels * hopSamples * frames), frames, state);
  return performance.now() - startedMs;
}

/**
 * Runs the graph on silence until it gets no faster, while no stream needs it. Browsers compile WASM quickly at first
 * and optimise a function after it has run often: the first calls of one frame take five to ten times as long as later
 * ones.
 */
export class WarmUp {
  #isStopped = false;

  constructor(model: WasmModel) {
    void this.#run(model).catch(() => undefined);
  }

  /** The call under way is finished, which takes a few milliseconds. */
  stop(): void {
    this.#isStopped = true;
  }

  async #run(model: WasmModel): Promise<void> {
    const state = model.createState(model.direction);
    let fastestMs = Number.POSITIVE_INFINITY;
    let steady = 0;
    for (let call = 0; call < MAX_CALLS && steady < STEADY_CALLS; call++) {
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
