import { CodecError } from '../../core/errors.js';
import { loadWasmModel, type WasmModel } from '../onnx-model.js';
import { broadcast } from './broadcast.js';
import { listen, type StreamJob } from './listen.js';
import type { LoadedModel, LoadRequest, WorkerReport, WorkerRequest } from './messages.js';

/** What is used of a DedicatedWorkerGlobalScope, whose types cannot be loaded beside the page's. */
interface WorkerScope {
  postMessage(message: WorkerReport): void;
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;
const report = (message: WorkerReport): void => scope.postMessage(message);

/** Frames of a warm-up call, and how many: until the browser has compiled the inner loops for good. */
const WARM_FRAMES = 12;
const WARM_CALLS = 4;

let model: WasmModel | null = null;
let job: StreamJob | null = null;

async function load(request: LoadRequest): Promise<void> {
  const { modelUrl, wasmUrl, direction, threads } = request;
  const startedMs = performance.now();
  let fetchedMs = startedMs;
  let isFromCache = false;
  model = await loadWasmModel({
    modelUrl,
    wasmUrl,
    direction,
    threads,
    onProgress: (loadedBytes, totalBytes) => report({ type: 'progress', loadedBytes, totalBytes }),
    onFetched: (fromCache) => {
      fetchedMs = performance.now();
      isFromCache = fromCache;
      report({ type: 'starting' });
    },
  });
  const speed = await warmUp(model);
  const { id, sha256, format } = model.info;
  const loaded: LoadedModel = {
    id,
    sha256,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    isFromCache,
    fetchMs: fetchedMs - startedMs,
    startMs: performance.now() - fetchedMs,
    speed,
    threads,
  };
  report({ type: 'loaded', model: loaded });
}

/** Runs the graph on silence; returns seconds of audio for each second of computing, of the fastest call. */
async function warmUp(ready: WasmModel): Promise<number> {
  const { channels, hopSamples, latentSize, sampleRateHz } = ready.info.format;
  const { direction } = ready;
  const state = ready.createState(direction);
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let call = 0; call < WARM_CALLS; call++) {
    const started = performance.now();
    if (direction === 'decode') await ready.decode(new Float32Array(latentSize * WARM_FRAMES), WARM_FRAMES, 0, state);
    else await ready.encode(new Float32Array(channels * hopSamples * WARM_FRAMES), WARM_FRAMES, state);
    fastestMs = Math.min(fastestMs, performance.now() - started);
  }
  return (WARM_FRAMES * hopSamples * 1000) / sampleRateHz / fastestMs;
}

async function handle(request: WorkerRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      return load(request);
    case 'listen':
    case 'broadcast':
      if (!model) throw new CodecError('MODEL_FAILED', 'no model is loaded');
      await job?.close();
      job = request.type === 'listen' ? listen(request, model, report) : broadcast(request, model, report);
      return;
    case 'planes':
      job?.setPlanes?.(request.planes);
      return;
    case 'metadata':
      job?.setMetadata?.(request.metadata);
      return;
    case 'stop':
      await job?.close();
      job = null;
      return;
  }
}

let last: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  const stream = 'stream' in data ? data.stream : null;
  last = last
    .then(() => handle(data))
    .catch((error: unknown) => {
      const { code, message } =
        error instanceof CodecError ? error : new CodecError('MODEL_FAILED', (error as Error).message);
      report({ type: 'error', stream, code, message });
    });
};
