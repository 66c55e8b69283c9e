import { type PlayState, restingAt } from '../control/play-state.js';
import { CONTROL_TIMES, type SessionControl } from '../control/session-control.js';
import { SESSION_STREAMS } from '../peer-link.js';
import { RecordingDelay } from './delay-control.js';
import { MusicProgram } from './music-program.js';
import { MUSIC_TYPE, type MusicStream, musicStream } from './music-stream.js';
import type { SyncReport } from './peer-figures.js';
import type { SessionClock } from './session-clock.js';
import type { HostPlayOptions, SessionPlayOptions } from './session-play-options.js';
import type { SessionQueue } from './session-queue.js';
import { TrackQueue } from './track-queue.js';

const DEFAULT_DELAY_MS = 1200;
/** A host that is back waits so long for a peer that stands in for it, and then begins anew. */
const STAND_IN_WAIT_MS = 8000;

/** What a {@link Hosting} needs of its session. */
export interface HostingParts {
  readonly options: SessionPlayOptions;
  readonly control: SessionControl;
  readonly time: SessionClock;
  readonly queue: SessionQueue;
  /** Receives what this peer sends, as any other peer does. */
  take(message: Uint8Array): void;
  /** The stream of this peer begins. */
  listen(stream: MusicStream): void;
}

/**
 * What this peer plays into the session while it leads: as its host, also one that was away and is back, or as the
 * successor that the host has named.
 */
export class Hosting {
  readonly #parts: HostingParts;
  #program: MusicProgram | undefined;
  #stream: MusicStream | undefined;
  #clockId: string | undefined;
  #delay = new RecordingDelay();
  /** What this peer plays as the host, for a return. */
  #own: HostPlayOptions | undefined;
  /** What it would play as the host's successor. */
  #standby: HostPlayOptions | undefined;
  #cancelWait: (() => void) | undefined;

  constructor(parts: HostingParts) {
    this.#parts = parts;
  }

  /** Names the clock of this peer's last start as a host; undefined before the first. */
  get clockId(): string | undefined {
    return this.#clockId;
  }

  /** From a seek or the next track until its sound is heard, in ms. */
  get soundMs(): number {
    return this.#delay.neededMs ?? this.#parts.control.state!.delayMs;
  }

  /** Leads and plays: see `SessionPlay.host`. */
  host(options: HostPlayOptions): void {
    this.#own = options;
    const { control } = this.#parts;
    if (!options.isBack || this.#parts.options.membership.peers.size === 0) this.#begin(options);
    else if (control.state?.isStandIn) this.#beginAtRest(control.state, options);
    else this.#beginAfter(STAND_IN_WAIT_MS, options);
  }

  /** Plays as the successor that the host has named, once that is gone: see `SessionPlay.standBy`. */
  standBy(options: HostPlayOptions | undefined): void {
    this.#standby = options;
  }

  /** Another state holds. */
  follow(state: PlayState): void {
    const { ownId } = this.#parts.options.membership;
    const isLeader = state.leaderId === ownId;
    if (!isLeader) void this.#stop();
    if (this.#program) return;
    // Whoever stands in for the host gives way to it, also where this one was cut off and had not noticed.
    if (this.#own && state.isStandIn) this.#beginAtRest(state, { ...this.#own, epoch: (this.#own.epoch + 1) >>> 0 });
    else if (this.#standby && isLeader && !state.isStandIn) this.#beginAtRest(state, this.#standby);
    // A successor that plays is the host now.
    else if (!isLeader && !this.#cancelWait) this.#own = undefined;
  }

  /** What a peer has lost. @param from its id */
  report(message: Uint8Array, from: string): void {
    this.#program?.report(message, from);
  }

  /** Tells a peer, or all others, of the stream that is played. */
  describe(to?: string): void {
    const { membership } = this.#parts.options;
    if (!this.#program || !this.#stream) return;
    const message = { type: MUSIC_TYPE, stream: this.#stream };
    if (to === undefined) membership.sendControlToAll(message);
    else membership.peers.get(to)?.sendControl(message);
    if (to !== undefined) this.#parts.queue.describe(to);
  }

  /** Sends as far ahead as the poorest link that counts needs. */
  adapt(reports: readonly SyncReport[]): void {
    const { control } = this.#parts;
    const { delayMs, track } = control.state!;
    if (!this.#program || track?.durationMs == null) return;
    const spares = reports.flatMap(({ spareMs, isPlaying }) => (spareMs === null || !isPlaying ? [] : [spareMs]));
    const repairs = reports.flatMap(({ repairSpareMs, isPlaying }) =>
      repairSpareMs === undefined || !isPlaying ? [] : [repairSpareMs],
    );
    const wanted = this.#delay.adapt(delayMs, spares, repairs);
    if (wanted !== delayMs) control.set({ delayMs: wanted });
  }

  /** Plays nothing any more. May be called twice. */
  async close(): Promise<void> {
    this.#own = this.#standby = undefined;
    this.#cancelWait?.();
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    if (program) this.#parts.queue.lead(undefined);
    await program?.close();
  }

  /** What has arrived is heard to its end before. */
  #beginAtRest({ segments }: PlayState, options: HostPlayOptions): void {
    const rest = segments.at(-1);
    const nowMs = this.#parts.time.nowMs();
    const waitMs = rest?.isPlaying === false && nowMs !== undefined ? rest.atMs - nowMs : 0;
    if (waitMs <= 0) this.#begin(options);
    else this.#beginAfter(Math.min(waitMs, STAND_IN_WAIT_MS), options);
  }

  #beginAfter(ms: number, options: HostPlayOptions): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#parts.options.clock.schedule(ms, () => this.#begin(options));
  }

  #begin(options: HostPlayOptions): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const { control, time, queue, options: session } = this.#parts;
    const { clock, membership, kernels } = session;
    const model = session.encoderModel ?? session.model;
    const { epoch, tracks, stereo = false, planes, framesPerMessage } = options;
    const stream = musicStream(model.info, epoch, stereo);
    const broadcast = membership.broadcast(SESSION_STREAMS.music);
    const list = new TrackQueue(tracks);
    // A return begins with what was in the queue at last.
    this.#own = {
      ...options,
      get tracks() {
        return list.tracks;
      },
    };
    const program = new MusicProgram({
      queue: list,
      model,
      stream,
      clock,
      ...(planes !== undefined && { planes }),
      ...(framesPerMessage !== undefined && { framesPerMessage }),
      ...(kernels && { kernels }),
      timeline: () => control.timeline,
      toSession: (ms) => time.toSession(ms),
      delayMs: () => control.state?.delayMs ?? DEFAULT_DELAY_MS,
      maxMessageBytes: () => broadcast.maxMessageBytes,
      send: (message) => {
        broadcast.send(message);
        this.#parts.take(message);
      },
      onTrackEnd: (endFrame, next) => {
        if (!control.isLeader) return;
        if (next) control.set({ track: next.track });
        else control.end(epoch, endFrame);
      },
      onError: (error) => session.onError?.(error),
    });
    const rest = restingAt(control.state, tracks, membership.ownId);
    void this.#program?.close();
    this.#program = program;
    this.#stream = stream;
    this.#delay = new RecordingDelay();
    // Its clock is named after its start: another start of the host has another clock.
    this.#clockId = `${membership.ownId.slice(0, 40)}-${epoch}`;
    this.#parts.listen(stream);
    control.lead(
      {
        clockId: this.#clockId,
        frameMs: (stream.format.hopSamples * 1000) / stream.format.sampleRateHz,
        delayMs: options.delayMs ?? DEFAULT_DELAY_MS,
        mayControl: options.mayControl ?? 'host',
        successorId: options.successorId ?? null,
      },
      program,
    );
    queue.lead(list, () => this.#resume(program));
    this.describe();
    control.begin(program.start(rest.track, rest.positionMs));
  }

  /** Tracks were added: where everything had been sent, the first of them is heard behind the last one. */
  #resume(program: MusicProgram): void {
    const { control } = this.#parts;
    const start = this.#program === program && control.isLeader ? program.resume() : undefined;
    if (!start) return;
    const rest = control.state!.segments.at(-1);
    // A pause before the end stays: what was added follows when playback continues.
    if (rest && !rest.isPlaying && rest.frame < start.frame) control.set({ track: start.track });
    else
      control.begin(
        start,
        Math.max(rest?.atMs ?? 0, (this.#parts.time.nowMs() ?? 0) + this.soundMs + CONTROL_TIMES.commandMs),
      );
  }
}
