import { CodecError } from '../../core/errors.js';
import type { ModelState } from '../../ports/model.js';
import type { WasmModel } from '../onnx-model.js';
import type { CodecWorkerReport, ModelCallRequest } from './messages.js';

/** Calls of the page to the model itself, each with a state that lives here. */
export class ModelCalls {
  readonly #states = new Map<number, ModelState>();

  constructor(readonly report: (message: CodecWorkerReport) => void) {}

  async handle(model: WasmModel, { id, state, input, frames, firstFrame, isCold }: ModelCallRequest): Promise<void> {
    try {
      let own = this.#states.get(state);
      if (!own) {
        own = model.createState(model.direction);
        this.#states.set(state, own);
      }
      if (isCold) own.reset();
      const output =
        model.direction === 'encode'
          ? await model.encode(input, frames, own)
          : await model.decode(input, frames, firstFrame, own);
      this.report({ type: 'called', id, output, computeMs: own.computeMs ?? 0 });
    } catch (error) {
      const code = error instanceof CodecError ? error.code : 'MODEL_FAILED';
      this.report({ type: 'call-failed', id, code, message: (error as Error).message });
    }
  }

  /** No call with this state follows. */
  drop(state: number): void {
    this.#states.delete(state);
  }
}
