// Runs in a worker of the bench page: the code of the library's worker, each call timed.
import { openWasmModel } from '../dist/browser/onnx-model.js';

/** Calls before the measurement: until the browser has finished optimising the inner loops. */
const WARM_CALLS = 24;
const CALLS = 16;

async function measure(model, frames, calls) {
  const { latentSize } = model.info.format;
  const state = model.createState('decode');
  const times = [];
  for (let call = 0; call < calls; call++) {
    const latents = new Float32Array(latentSize * frames).map(() => Math.random() * 2 - 1);
    const startedMs = performance.now();
    await model.decode(latents, frames, call * frames, state);
    times.push(performance.now() - startedMs);
  }
  return times;
}

globalThis.onmessage = async ({ data }) => {
  try {
    const { modelUrl, wasmUrl, threads, sizes } = data;
    const { model, started } = await openWasmModel({
      modelUrl,
      wasmUrl,
      direction: 'decode',
      threads,
      onProgress: () => {},
    });
    const times = await started;
    const firstMs = (await measure(model, 12, 1))[0];
    const cold = {};
    for (const frames of sizes) cold[frames] = await measure(model, frames, 4);
    await measure(model, 12, WARM_CALLS);
    const warm = {};
    for (const frames of sizes) {
      await measure(model, frames, 4);
      warm[frames] = await measure(model, frames, CALLS);
    }
    globalThis.postMessage({ ...times, firstMs, cold, warm });
  } catch (error) {
    globalThis.postMessage({ error: String(error?.message ?? error) });
  }
};
