import { CodecError } from '../../core/errors.js';
import type { TokenAnswer } from './messages.js';
import type { Report } from './stream-job.js';

/** Asks the page for a token, once for each connection that a stream of this worker makes. */
export class TokenQuestions {
  readonly #report: Report;
  readonly #waiting = new Map<number, (answer: TokenAnswer) => void>();
  #lastId = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** @throws CodecError TRANSPORT_FAILED (by rejection) where the page has none: another try may succeed */
  async ask(stream: number): Promise<string> {
    const id = ++this.#lastId;
    const answered = new Promise<TokenAnswer>((resolve) => this.#waiting.set(id, resolve));
    this.#report({ type: 'token-needed', stream, id });
    const { token, error } = await answered;
    if (token === undefined) throw new CodecError('TRANSPORT_FAILED', `no token for the connection: ${error}`);
    return token;
  }

  /** The page has answered; of a question that nobody waits for any more nothing happens. */
  answer(answer: TokenAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
