import { CodecError } from '../../core/errors.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';
import type { CodecWorkerReport, StreamState } from './messages.js';

/** A stream that this worker plays or sends: what the page may ask of it. */
export interface StreamJob {
  setPlanes?(planes: number): void;
  setPreset?(preset: number, maxPreset: number): void;
  setTap?(isOn: boolean): void;
  setMetadata?(metadata: StreamMetadata): void;
  seek?(seconds: number): void;
  /** Plays what was held back, and what comes. */
  play?(): void;
  /** Ends the stream; resolves when it has been reported as stopped. */
  close(): Promise<void>;
}

/** Sends a report to the page. */
export type Report = (message: CodecWorkerReport) => void;

/** Time between two reports of figures. */
export const FIGURES_EVERY_MS = 250;

/** Calls `fn` every `intervalMs`, for the first time after one of them, until the returned function is called. */
export function repeatEvery(clock: Clock, intervalMs: number, fn: () => void): () => void {
  const schedule = (): (() => void) =>
    clock.schedule(intervalMs, () => {
      cancel = schedule();
      fn();
    });
  let cancel = schedule();
  return () => cancel();
}

/** The report of a stream's state. */
export const stateReport = (stream: number, state: StreamState, why?: string): CodecWorkerReport => ({
  type: 'state',
  stream,
  state,
  ...(why !== undefined && { why }),
});

/**
 * The report of an error; one without a code is the model's fault.
 *
 * @param stream null for a model that could not be loaded
 */
export function errorReport(stream: number | null, error: unknown): CodecWorkerReport {
  const { code, message } =
    error instanceof CodecError ? error : new CodecError('MODEL_FAILED', (error as Error).message);
  return { type: 'error', stream, code, message };
}
