import type { AdminCall, AdminOperation } from './admin/operation.js';

/** Carries out what administrators ask for, in this process or in another. */
export interface OperationsDesk {
  /** Version of the package. */
  readonly version: string;
  /** Performs an operation of the API; its answer is JSON. @throws HttpError; CodecError, TypeError, RangeError as it does */
  run(operation: AdminOperation, call: AdminCall): unknown;
  /** All metrics, as Prometheus reads them. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>;
}
