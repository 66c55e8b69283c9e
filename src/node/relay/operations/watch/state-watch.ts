import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../ports/clock.js';
import type { ChannelStats } from '../../../../relay/channel/channel-stats.js';
import type { Ban } from '../../access/ban.js';
import type { ClusterNodeState } from '../../cluster/cluster-node.js';
import { type ChannelChanges, ChannelRevisions } from './changes.js';

/** Figures, which change all the time, are told at this interval. */
const FIGURES_MS = 2000;
/** Between two looks at the least, in ms and as a part of the interval. */
const MIN_LOOK_MS = 200;
const MIN_LOOK_SHARE = 0.4;
/** Looks take at most one part of so many of the time of the process. */
const LOOK_SHARE = 20;
/** Memory of all processes is measured at this interval. */
const MEMORY_MS = 10_000;

/** Totals of a relay as they are told to who watches it. */
export interface WatchTotals {
  readonly uptimeSeconds: number;
  /** Null before it was measured. */
  readonly residentBytes: number | null;
  readonly connections: number;
  readonly refused: number;
  readonly closed: number;
}

/** What a relay is watched by. */
export interface StateWatchOptions {
  /** Times looks and waits. */
  readonly clock: Clock;
  /** All channels as they are now. */
  readonly channels: () => readonly ChannelStats[] | Promise<readonly ChannelStats[]>;
  /** How often it is looked for what nobody tells of; in a cluster each look asks all nodes. */
  readonly lookMs: number;
  /** Of the whole relay. */
  readonly totals: () => Omit<WatchTotals, 'residentBytes'>;
  /** Memory of all processes. */
  readonly residentBytes: () => Promise<number>;
  /** Null where the relay has no list of bans. */
  readonly bans: () => readonly Ban[] | null;
  /** Null for a relay that stands alone. */
  readonly nodes: () => { readonly nodes: readonly ClusterNodeState[]; readonly isConnected: boolean } | null;
  /** Grows whenever something has happened. */
  readonly events: () => number;
  /** Calls a function whenever something has changed; what is returned ends that. */
  readonly onChange: (listener: () => void) => () => void;
}

/** What is new of a relay since a revision; plain JSON. */
export interface WatchAnswer extends ChannelChanges {
  /** For the next call. */
  readonly revision: string;
  /** The relay's time, in ms since 1970. */
  readonly nowMs: number;
  /** Another number than before: there are new events. */
  readonly events: number;
  /** Null where it is not new, and of one channel. */
  readonly totals: (WatchTotals & { readonly sources: number; readonly listeners: number }) | null;
  readonly bans: readonly Ban[] | null;
  readonly nodes: { readonly nodes: readonly ClusterNodeState[]; readonly isConnected: boolean } | null;
}

/** A part that is told as a whole when it has changed. */
interface Part<T> {
  value: T | null;
  text: string;
  at: number;
}

const noPart = <T>(): Part<T> => ({ value: null, text: 'null', at: 0 });

/**
 * What is new of a relay, told as soon as it is. The relay is looked at while somebody waits: when something has happened,
 * and at an interval for what nobody tells of. All who wait share each look.
 */
export class StateWatch {
  readonly #o: StateWatchOptions;
  /** Revisions of another start, or of another node, mean nothing here. */
  readonly #instance = randomBytes(6).toString('hex');
  readonly #channels = new ChannelRevisions();
  readonly #unwatch: () => void;
  readonly #waiting = new Set<() => void>();
  #revision = 1;
  #totals: Part<WatchAnswer['totals']> = noPart();
  #bans: Part<readonly Ban[]> = noPart();
  #nodes: Part<WatchAnswer['nodes']> = noPart();
  #events = { value: -1, at: 0 };
  #residentBytes: number | null = null;
  #memoryMs = Number.NEGATIVE_INFINITY;
  #figuresMs = Number.NEGATIVE_INFINITY;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #pauseMs = 0;
  #looking: Promise<void> | null = null;
  /** Whether something has happened since the present look has begun. */
  #isOld = false;
  #cancel: (() => void) | null = null;
  #plannedMs = 0;
  #isClosed = false;

  constructor(options: StateWatchOptions) {
    this.#o = options;
    this.#unwatch = options.onChange(() => {
      if (this.#waiting.size > 0) this.#plan(this.#minLookMs);
    });
  }

  /**
   * What is new, as soon as anything is.
   * @param after revision of the answer before; undefined for all there is
   * @param waitMs for something new; then the answer has nothing
   * @param only of this channel alone; null for the whole relay
   */
  async next(after: string | undefined, waitMs: number, only: string | null): Promise<WatchAnswer> {
    const [instance, number] = after?.split('.') ?? [];
    const known = (instance === this.#instance && Number(number)) || 0;
    const endMs = this.#o.clock.nowMs() + waitMs;
    // Who asks again at once shares the last look; who has been away, or is new, is told what is the case now.
    if (known === 0 || this.#o.clock.nowMs() - this.#lookedMs >= this.#o.lookMs + this.#pauseMs)
      await this.#upTo(this.#look(), known === 0 ? Number.POSITIVE_INFINITY : endMs);
    while (!this.#isClosed) {
      const answer = this.#answer(known, only);
      if (answer || known === 0) return answer ?? this.#nothing(0);
      if (this.#o.clock.nowMs() >= endMs) break;
      await this.#news(endMs);
    }
    return this.#nothing(known);
  }

  /** Whoever waits is answered, and nobody waits any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
    this.#unwatch();
    this.#wake();
  }

  #answer(known: number, only: string | null): WatchAnswer | null {
    const changes = this.#channels.since(known, only);
    const part = <T>({ value, at }: Part<T>): T | null => (only === null && at > known ? value : null);
    const [totals, bans, nodes] = [part(this.#totals), part(this.#bans), part(this.#nodes)];
    const ofChannels = changes.channels.length + changes.gone.length + changes.figures.length;
    const hasNews = changes.isWhole || ofChannels > 0 || totals || bans || nodes || this.#events.at > known;
    if (!hasNews) return null;
    return { ...this.#head(this.#revision), ...changes, totals, bans, nodes };
  }

  #nothing(known: number): WatchAnswer {
    const nothing = { channels: [], gone: [], figures: [], totals: null, bans: null, nodes: null };
    return { ...this.#head(known), isWhole: false, ...nothing };
  }

  #head(revision: number) {
    return {
      revision: `${this.#instance}.${revision}`,
      nowMs: Math.round(Date.now()),
      events: this.#o.events(),
    };
  }

  /** Until something was looked at, or the time is over. */
  #news(endMs: number): Promise<void> {
    this.#plan(this.#o.lookMs);
    return this.#upTo(new Promise<void>((resolve) => this.#waiting.add(resolve)), endMs);
  }

  async #upTo(work: Promise<void>, endMs: number): Promise<void> {
    if (endMs === Number.POSITIVE_INFINITY) return work;
    let cancel = (): void => {};
    const end = new Promise<void>((resolve) => {
      cancel = this.#o.clock.schedule(Math.max(0, endMs - this.#o.clock.nowMs()), resolve);
    });
    await Promise.race([work, end]);
    cancel();
  }

  /** Looks so long after the last time, or earlier where that is planned. */
  #plan(afterMs: number): void {
    const atMs = Math.max(this.#o.clock.nowMs(), this.#lookedMs + afterMs + this.#pauseMs);
    if (this.#isClosed || (this.#cancel && this.#plannedMs <= atMs)) return;
    this.#cancel?.();
    this.#plannedMs = atMs;
    this.#cancel = this.#o.clock.schedule(atMs - this.#o.clock.nowMs(), () => {
      this.#cancel = null;
      void this.#look();
    });
  }

  get #minLookMs(): number {
    return Math.max(MIN_LOOK_MS, MIN_LOOK_SHARE * this.#o.lookMs);
  }

  #look(): Promise<void> {
    if (this.#looking) this.#isOld = true;
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
      if (this.#isOld) this.#plan(this.#minLookMs);
      this.#isOld = false;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const { clock } = this.#o;
    const channels = await this.#o.channels();
    const startMs = clock.nowMs();
    const withFigures = startMs - this.#figuresMs >= FIGURES_MS;
    if (withFigures) this.#figuresMs = startMs;
    const revision = this.#revision + 1;
    let isNew = this.#channels.note(channels, revision, withFigures);
    const events = this.#o.events();
    const hasEvents = events !== this.#events.value;
    if (hasEvents) {
      this.#events = { value: events, at: revision };
      isNew = true;
    }
    if (withFigures || hasEvents) {
      isNew = this.#notePart(this.#bans, this.#o.bans(), revision) || isNew;
      isNew = this.#notePart(this.#nodes, this.#o.nodes(), revision) || isNew;
    }
    if (withFigures || isNew) isNew = this.#noteTotals(channels, revision) || isNew;
    if (isNew) this.#revision = revision;
    this.#lookedMs = clock.nowMs();
    this.#pauseMs = (this.#lookedMs - startMs) * (LOOK_SHARE - 1);
    this.#wake();
  }

  #noteTotals(channels: readonly ChannelStats[], revision: number): boolean {
    const nowMs = this.#o.clock.nowMs();
    if (nowMs - this.#memoryMs >= MEMORY_MS) {
      this.#memoryMs = nowMs;
      this.#o.residentBytes().then(
        (bytes) => {
          this.#residentBytes = bytes;
        },
        () => {},
      );
    }
    return this.#notePart(
      this.#totals,
      {
        ...this.#o.totals(),
        residentBytes: this.#residentBytes,
        sources: channels.filter(({ isLive }) => isLive).length,
        listeners: channels.reduce((sum, { listeners }) => sum + listeners, 0),
      },
      revision,
    );
  }

  #notePart<T>(part: Part<T>, value: T | null, revision: number): boolean {
    const text = JSON.stringify(value);
    if (text === part.text) return false;
    Object.assign(part, { value, text, at: revision });
    return true;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
