import { CodecError } from '../../../core/errors.js';
import { seededRandom } from '../../../core/random.js';
import type { StreamHello } from '../../../core/wire/hello.js';
import type { Clock } from '../../../ports/clock.js';
import type { LatentModel } from '../../../ports/model.js';
import type { FilesProvider, FilesRequest } from '../../../relay/channel/fallback-files.js';
import type { OnDemandFeed } from '../../../relay/sources/on-demand-source.js';
import type { FoundModel } from '../../model/model-files.js';
import type { TrackEntry } from '../../program/playlist.js';
import type { IcecastSourceSettings } from '../icecast/options.js';
import { filesProgram, type ProgramItem } from './files-program.js';
import { ItemQueue } from './item-queue.js';
import { isRecordingName, TrackRuns } from './track-runs.js';

/** Audio that is made ready while the source is on the air: the model is loaded, and takes up the work, while it plays. */
const HEAD_MS = 12_000;
/** Audio that is made ahead of its time while the files play. */
const AHEAD_MS = 8_000;
/** After a failure the beginning is made ready again at the earliest after this time. */
const RETRY_MS = 15_000;

/** What the files of a channel need of their surroundings. */
export interface FilesProviderOptions extends FilesRequest {
  /** Keeps the pace. */
  readonly clock: Clock;
  /** The tracks that the files name now. @throws CodecError where there is none */
  readonly listTracks: () => Promise<readonly TrackEntry[]>;
  /** How the channel's audio is encoded. Asked for at each start. */
  readonly settings: () => IcecastSourceSettings;
  /** Finds the model of a stream; null: that of the settings. @throws CodecError MODEL_NOT_FOUND */
  readonly findModel: (stream: StreamHello | null, firstRecording: string | undefined) => Promise<FoundModel>;
  /**
   * Loads it, as soon as one more may encode; `close` makes room for another one.
   * @param isUrgent whether listeners wait for it
   * @throws CodecError ABORTED where the signal comes first, and why it cannot be loaded
   */
  readonly openModel: (
    found: FoundModel,
    signal: AbortSignal,
    isUrgent: boolean,
  ) => Promise<{ readonly model: LatentModel; close(): Promise<void> }>;
  /** Told how long the model took for each block. */
  readonly onEncoded: (seconds: number) => void;
  /** What becomes of the files, for the owner's log. */
  readonly onNote: (level: 'info' | 'warn', message: string) => void;
  /** Environment whose PATH is searched for FFmpeg. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** A program that is known by these: begun again, it gives the same items. */
interface Program {
  readonly seed: number;
  readonly startAt: number;
  readonly tracks: readonly TrackEntry[];
  readonly model: FoundModel;
  /** The source's model at that time; null: it had none yet. */
  readonly sha256: string | null;
}

/** A program under way. */
interface RunningProgram {
  readonly items: AsyncGenerator<ProgramItem>;
  readonly runs: TrackRuns;
  close(): Promise<void>;
}

/**
 * Files as the source of a channel while they are wanted. Their beginning is encoded beforehand, and kept: it plays at
 * once when it is wanted, while the model is loaded, encodes the same again, and continues it.
 */
export class RelayFiles implements FilesProvider {
  readonly #o: FilesProviderOptions;
  #stream: StreamHello | null = null;
  /** As much of the beginning as is ready. */
  #head: { readonly program: Program; readonly items: readonly ProgramItem[] } | null = null;
  #preparing: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #playing = 0;
  #isClosed = false;
  /** Tracks that have played: the next program begins behind them. */
  #startAt = 0;
  readonly #notes = new Map<string, number>();

  constructor(options: FilesProviderOptions) {
    this.#o = options;
  }

  prepare(stream: StreamHello | null): void {
    this.#stream = stream;
    if (this.#playing > 0 || this.#preparing || this.#isClosed || this.#isFit(this.#head)) return;
    if (this.#o.clock.nowMs() < this.#retryAtMs) return;
    const abort = new AbortController();
    this.#preparing = { abort, ended: this.#prepare(stream, abort.signal) };
  }

  start(feed: OnDemandFeed): () => void {
    const abort = new AbortController();
    this.#playing++;
    void this.#play(feed, abort.signal)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const known =
          error instanceof CodecError ? error : new CodecError('PROTOCOL', String((error as Error).message));
        this.#note('warn', `the files of the fallback cannot be played: ${known.message}`);
        feed.failed(known);
      })
      .finally(() => {
        this.#playing--;
      });
    return () => abort.abort();
  }

  close(): void {
    this.#isClosed = true;
    this.#preparing?.abort.abort();
  }

  /** Whether the source's listeners can play it. */
  #isFit(head: { readonly program: Program } | null): boolean {
    return head !== null && (this.#stream === null || head.program.sha256 === this.#stream.modelSha256);
  }

  async #prepare(stream: StreamHello | null, signal: AbortSignal): Promise<void> {
    let running: RunningProgram | undefined;
    try {
      const program = await this.#next(stream);
      running = this.#open(program, signal, false);
      const items: ProgramItem[] = [];
      this.#head = { program, items };
      let ms = 0;
      for await (const item of running.items) {
        if (signal.aborted) break;
        items.push(item);
        if (item.kind === 'packet') ms += item.ms;
        if (ms >= HEAD_MS) break;
      }
      if (!signal.aborted) this.#note('info', `the beginning of the fallback's files is ready`);
    } catch (error) {
      if (signal.aborted) return;
      this.#head = null;
      this.#retryAtMs = this.#o.clock.nowMs() + RETRY_MS;
      this.#note('warn', `the files of the fallback cannot be played: ${(error as Error).message}`);
    } finally {
      await running?.close();
      this.#preparing = null;
    }
  }

  /** Plays until the signal. @throws what ends the program before */
  async #play(feed: OnDemandFeed, signal: AbortSignal): Promise<void> {
    this.#preparing?.abort.abort();
    const head = this.#isFit(this.#head) ? this.#head : null;
    const ready = [...(head?.items ?? [])];
    this.#head = null;
    const { clock, leadMs } = this.#o;
    const queue = new ItemQueue({ clock, aheadMs: AHEAD_MS, leadMs, signal });
    for (const item of ready) queue.put(item);
    // What is due at once is handed on in this call: nobody finds the channel without a stream in between.
    for (let item = queue.takeDue(); item; item = queue.takeDue()) hand(item, feed);
    const program = head?.program ?? (await this.#next(this.#stream));
    const running = this.#open(program, signal, true);
    const made = this.#make(queue, running, ready);
    try {
      for await (const item of queue.items()) hand(item, feed);
      await made;
    } finally {
      const length = Math.max(1, program.tracks.length);
      this.#startAt = (program.startAt + Math.max(1, running.runs.played)) % length;
      await running.close();
    }
  }

  /** Puts what continues the beginning. Never rejects: the queue ends with the error. */
  async #make(queue: ItemQueue, { items }: RunningProgram, head: readonly ProgramItem[]): Promise<void> {
    try {
      let epoch: number | undefined;
      for (const item of head) if (item.kind === 'hello') epoch = item.hello.epoch;
      // Its model makes room for this one.
      await this.#preparing?.ended;
      let passed = 0;
      let hello: StreamHello | undefined;
      for await (const item of items) {
        if (item.kind === 'hello') hello = item.hello;
        if (passed++ < head.length) continue;
        // The files have changed meanwhile, and another stream follows than the one that was made ready.
        if (hello && item.kind !== 'hello' && hello.epoch !== epoch) await queue.push({ kind: 'hello', hello });
        epoch = hello?.epoch;
        if (!(await queue.push(item))) return;
      }
      queue.end();
    } catch (error) {
      queue.end(error);
    }
  }

  async #next(stream: StreamHello | null): Promise<Program> {
    const { listTracks, findModel, random } = this.#o;
    const tracks = await listTracks();
    const model = await findModel(stream, tracks.map(({ input }) => input).find(isRecordingName));
    const seed = Math.floor(random() * 2 ** 32);
    return { seed, startAt: this.#startAt, tracks, model, sha256: stream?.modelSha256 ?? model.sha256 };
  }

  /** @param isUrgent whether listeners wait for it */
  #open({ seed, startAt, tracks, model }: Program, signal: AbortSignal, isUrgent: boolean): RunningProgram {
    const { shuffle, openModel, settings, planes, env, onEncoded } = this.#o;
    const random = seededRandom(seed);
    let current = tracks;
    const refresh = (): void =>
      void this.#o.listTracks().then(
        (list) => (current = list),
        // What was listed before may still be there.
        (error: Error) => this.#note('warn', `the files of the fallback are not listed again: ${error.message}`),
      );
    const takeTracks = (): readonly TrackEntry[] => {
      refresh();
      return current;
    };
    const runs = new TrackRuns({ tracks: takeTracks, startAt, shuffle, random });
    const ended = new AbortController();
    const end = (): void => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const { planes: encodedPlanes, ...form } = settings();
    let opened: ReturnType<typeof openModel> | undefined;
    const epochs = seededRandom(seed ^ 0x5eed);
    const items = filesProgram({
      runs,
      model,
      openModel: () => {
        opened ??= openModel(model, ended.signal, isUrgent);
        return opened.then((loaded) => loaded.model);
      },
      settings: { ...form, planes: Math.min(encodedPlanes, planes) },
      maxPlanes: planes,
      nextEpoch: () => Math.floor(epochs() * 2 ** 32),
      env,
      onSkipped: (message) => this.#note('warn', `skipped in the fallback: ${message}`),
      onWarning: (message) => this.#note('warn', `in the fallback: ${message}`),
      onEncoded,
      signal: ended.signal,
    });
    return {
      items,
      runs,
      close: async () => {
        signal.removeEventListener('abort', end);
        end();
        await items.return(undefined).catch(() => undefined);
        // What waits for an encoder is ended by the signal.
        await opened?.then((loaded) => loaded.close()).catch(() => undefined);
      },
    };
  }

  /** The same line at most once a minute. */
  #note(level: 'info' | 'warn', message: string): void {
    const nowMs = this.#o.clock.nowMs();
    if (nowMs - (this.#notes.get(message) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    if (this.#notes.size > 256) this.#notes.clear();
    this.#notes.set(message, nowMs);
    this.#o.onNote(level, message);
  }
}

function hand(item: ProgramItem, feed: OnDemandFeed): void {
  if (item.kind === 'hello') feed.begin(item.hello);
  else if (item.kind === 'metadata') feed.metadata(item.metadata);
  else feed.audio(item.message, item.packet);
}
