import { CodecError } from '../../core/errors.js';
import { loadWasmModel, type WasmModel } from '../onnx-model.js';
import { runtimeUrl } from '../runtime.js';
import { broadcast } from './broadcast.js';
import { listen, type StreamJob } from './listen.js';
import type { LoadedModel, LoadRequest, WorkerReport, WorkerRequest } from './messages.js';
import { runFrames, WarmUp } from './warm-up.js';

/** What is used of a DedicatedWorkerGlobalScope, whose types cannot be loaded beside the page's. */
interface WorkerScope {
  postMessage(message: WorkerReport): void;
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;
const report = (message: WorkerReport): void => scope.postMessage(message);

let model: WasmModel | null = null;
let job: StreamJob | null = null;
let warmUp: WarmUp | null = null;

async function load(request: LoadRequest): Promise<void> {
  const { modelUrl, wasmUrl, direction, threads } = request;
  const found = await loadWasmModel({
    modelUrl,
    wasmUrl: wasmUrl ?? runtimeUrl(modelUrl),
    direction,
    threads,
    onProgress: (loadedBytes, totalBytes) => report({ type: 'progress', loadedBytes, totalBytes }),
    onFetched: () => report({ type: 'starting' }),
  });
  model = found.model;
  const { isFromCache, isPlanned, fetchMs, runtimeMs, sessionMs } = found;
  const firstCallMs = await runFrames(model, 1, model.createState(direction));
  const { id, sha256, format } = model.info;
  const loaded: LoadedModel = {
    id,
    sha256,
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    isFromCache,
    isPlanned,
    fetchMs,
    runtimeMs,
    sessionMs,
    firstCallMs,
    threads,
  };
  report({ type: 'loaded', model: loaded });
  warmUp = new WarmUp(model);
}

async function handle(request: WorkerRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      return load(request);
    case 'listen':
    case 'broadcast':
      if (!model) throw new CodecError('MODEL_FAILED', 'no model is loaded');
      await job?.close();
      if (request.type === 'listen') job = listen(request, model, report, () => warmUp?.stop());
      else {
        warmUp?.stop();
        job = broadcast(request, model, report);
      }
      return;
    case 'play':
      job?.play?.();
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
