import type { StatusApi, StatusChanges, StatusError } from './api.js';
import type { Desk } from './desk.js';

/** The relay answers at the latest after this, also where nothing is new: then it is known to be there. */
const HOLD_MS = 1000;
/** Between an answer and the next request: what comes in a moment comes together. */
const PAUSE_MS = 150;
/** After a request that has failed. */
const RETRY_MS = 700;

/**
 * Follows the relay: each request waits there until something is new. A page in the background asks for nothing, and is
 * told what is new as soon as it is looked at.
 */
export class Live {
  readonly #api: StatusApi;
  readonly #desk: Desk;
  readonly #path: string;
  readonly #onChanges: (changes: StatusChanges) => void;
  #isOver = false;

  /** @param path under `admin/`, of the relay or of one channel: `watch` or `channels/NAME/watch` */
  constructor(api: StatusApi, desk: Desk, path: string, onChanges: (changes: StatusChanges) => void) {
    this.#api = api;
    this.#desk = desk;
    this.#path = path;
    this.#onChanges = onChanges;
    void this.#follow();
  }

  close(): void {
    this.#isOver = true;
  }

  async #follow(): Promise<void> {
    let revision = '';
    while (!this.#isOver) {
      await visible();
      const startMs = performance.now();
      let pauseMs = PAUSE_MS;
      try {
        const after = revision && `&after=${revision}`;
        const changes = await this.#api.call<StatusChanges>('GET', `${this.#path}?waitMs=${HOLD_MS}${after}`);
        if (this.#isOver) return;
        this.#desk.answered(performance.now() - startMs - HOLD_MS);
        // Where each answer comes from another node, all of it comes each time: then less often.
        if (changes.isWhole && revision) pauseMs = HOLD_MS;
        revision = changes.revision;
        this.#onChanges(changes);
      } catch (error) {
        if (this.#isOver) return;
        this.#desk.failed(error as StatusError);
        pauseMs = RETRY_MS;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Resolves as soon as the page is looked at. */
function visible(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    const onChange = (): void => {
      if (document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', onChange);
      resolve();
    };
    document.addEventListener('visibilitychange', onChange);
  });
}
