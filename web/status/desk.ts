import { h, setText } from '../dom.js';
import { language } from '../language.js';
import { type StatusApi, StatusError } from './api.js';
import { span } from './format.js';
import { s } from './language.js';

/** Without an answer for so long what is shown is old; the page reads it every two seconds. */
const LATE_MS = 3000;
const TICK_MS = 500;

/** What the operator has done last, and how it went; every part of the page acts through it. */
export class Desk {
  readonly node = h('p', { class: 'quiet done', role: 'status' }, '');
  readonly alert = h('div', { class: 'alert', role: 'alert' });
  /** That what is shown could not be read again. */
  readonly stale = h('div', { class: 'alert', role: 'alert' });
  readonly #api: StatusApi;
  readonly #onChange: () => void;
  readonly #onSignedOut: (why: string) => void;
  /** How old what is shown is; it counts on, which a screen reader does not read out. */
  readonly #age = h('span', { 'aria-hidden': 'true' }, '');
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);
  /** Why nothing was read last; empty where it was. */
  #fault = '';
  #stated = '';
  #answered: { readonly at: Date; readonly atMs: number } | null = null;

  /** @param onChange called when something was changed, so that it is shown at once */
  constructor(api: StatusApi, onChange: () => void, onSignedOut: (why: string) => void) {
    this.#api = api;
    this.#onChange = onChange;
    this.#onSignedOut = onSignedOut;
  }

  /**
   * Reads what is shown; null where it cannot be read now, which is stated together with how old is what is shown. What an
   * action has answered stays.
   * @param refusal a status by which the relay says that it has nothing of the kind: the answer is `refused`
   */
  async read<T>(path: string): Promise<T | null>;
  async read<T>(path: string, refusal: number): Promise<T | null | 'refused'>;
  async read<T>(path: string, refusal?: number): Promise<T | null | 'refused'> {
    try {
      const answer = await this.#api.call<T>('GET', path);
      this.#answered = { at: new Date(), atMs: performance.now() };
      this.#fault = '';
      this.#tick();
      return answer;
    } catch (error) {
      const { status, message } = error as StatusError;
      if (status !== undefined && status === refusal) return 'refused';
      if (error instanceof StatusError && (status === 401 || status === 403)) this.#onSignedOut(message);
      else {
        this.#fault = message;
        this.#tick();
      }
      return null;
    }
  }

  /** Nothing is read or told any more. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** A relay that hangs answers nothing, not even that it cannot: what is shown grows old meanwhile. */
  #tick(): void {
    const answered = this.#answered;
    const ageMs = answered ? performance.now() - answered.atMs : 0;
    const fault = this.#fault || (ageMs > LATE_MS ? s.unanswered : '');
    const stated = fault && answered ? `${fault} ${s.shownIsOf(answered.at.toLocaleTimeString(language))}` : fault;
    setText(this.#age, answered ? ` (${s.chart.ago(span(ageMs / 1000))})` : '');
    if (stated === this.#stated) return;
    this.#stated = stated;
    this.stale.replaceChildren(...(stated ? [stated, this.#age] : []));
  }

  /** Does what the operator wants; null where it has failed: the reason is shown until the next action. */
  async try<T>(method: string, path: string, body?: unknown): Promise<T | null> {
    try {
      const answer = await this.#api.call<T>(method, path, body);
      setText(this.alert, '');
      return answer;
    } catch (error) {
      const { status, message } = error as StatusError;
      if (error instanceof StatusError && status === 401) this.#onSignedOut(message);
      else setText(this.alert, message);
      return null;
    }
  }

  /** As {@link try}, and says what was done. */
  async change(done: string, method: string, path: string, body?: unknown): Promise<boolean> {
    const answer = await this.try(method, path, body);
    if (answer) this.tell(done);
    else setText(this.node, '');
    return answer !== null;
  }

  /** Says what was done, and has what is shown read again. */
  tell(done: string): void {
    setText(this.node, done);
    this.#onChange();
  }

  /** @param hours text of a number; empty for ever */
  async ban(address: string, { hours = '', reason = '' }: Readonly<Record<string, string>>): Promise<boolean> {
    const value = Number(hours.replace(',', '.'));
    const body = {
      kind: 'address',
      value: address,
      ...(reason && { reason }),
      ...(hours !== '' && { expiresInMs: Math.round(value * 3_600_000) }),
    };
    return await this.change(s.bans.done(address), 'POST', 'bans', body);
  }
}
