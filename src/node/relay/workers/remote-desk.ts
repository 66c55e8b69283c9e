import { HttpError } from '../http-error.js';
import type { AdminCall, AdminOperation } from '../operations/admin/operation.js';
import type { OperationsDesk } from '../operations/operations-desk.js';
import { ANSWER_TIMEOUT_MS, type FromWorker, type ToWorker } from './protocol.js';

interface Waiting {
  resolve(json: unknown): void;
  reject(error: HttpError): void;
  readonly timer: NodeJS.Timeout;
}

/** A worker's desk: the first process carries out what administrators ask for. */
export class RemoteDesk implements OperationsDesk {
  readonly version: string;
  readonly #send: (message: FromWorker) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(version: string, send: (message: FromWorker) => void) {
    this.version = version;
    this.#send = send;
  }

  run({ id }: AdminOperation, call: AdminCall): Promise<unknown> {
    return this.#ask({ operation: id, call });
  }

  metrics(): Promise<{ readonly text: string; readonly contentType: string }> {
    return this.#ask({ operation: null, call: null }) as Promise<{ text: string; contentType: string }>;
  }

  onAnswer({ id, json, refusal }: ToWorker & { kind: 'operated' }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    if (refusal) waiting?.reject(new HttpError(refusal.status, refusal.problem, refusal.headers));
    else waiting?.resolve(json);
  }

  #ask(request: { readonly operation: string | null; readonly call: AdminCall | null }): Promise<unknown> {
    const id = ++this.#lastId;
    this.#send({ kind: 'operate', id, endMs: Date.now() + ANSWER_TIMEOUT_MS, ...request });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          this.onAnswer({
            kind: 'operated',
            id,
            refusal: {
              status: 503,
              problem: {
                error: `the relay's first process has not answered within ${ANSWER_TIMEOUT_MS} ms: it, or a worker that it asks, may be stopped`,
              },
              headers: { 'retry-after': '5' },
            },
          }),
        ANSWER_TIMEOUT_MS,
      );
      timer.unref();
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }
}
