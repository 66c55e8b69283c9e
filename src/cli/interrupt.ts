import { endModelThreads } from '../node/model/worker-model.js';

/** Longest wait for a model's call to return. */
const MAX_WAIT_MS = 5000;
/** Exit code of a process that SIGINT ended. */
export const INTERRUPTED = 130;

/** Takes the place of SIGHUP's usual effect. @returns false where it is to end the command all the same */
export type HangupHandler = () => boolean;

/**
 * Handles SIGINT, SIGTERM, and SIGHUP, which a closed terminal sends. The first signal aborts the command, so that it
 * closes its files and connections. The second
 * ends the process with code 130 as soon as the pending call of the model has returned: ONNX Runtime aborts the whole
 * process when its thread is terminated during a call (`Napi::Error`, code 134).
 *
 * @returns sets what SIGHUP does instead, until the command is being ended
 */
export function endOnInterrupt(abort: AbortController): (handler: HangupHandler) => void {
  let isEnding = false;
  let onHangup: HangupHandler | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && onHangup !== null && (abort.signal.aborted || onHangup())) return;
      if (!abort.signal.aborted) {
        abort.abort(new Error(signal));
        return;
      }
      if (isEnding) return;
      isEnding = true;
      void endModelThreads(MAX_WAIT_MS).then((isOver) => {
        if (isOver) process.exit(INTERRUPTED);
        // Nothing in this process can stop the call: SIGKILL avoids an abort with a core dump.
        process.kill(process.pid, 'SIGKILL');
      });
    });
  }
  return (handler) => {
    onHangup = handler;
  };
}
