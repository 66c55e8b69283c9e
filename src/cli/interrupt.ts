import { endModelThreads } from '../node/model/worker-model.js';

/** A call of a model that takes longer than this is not waited for. */
const MOST_WAIT_MS = 5000;
export const INTERRUPTED = 130;

/**
 * SIGINT and SIGTERM: the first asks the command to end, so that files are closed and peers are told. The second does
 * not ask: the process ends with code 130 as soon as the model's call that is under way has come back. ONNX Runtime
 * aborts the whole process when its thread is taken away in the middle of one (`Napi::Error`, code 134).
 */
export function endOnInterrupt(abort: AbortController): void {
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!abort.signal.aborted) {
        abort.abort(new Error(signal));
        return;
      }
      if (isEnding) return;
      isEnding = true;
      void endModelThreads(MOST_WAIT_MS).then((isOver) => {
        if (isOver) process.exit(INTERRUPTED);
        // Nothing in this process can stop that call: better no exit code of ours than an abort with a core dump.
        process.kill(process.pid, 'SIGKILL');
      });
    });
  }
}
