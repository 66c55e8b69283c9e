import type { StreamState } from './messages.js';
import { errorReport, type Report, stateReport } from './stream-job.js';

/** Reports the state of a stream to the page: every change of it, or of its reason, once, and nothing after `close`. */
export class StateReports {
  readonly #stream: number;
  readonly #report: Report;
  #state: StreamState = 'connecting';
  #why: string | undefined;
  #isClosed = false;

  /** @param stream number that the reports carry */
  constructor(stream: number, report: Report) {
    this.#stream = stream;
    this.#report = report;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @param why a sentence for the user */
  set(state: StreamState, why?: string): void {
    if (this.#isClosed || (state === this.#state && (why === undefined || why === this.#why))) return;
    this.#state = state;
    this.#why = why;
    this.#report(stateReport(this.#stream, state, why));
  }

  fail(error: unknown): void {
    if (!this.#isClosed) this.#report(errorReport(this.#stream, error));
  }

  close(): void {
    this.#isClosed = true;
  }
}
