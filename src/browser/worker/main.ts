import { browserClock } from '../clock.js';
import { openWasmModel, type WasmModel } from '../onnx-model.js';
import { runtimeUrl } from '../runtime.js';
import { openBrowserSocket } from '../ws-connect.js';
import { broadcast } from './broadcast.js';
import { ListenJob } from './listen.js';
import type { CodecWorkerReport, CodecWorkerRequest, ListenRequest, LoadRequest } from './messages.js';
import { ModelCalls } from './model-calls.js';
import { RecordingJob } from './recording.js';
import { errorReport, type StreamJob } from './stream-job.js';
import { TokenQuestions } from './token-questions.js';
import { WarmUp } from './warm-up.js';

/** The used part of DedicatedWorkerGlobalScope, whose types cannot be loaded beside those of a page. */
interface WorkerScope {
  postMessage(message: CodecWorkerReport): void;
  onmessage: ((event: MessageEvent<CodecWorkerRequest>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;
const report = (message: CodecWorkerReport): void => scope.postMessage(message);
const questions = new TokenQuestions(report);
const calls = new ModelCalls(report);

let model: Promise<WasmModel> | null = null;
let job: StreamJob | null = null;
let warmUp: WarmUp | null = null;
/** Whether a stream has used the model: it needs no warming up any more. */
let isInUse = false;

/** Resolves with the model as soon as its format is known: a stream is joined while the rest is being loaded. */
async function open(request: LoadRequest): Promise<WasmModel> {
  const { modelUrl, wasmUrl, direction, delay, threads } = request;
  const { model, started } = await openWasmModel({
    modelUrl,
    wasmUrl: wasmUrl ?? runtimeUrl(modelUrl),
    direction,
    delay,
    threads,
    onProgress: (loadedBytes, totalBytes) => report({ type: 'progress', loadedBytes, totalBytes }),
    onFetched: () => report({ type: 'starting' }),
  });
  started.then(
    (start) => {
      const { id, sha256, format } = model.info;
      const { sampleRateHz, channels } = format;
      report({
        type: 'loaded',
        model: { id, sha256, sampleRateHz, channels, threads, info: model.info, ...start },
      });
      if (!isInUse) warmUp = new WarmUp(model);
    },
    (error: unknown) => report(errorReport(null, error)),
  );
  return model;
}

/** Ends the warm-up: a stream wants the processor. */
function use(): void {
  isInUse = true;
  warmUp?.stop();
}

const listen = (request: ListenRequest, opened: WasmModel): StreamJob =>
  new ListenJob(request, {
    model: opened,
    clock: browserClock,
    wallMs: () => Date.now(),
    connect: openBrowserSocket,
    askToken: (stream) => questions.ask(stream),
    report,
    onDecode: use,
  });

async function handle(request: CodecWorkerRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      model = open(request);
      await model;
      return;
    case 'listen':
    case 'recording':
    case 'broadcast': {
      // A model that cannot be opened has been reported.
      const opened = await model?.catch(() => null);
      if (!opened) return;
      await job?.close();
      if (request.type === 'listen') job = listen(request, opened);
      else if (request.type === 'recording')
        job = new RecordingJob(request, {
          model: opened,
          clock: browserClock,
          fetch: (url, init) => fetch(url, init),
          askToken: (stream) => questions.ask(stream),
          report,
          onDecode: use,
        });
      else {
        use();
        job = broadcast(request, opened, report, questions);
      }
      return;
    }
    case 'call': {
      const opened = await model?.catch(() => null);
      if (!opened) return;
      use();
      await calls.handle(opened, request);
      return;
    }
    case 'drop-state':
      calls.drop(request.state);
      return;
    case 'token':
      return;
    case 'play':
      job?.play?.();
      return;
    case 'planes':
      job?.setPlanes?.(request.planes);
      return;
    case 'tap':
      job?.setTap?.(request.isOn);
      return;
    case 'preset':
      job?.setPreset?.(request.preset, request.maxPreset);
      return;
    case 'seek':
      job?.seek?.(request.seconds);
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
  // A stream that is about to close may wait for it.
  if (data.type === 'token') return questions.answer(data);
  last = last
    .then(() => handle(data))
    .catch((error: unknown) => report(errorReport('stream' in data ? data.stream : null, error)));
};
