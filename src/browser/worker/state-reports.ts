import type { StreamState } from './messages.js';
import { errorReport, type Report, stateReport } from './stream-job.js';

/** Reports the state of a stream to the page: every change once, and nothing after `close`. */
export class StateReports {
  readonly #stream: number;
  readonly #report: Report;
  #state: StreamState = 'connecting';
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
    if (this.#isClosed || state === this.#state) return;
    this.#state = state;
    this.#report(stateReport(this.#stream, state, why));
  }

  fail(error: unknown): void {
    if (!this.#isClosed) this.#report(errorReport(this.#stream, error));
  }

  close(): void {
    this.#isClosed = true;
  }
}
