import { randomBytes } from 'node:crypto';
import { loggedText } from '../log/log-text.js';
import type { NewEvent, RelayEvent } from './relay-event.js';

/** Events of each name that are kept: no kind displaces another. */
const MAX_EACH = 400;
/** Of these, those of one channel: none displaces those of the others. */
const MAX_OF_CHANNEL = 50;
/** Alike events that follow each other within this time are one, which counts them. */
const ALIKE_MS = 60_000;
/** Events of these names can come in floods: alike ones are counted. */
const COUNTED = new Set(['refused', 'closed', 'moved']);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What has happened on a relay last, in bounded memory. */
export class EventJournal {
  readonly #wallMs: () => number;
  /** Of this start of this process. */
  readonly #instance = randomBytes(6).toString('hex');
  /** By name, oldest first. */
  readonly #events = new Map<string, Mutable<RelayEvent>[]>();
  readonly #listeners = new Set<(isEvent: boolean) => void>();
  #lastId = 0;
  #version = 0;

  /** @param wallMs ms since 1970 */
  constructor(wallMs: () => number = Date.now) {
    this.#wallMs = wallMs;
  }

  /** Grows with every event. */
  get version(): number {
    return this.#version;
  }

  /** Something has happened. Texts are cut and hold no tokens. */
  add(event: NewEvent): void {
    const nowMs = Math.round(this.#wallMs());
    const texts = Object.entries(event)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? loggedText(value) : value]);
    const noted = Object.fromEntries(texts) as unknown as NewEvent;
    const all = this.#events.get(event.event) ?? [];
    this.#events.set(event.event, all);
    const alike = COUNTED.has(event.event)
      ? all.find((known) => isAlike(known, noted) && nowMs - known.lastMs < ALIKE_MS)
      : undefined;
    if (alike) {
      all.splice(all.indexOf(alike), 1);
      all.push({ ...alike, ...noted, lastMs: nowMs, count: alike.count + 1 });
    } else {
      all.push({ ...noted, id: `${this.#instance}-${++this.#lastId}`, atMs: nowMs, lastMs: nowMs, count: 1 });
      bound(all, noted.channel);
    }
    this.#version++;
    for (const listener of this.#listeners) listener(true);
  }

  /** Something has changed that is no event of its own: a listener has come, or gone. */
  touch(): void {
    for (const listener of this.#listeners) listener(false);
  }

  /**
   * The last events, newest first.
   * @param channel only its own; null for those of all channels and of the whole relay
   */
  list(channel: string | null, limit: number): RelayEvent[] {
    const all = [...this.#events.values()].flat();
    return newestFirst(channel === null ? all : all.filter((event) => event.channel === channel)).slice(0, limit);
  }

  /** Calls a function after each event (true) and each other change (false); what is returned ends that. */
  onChange(listener: (isEvent: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Orders events of one or of several journals. */
export const newestFirst = (events: readonly RelayEvent[]): RelayEvent[] =>
  [...events].sort((a, b) => b.lastMs - a.lastMs || numberOf(b) - numberOf(a));

const numberOf = ({ id }: RelayEvent): number => Number(id.slice(id.lastIndexOf('-') + 1));

const isAlike = (a: NewEvent, b: NewEvent): boolean =>
  a.channel === b.channel && a.role === b.role && a.reason === b.reason && a.object === b.object;

/** Of one channel, or else of all, the oldest goes. */
function bound(all: RelayEvent[], channel: string | null): void {
  if (channel !== null && all.filter((event) => event.channel === channel).length > MAX_OF_CHANNEL)
    all.splice(
      all.findIndex((event) => event.channel === channel),
      1,
    );
  if (all.length > MAX_EACH) all.shift();
}
