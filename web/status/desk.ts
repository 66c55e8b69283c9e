import { h, setText } from '../dom.js';
import { language } from '../language.js';
import { type StatusApi, StatusError } from './api.js';
import { span } from './format.js';
import { s } from './language.js';

/** Without an answer for so long what is shown is old; the relay answers at least every second. */
const LATE_MS = 1600;
/** Where answers take their time on the way, by so many of the longest of late is waited longer. */
const LATE_TIMES = 3;
const TICK_MS = 200;

/** What the operator has done last, and how it went; every part of the page acts through it. */
export class Desk {
  readonly node = h('p', { class: 'quiet done', role: 'status' }, '');
  readonly alert = h('div', { class: 'alert', role: 'alert' });
  /** That what is shown could not be read again. */
  readonly stale = h('div', { class: 'alert', role: 'alert' });
  readonly #api: StatusApi;
  readonly #onSignedOut: (why: string) => void;
  /** How old what is shown is; it counts on, which a screen reader does not read out. */
  readonly #age = h('span', { 'aria-hidden': 'true' }, '');
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);
  readonly #onSeen = (): void => {
    this.#seenMs = performance.now();
  };
  /** Why nothing was read last; empty where it was. */
  #fault = '';
  #stated = '';
  #answered: { readonly at: Date; readonly atMs: number } | null = null;
  /** A page in the background asks for nothing. */
  #seenMs = 0;
  /** Beyond the time for which the relay holds a request; the longest of late. */
  #wayMs = 0;
  #isRenewing = false;

  constructor(api: StatusApi, onSignedOut: (why: string) => void) {
    this.#api = api;
    this.#onSignedOut = onSignedOut;
    document.addEventListener('visibilitychange', this.#onSeen);
  }

  /** Another key or token is asked for: nothing is read meanwhile, and that is no fault of the relay. */
  set isRenewing(isRenewing: boolean) {
    this.#isRenewing = isRenewing;
    this.#onSeen();
    this.#tick();
  }

  /** The relay has answered. @param wayMs beyond the time for which it held the request; below 0 where it had news */
  answered(wayMs: number): void {
    this.#answered = { at: new Date(), atMs: performance.now() };
    this.#wayMs = Math.max(wayMs, 0.9 * this.#wayMs);
    this.#fault = '';
    this.#tick();
  }

  /** It has refused, or not answered. */
  failed(error: StatusError): void {
    const { status, message } = error;
    if (error instanceof StatusError && (status === 401 || status === 403)) this.#onSignedOut(message);
    else {
      this.#fault = message;
      this.#tick();
    }
  }

  /** Reads what is shown; null where it cannot be read now, which is stated together with how old is what is shown. */
  async read<T>(path: string): Promise<T | null> {
    try {
      return await this.#api.call<T>('GET', path);
    } catch (error) {
      // A channel that has gone has no connections: what follows the relay knows.
      if ((error as StatusError).status !== 404) this.failed(error as StatusError);
      return null;
    }
  }

  /** Nothing is read or told any more. */
  close(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#onSeen);
  }

  /** A relay that hangs answers nothing, not even that it cannot: what is shown grows old meanwhile. */
  #tick(): void {
    const answered = this.#answered;
    const nowMs = performance.now();
    const ageMs = answered ? nowMs - answered.atMs : 0;
    const isLate =
      answered !== null && nowMs - Math.max(answered.atMs, this.#seenMs) > LATE_MS + LATE_TIMES * this.#wayMs;
    const fault = this.#isRenewing ? '' : this.#fault || (isLate ? s.unanswered : '');
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

  /** Says what was done; what it has changed comes by itself. */
  tell(done: string): void {
    setText(this.node, done);
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
