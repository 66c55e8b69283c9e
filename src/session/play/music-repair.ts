import { CodecError } from '../../core/errors.js';
import { lossyType, parseLossyHead, SEQUENCE_MODULUS } from '../../core/wire/lossy-message.js';
import { extendIndex } from '../../core/wire/sequence.js';
import type { Clock } from '../../ports/clock.js';
import { type PeerLink, SESSION_STREAMS } from '../peer-link.js';
import { RecentCount } from '../recent-count.js';

/** How missing messages of the music are asked for. */
export const REPAIR_LIMITS = {
  /** Last messages of the stream that are kept to be sent again. */
  kept: 64,
  /** Messages that are asked for at the same time at most; what is beyond is left to repeats and concealment. */
  missing: 32,
  /** Messages beyond the newest that are asked for where none comes any more, at most. */
  ahead: 6,
  /** Messages that a peer is sent again at most, in a second. */
  sentPerS: 64,
} as const;

/** First byte of a request; what is sent again begins as every message of a lossy link does. */
const REQUEST = 1;
/** A message that is later than the next one by less may only have been overtaken. */
const HOLD_MS = 40;
/** Between two requests for the same message: the round trip and a half, and this. */
const SPARE_MS = 40;
/** Round trip where none is measured. */
const DEFAULT_ROUND_TRIP_MS = 150;
/** What is to be asked for within this time is asked for at once, where anything is. */
const TOGETHER_MS = 60;
/** Requests for one message at most: those of a burst are lost with it. */
const MAX_REQUESTS = 12;
/** Where no message has come for this many intervals, the next one is taken for lost. */
const SILENT_INTERVALS = 1.5;
/** Gaps between messages that are looked at: the longest of the last ones is the interval. */
const INTERVALS = 8;

interface Missing {
  requests: number;
  nextMs: number;
}

/** What a {@link MusicRepair} needs. */
export interface MusicRepairOptions {
  /** Times the requests. */
  readonly clock: Clock;
  /** Whom to ask: whoever sends the music to this peer; undefined where nobody does. */
  source(): PeerLink | undefined;
  /** Takes a message that was missing. */
  take(message: Uint8Array): void;
  /** Whether more messages are due: where none comes then, it is taken for lost. @default they are */
  isDue?(): boolean;
}

/**
 * Has messages of the music that were lost sent again, by the peer from which they come, and sends them again to others.
 * A recording is sent ahead by more than a second, so that there is time for several attempts; what is asked for costs
 * nothing where nothing is lost, and burdens no peer but the two.
 */
export class MusicRepair {
  readonly #o: MusicRepairOptions;
  /** By their numbers modulo 2^16, oldest first. */
  readonly #kept = new Map<number, Uint8Array>();
  readonly #missing = new Map<number, Missing>();
  readonly #sent = new RecentCount<PeerLink>(REPAIR_LIMITS.sentPerS, 1000);
  /** Number of the newest message, extended; −1 before the first. */
  #newest = -1;
  /** When it came. */
  #newestMs = 0;
  /** Between the last messages that came one after the other, in ms. */
  #intervalsMs: number[] = [];
  /** Messages behind the newest that are asked for, since nothing comes. */
  #ahead = 0;
  #recovered = 0;
  #cancel: (() => void) | undefined;

  constructor(options: MusicRepairOptions) {
    this.#o = options;
  }

  /** Messages that have come because they were asked for. */
  get recovered(): number {
    return this.#recovered;
  }

  /** A message of the stream has come, or was sent by this peer. A view. */
  note(message: Uint8Array): void {
    const sequence = sequenceOf(message);
    if (sequence === undefined) return;
    const wasMissing = this.#missing.delete(sequence);
    if (!this.#kept.has(sequence)) this.#keep(sequence, message);
    const number = this.#newest < 0 ? sequence : extendIndex(sequence, SEQUENCE_MODULUS, this.#newest);
    if (number <= this.#newest) return;
    const nowMs = this.#o.clock.nowMs();
    const gap = number - this.#newest - 1;
    if (this.#newest >= 0 && gap === 0 && !wasMissing) {
      this.#intervalsMs.push(nowMs - this.#newestMs);
      if (this.#intervalsMs.length > INTERVALS) this.#intervalsMs.shift();
    }
    // A jump of many is another beginning, or a hole that nobody can fill.
    if (this.#newest >= 0 && gap <= REPAIR_LIMITS.missing)
      for (let n = this.#newest + 1 + this.#ahead; n < number; n++) this.#miss(n % SEQUENCE_MODULUS, nowMs + HOLD_MS);
    this.#ahead = Math.max(0, this.#newest + this.#ahead - number);
    this.#newest = number;
    this.#newestMs = nowMs;
    this.#schedule();
  }

  /** A message of another peer about missing ones: a request, or what was asked for. A view. */
  receive(message: Uint8Array, from: PeerLink): void {
    if (message[0] === REQUEST) {
      this.#answer(message, from);
      return;
    }
    const sequence = sequenceOf(message);
    // What nobody has asked for is no answer.
    if (sequence === undefined || from !== this.#o.source() || !(this.#missing.get(sequence)?.requests ?? 0)) return;
    this.#recovered++;
    this.#o.take(message.slice());
  }

  /** Another stream begins: what is missing of this one is left. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#kept.clear();
    this.#missing.clear();
    this.#newest = -1;
    this.#intervalsMs = [];
    this.#ahead = 0;
  }

  #keep(sequence: number, message: Uint8Array): void {
    this.#kept.set(sequence, message.slice());
    if (this.#kept.size > REPAIR_LIMITS.kept) this.#kept.delete(this.#kept.keys().next().value!);
  }

  #miss(sequence: number, nextMs: number): void {
    if (this.#missing.size >= REPAIR_LIMITS.missing) this.#missing.delete(this.#missing.keys().next().value!);
    this.#missing.set(sequence, { requests: 0, nextMs });
  }

  #schedule(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { clock } = this.#o;
    const dueMs = Math.min(this.#silentMs(), ...[...this.#missing.values()].map(({ nextMs }) => nextMs));
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#cancel = clock.schedule(Math.max(1, dueMs - clock.nowMs()), () => {
      this.#cancel = undefined;
      this.#lookAhead(clock.nowMs());
      this.#ask();
      this.#schedule();
    });
  }

  /**
   * When the next message counts as lost although none has come behind it: a burst is noticed before it ends. Infinity where
   * that is not known, or enough are asked for.
   */
  #silentMs(): number {
    if (this.#intervalsMs.length < 2 || this.#ahead >= REPAIR_LIMITS.ahead || !this.#o.source())
      return Number.POSITIVE_INFINITY;
    return this.#newestMs + (this.#ahead + SILENT_INTERVALS) * Math.max(HOLD_MS, ...this.#intervalsMs);
  }

  #lookAhead(nowMs: number): void {
    while (this.#silentMs() <= nowMs) {
      if (this.#o.isDue?.() === false) {
        // What follows comes after a pause, whose length is no interval.
        this.#intervalsMs = [];
        return;
      }
      this.#ahead++;
      this.#miss((this.#newest + this.#ahead) % SEQUENCE_MODULUS, nowMs);
    }
  }

  #ask(): void {
    const nowMs = this.#o.clock.nowMs();
    const source = this.#o.source();
    const waitMs = 1.5 * (source?.roundTripMs ?? DEFAULT_ROUND_TRIP_MS) + SPARE_MS;
    const wanted: number[] = [];
    if (![...this.#missing.values()].some(({ nextMs }) => nextMs <= nowMs)) return;
    for (const [sequence, missing] of this.#missing) {
      if (missing.nextMs > nowMs + TOGETHER_MS) continue;
      if (missing.requests >= MAX_REQUESTS) this.#missing.delete(sequence);
      else wanted.push(sequence);
      missing.requests++;
      missing.nextMs = nowMs + waitMs;
    }
    if (wanted.length > 0) source?.stream(SESSION_STREAMS.repair).send(encodeRequest(wanted));
  }

  #answer(request: Uint8Array, to: PeerLink): void {
    const link = to.stream(SESSION_STREAMS.repair);
    for (const sequence of new Set(parseRequest(request))) {
      const message = this.#kept.get(sequence);
      if (message && this.#sent.take(to, this.#o.clock.nowMs())) link.send(message);
    }
  }
}

/** Number of a message of a lossy link; undefined where it is none. */
function sequenceOf(message: Uint8Array): number | undefined {
  if (lossyType(message) !== 'message') return undefined;
  try {
    return parseLossyHead(message).sequence;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** A byte, then two for each number. */
function encodeRequest(sequences: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * sequences.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, REQUEST);
  for (const [i, sequence] of sequences.entries()) view.setUint16(1 + 2 * i, sequence);
  return bytes;
}

/** The numbers that are asked for, at most as many as may be missing. */
function parseRequest(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.min(REPAIR_LIMITS.missing, (bytes.length - 1) >> 1);
  return Array.from({ length: count }, (_, i) => view.getUint16(1 + 2 * i));
}
