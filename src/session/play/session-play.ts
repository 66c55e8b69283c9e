import { CodecError } from '../../core/errors.js';
import { modelMismatch } from '../../stream/receive/model-match.js';
import { type HeardTrack, HeardTracks } from '../control/heard-track.js';
import type { PlayMessage } from '../control/play-command.js';
import type { PlayState } from '../control/play-state.js';
import { SessionControl } from '../control/session-control.js';
import { type ControlMessage, type PeerLink, SESSION_STREAMS } from '../peer-link.js';
import { SyncedPlayout } from '../playout/synced-playout.js';
import { Hosting } from './hosting.js';
import { MusicReceiver } from './music-receiver.js';
import { MusicRepair } from './music-repair.js';
import { MUSIC_TYPE, type MusicStream, parseMusicStream } from './music-stream.js';
import type { PeerFigures, SyncReport } from './peer-figures.js';
import { PlayReports } from './play-reports.js';
import { SessionClock } from './session-clock.js';
import type { HostPlayOptions, SessionPlayOptions } from './session-play-options.js';
import { SessionQueue } from './session-queue.js';

const HELLO_TYPE = 'play-hello';
const DEFAULT_DEVICE_MS = 200;

/**
 * A session as one peer plays it: its time, its timeline, the host's stream by it, and what is known of the others. The
 * host plays by the same path as everybody else. Give {@link playout} to a device, with {@link toSession}.
 */
export class SessionPlay {
  readonly control: SessionControl;
  readonly playout: SyncedPlayout;
  readonly time: SessionClock;
  /** What comes after the track that is played. */
  readonly queue: SessionQueue;
  readonly #o: SessionPlayOptions;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #reports: PlayReports;
  readonly #repair: MusicRepair;
  readonly #hosting: Hosting;
  readonly #tracks = new HeardTracks();
  /** What peers have told of their streams, by their ids: that of the leader is received. */
  readonly #streams = new Map<string, MusicStream>();
  #receiver: MusicReceiver | undefined;
  #counted = { lost: 0, all: 0 };

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: SessionPlayOptions) {
    const { membership, clock, sampleRateHz, channels } = options;
    this.#o = options;
    this.playout = new SyncedPlayout({ sampleRateHz, channels });
    this.time = new SessionClock(clock, membership);
    this.queue = new SessionQueue(options, () => this.control.state);
    this.control = new SessionControl({
      ownId: membership.ownId,
      clock,
      nowMs: () => this.time.nowMs(),
      send: (message, to) => this.#send(message as unknown as ControlMessage, to),
      others: () => [...membership.peers.keys()],
      isHost: (id) => (id === membership.ownId ? membership.ownRole : membership.peers.get(id)?.role) === 'host',
      receivedFrame: (epoch) => (this.#receiver?.stream.epoch === epoch ? this.#receiver.lastFrame : undefined),
      soundMs: () => this.#hosting.soundMs,
      onState: (state) => this.#follow(state),
      onRefused: (why, from) => options.onRefused?.(typeof why === 'string' ? why : why.message, from),
    });
    const receive = (type: string): void => {
      const take = (message: ControlMessage, { peerId }: { peerId: string }): void =>
        this.control.receive(message as unknown as PlayMessage, peerId);
      this.#unsubscribe.push(membership.onControl(type, take));
    };
    receive('play-state');
    receive('play-command');
    this.#unsubscribe.push(
      membership.onControl(MUSIC_TYPE, (message, { peerId }) => this.#describe(message, peerId)),
      membership.on('joined', (peer) => {
        this.#serve(peer);
        this.#welcome(peer.peerId);
      }),
      // Whoever has joined before it listens here asks once it does.
      membership.onControl(HELLO_TYPE, (_message, { peerId }) => this.#welcome(peerId)),
      membership.on('left', ({ peer }) => {
        this.#streams.delete(peer.peerId);
        this.control.left();
      }),
      membership.broadcast(SESSION_STREAMS.music).onMessage((message, { peerId }) => {
        if (peerId === this.control.state?.leaderId) this.#take(message, peerId);
      }),
    );
    this.#hosting = new Hosting({
      options,
      control: this.control,
      time: this.time,
      queue: this.queue,
      take: (message) => this.#take(message, membership.ownId),
      listen: (stream) => this.#listen(stream),
    });
    this.#repair = new MusicRepair({
      clock,
      source: () => this.#source(),
      take: (message) => this.#take(message, this.control.state!.leaderId, true),
      isDue: () => this.#isDue(),
    });
    this.#reports = new PlayReports({
      clock,
      membership,
      leaderId: () => this.control.state?.leaderId,
      own: () => this.report(),
      onTold: (leaderId) => this.#tellLosses(leaderId),
      onLed: (reports) => {
        this.#endReport();
        this.#hosting.adapt(reports);
      },
    });
    for (const peer of membership.peers.values()) this.#serve(peer);
    membership.sendControlToAll({ type: HELLO_TYPE });
  }

  /** Of the stream that is received; undefined before the first. */
  get receiver(): MusicReceiver | undefined {
    return this.#receiver;
  }

  /**
   * Leads the session and plays tracks into it: from the beginning, or, where playback rests because the host was away,
   * from where it rests.
   */
  host(options: HostPlayOptions): void {
    this.#hosting.host(options);
  }

  /**
   * What this peer plays in place of the host where that has left and has named it as its successor: from where playback
   * rests, where a track has the title of the one that was played, or else from the beginning. Undefined: nothing.
   */
  standBy(options: HostPlayOptions | undefined): void {
    this.#hosting.standBy(options);
  }

  /** What is heard now; null before the first sound, and before the session's time is known. */
  heard(): HeardTrack | null {
    const { state } = this.control;
    const nowMs = this.time.nowMs();
    return state && nowMs !== undefined ? this.#tracks.at(state, nowMs) : null;
  }

  /** What is known of this peer's playout. */
  report(): SyncReport {
    const { errorMs, isPlaying } = this.playout.stats;
    const { lost, all } = this.#counted;
    const now = this.#count();
    const { spareMs, repairSpareMs } = this.#receiver ?? {};
    return {
      errorMs: rounded(errorMs),
      // Whoever leads states the time, by its own clock or by what it knew of the host's.
      clockErrorMs: this.control.isLeader ? 0 : rounded(Math.min(1e6, this.time.errorMs)),
      roundTripMs: rounded(this.time.roundTripMs),
      spareMs: spareMs === undefined ? null : rounded(spareMs),
      ...(repairSpareMs !== undefined && { repairSpareMs: rounded(repairSpareMs) }),
      lostShare: now.all > all ? Math.max(0, now.lost - lost) / (now.all - all) : 0,
      isPlaying,
    };
  }

  /** Everybody who takes part, this peer first. @param isSpeaking tells of each, by id. @default nobody speaks */
  figures(isSpeaking: (peerId: string) => boolean = () => false): PeerFigures[] {
    const { membership } = this.#o;
    const { ownId, ownName, ownRole, peers } = membership;
    const own = { peerId: ownId, name: ownName, role: ownRole, isOwn: true, path: null, report: this.report() };
    const others = [...peers.values()].map(({ peerId, name, role, path }) => {
      return { peerId, name, role, isOwn: false, path, report: this.#reports.of(peerId) };
    });
    const { leaderId, isStandIn } = this.control.state ?? {};
    return [own, ...others].map((figures) => ({
      ...figures,
      isReached: figures.isOwn || (membership.reaches?.(figures.peerId) ?? true),
      isSuccessor: figures.peerId === leaderId && !isStandIn && figures.role !== 'host',
      isSpeaking: isSpeaking(figures.peerId),
    }));
  }

  /** Plays nothing any more. May be called twice. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.queue.close();
    this.#reports.close();
    this.#repair.reset();
    this.control.close();
    this.time.close();
    this.#receiver?.close();
    await this.#hosting.close();
  }

  /** What a peer loses decides how much is repeated; what it lacks is sent again. */
  #serve(peer: PeerLink): void {
    peer.stream(SESSION_STREAMS.loss).setHandlers({
      onMessage: (message) => this.#hosting.report(message, peer.peerId),
    });
    peer.stream(SESSION_STREAMS.repair).setHandlers({ onMessage: (message) => this.#repair.receive(message, peer) });
  }

  /** The peer from which the music comes here. */
  #source(): PeerLink | undefined {
    const { peers } = this.#o.membership;
    const leader = peers.get(this.control.state?.leaderId ?? '');
    return leader?.path.kind === 'peer' ? peers.get(leader.path.peerId) : leader;
  }

  #welcome(peerId: string): void {
    this.control.joined(peerId);
    this.#hosting.describe(peerId);
  }

  #follow(state: PlayState): void {
    this.#tracks.note(state);
    const isOwn = state.clockId === this.#hosting?.clockId;
    this.time.follow(state.clockId, state.leaderId, isOwn);
    this.playout.setTimeline(this.control?.timeline);
    this.#listenToLeader();
    this.#o.onState?.(state);
    this.#hosting?.follow(state);
  }

  #describe(message: ControlMessage, from: string): void {
    try {
      const stream = parseMusicStream(message);
      const mismatch = modelMismatch(stream, this.#o.model.info);
      if (mismatch) throw mismatch;
      this.#streams.set(from, stream);
      this.#listenToLeader();
    } catch (error) {
      if (error instanceof CodecError && error.code === 'MODEL_MISMATCH') this.#o.onError?.(error);
      else this.#o.onRefused?.((error as Error).message, from);
    }
  }

  #listenToLeader(): void {
    const stream = this.#streams.get(this.control?.state?.leaderId ?? '');
    if (stream && this.#receiver?.stream.epoch !== stream.epoch) this.#listen(stream);
  }

  #listen(stream: MusicStream): void {
    const { clock, model, sampleRateHz, channels, kernels } = this.#o;
    this.#receiver?.close();
    this.#repair.reset();
    this.#counted = { lost: 0, all: 0 };
    this.#receiver = new MusicReceiver({
      stream,
      model,
      clock,
      playout: this.playout,
      sampleRateHz,
      channels,
      ...(kernels && { kernels }),
      timeline: () => this.control.timeline,
      toSession: (ms) => this.time.toSession(ms),
      toOwn: (ms) => this.time.toOwn(ms),
      deviceMs: () => this.#o.deviceMs?.() ?? DEFAULT_DEVICE_MS,
      onError: (error) => this.#o.onError?.(error),
    });
  }

  #take(message: Uint8Array, from: string, isRepair = false): void {
    const receiver = this.#receiver;
    if (!receiver) return;
    const { badMessages } = receiver.link;
    this.#repair.note(message);
    receiver.receive(message, isRepair);
    if (receiver.link.badMessages > badMessages)
      this.#o.onRefused?.('not a message of the stream that is played', from);
  }

  #send(message: ControlMessage, to?: string): void {
    if (to === undefined) this.#o.membership.sendControlToAll(message);
    else this.#o.membership.peers.get(to)?.sendControl(message);
  }

  #tellLosses(leaderId: string): void {
    const losses = this.#receiver?.lossReport();
    if (losses) this.#o.membership.peers.get(leaderId)?.stream(SESSION_STREAMS.loss).send(losses);
    this.#endReport();
  }

  #endReport(): void {
    this.#counted = this.#count();
    this.#receiver?.endReport();
  }

  /** Whether the leader sends music now, which it does some time before it is heard. */
  #isDue(): boolean {
    const { state, timeline } = this.control;
    const nowMs = this.time.nowMs();
    return nowMs === undefined || timeline?.positionAt(nowMs + (state?.delayMs ?? 0))?.isPlaying !== false;
  }

  #count(): { lost: number; all: number } {
    const { lost = 0, skipped = 0, played = 0, silent = 0 } = this.#receiver?.stats.jitter ?? {};
    return { lost: lost - skipped, all: lost - skipped + played + silent };
  }
}

/** To a hundredth: the rest would only make messages longer. */
const rounded = (ms: number): number => Math.round(100 * ms) / 100;
