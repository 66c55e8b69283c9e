/** Runs in a model's thread: an {@link OnnxModel} that answers the messages of `worker-protocol.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { CodecError } from '../../core/errors.js';
import type { Direction, ModelState } from '../../ports/model.js';
import { requestPriority } from '../priority.js';
import { loadModel, type OnnxModel } from './onnx-model.js';
import type { ModelWorkerReply, ModelWorkerRequest, ModelWorkerStart } from './worker-protocol.js';

/** A state of the model, and the memory that both threads share for its calls. */
interface HostState {
  readonly direction: Direction;
  readonly state: ModelState;
  readonly input: Float32Array;
  readonly output: Float32Array;
}

const port = parentPort!;
const reply = (message: ModelWorkerReply): void => port.postMessage(message);
const fail = (id: number | null, error: unknown): void =>
  reply({
    op: 'failed',
    id,
    code: error instanceof CodecError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
  });

const { name, roots, directions, delay, isLive } = workerData as ModelWorkerStart;
const states = new Map<number, HostState>();
try {
  const model = await loadModel(name, { roots, directions, ...(delay && { delay }) });
  // After loading, which takes most of a second and is not urgent.
  if (isLive) requestPriority('model');
  port.on('message', (request: ModelWorkerRequest) => void serve(model, request));
  reply({ op: 'ready', info: model.info, dir: model.dir });
} catch (error) {
  fail(null, error);
}

async function serve(model: OnnxModel, request: ModelWorkerRequest): Promise<void> {
  switch (request.op) {
    case 'state': {
      const old = states.get(request.state);
      states.set(request.state, {
        direction: request.direction,
        // A state that exists already gets larger buffers and keeps what it carries.
        state: old?.state ?? model.createState(request.direction),
        input: new Float32Array(request.input),
        output: new Float32Array(request.output),
      });
      return;
    }
    case 'reset':
      states.get(request.state)?.state.reset();
      return;
    case 'run':
      try {
        await run(model, request);
      } catch (error) {
        fail(request.id, error);
      }
      return;
    case 'measure':
      try {
        reply({ op: 'measured', id: request.id, distance: await model.measure(request.trial) });
      } catch (error) {
        fail(request.id, error);
      }
      return;
    case 'close':
      await model.close();
      port.close();
  }
}

async function run(model: OnnxModel, request: Extract<ModelWorkerRequest, { op: 'run' }>): Promise<void> {
  const { id, frames, firstFrame } = request;
  const held = states.get(request.state)!;
  const { channels, hopSamples, latentSize } = model.info.format;
  const isEncode = held.direction === 'encode';
  // A copy: ONNX Runtime does not take memory that is shared.
  const input = held.input.slice(0, frames * (isEncode ? channels * hopSamples : latentSize));
  const result = isEncode
    ? await model.encode(input, frames, held.state)
    : await model.decode(input, frames, firstFrame, held.state);
  held.output.set(result);
  reply({ op: 'done', id, length: result.length, computeMs: held.state.computeMs ?? 0 });
}
