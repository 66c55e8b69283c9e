import type { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { Timeline, TimelineSegment } from '../playout/timeline.js';
import { RecentCount } from '../recent-count.js';
import { isCommand, type PlayCommand, type PlayMessage } from './play-command.js';
import type { PlaySource, PlayStart } from './play-source.js';
import { type ControlRight, isNewer, type PlayState, parsePlayState, timelineOf } from './play-state.js';

/** Who takes part, the session's time, and what is told of changes. */
export interface SessionControlOptions {
  /** Of this peer. */
  readonly ownId: string;
  /** For timers. */
  readonly clock: Clock;
  /** The session's time now, in ms; undefined before it is known. */
  nowMs(): number | undefined;
  /** Sends to one peer, or to all others where `to` is undefined. Messages may be lost, repeated and reordered. */
  send(message: PlayMessage, to?: string): void;
  /** Ids of the others that are in the session now. */
  others(): readonly string[];
  /** Whether a peer is the session's host: nobody else leads while the leader is there. @default everybody may */
  isHost?(id: string): boolean;
  /** Newest frame of an epoch that this peer has received; undefined where none: playback rests behind it. */
  receivedFrame?(epoch: number): number | undefined;
  /** Time from a seek or the next track until its sound is heard, in ms. @default the session's delay */
  soundMs?(): number;
  /** Another state holds. */
  onState?(state: PlayState): void;
  /** A message was refused: it is malformed, or its sender may not. */
  onRefused?(why: CodecError | string, from: string): void;
}

/** How a {@link SessionControl} times what it does. */
export const CONTROL_TIMES = {
  /** A pause takes effect this much later than it was asked for: it has to reach everybody, and their devices. */
  commandMs: 500,
  /** A leader repeats its state after this time. */
  repeatMs: 5000,
  /** Without a leader this long, the first in line takes its place; each further one waits as long again. */
  takeOverMs: 2000,
} as const;

/** Commands of one peer that are done, in 2 s. */
const MAX_COMMANDS = 20;

/**
 * Agreement on what is played when. One peer leads at a time: the host, or while it is away whoever is next in line. It
 * states a timeline; everybody plays by the newest state that they know, so that a command takes effect at the moment
 * that it carries, at every peer alike. Whoever learns of it late continues at the right place.
 *
 * While the host is away, the successor that it has named takes its place; without one, the peer of the least id keeps the
 * time and lets playback rest at the last frame that it has. A host that comes back takes the next term and continues there.
 */
export class SessionControl {
  readonly #o: SessionControlOptions;
  #state: PlayState | undefined;
  #source: PlaySource | undefined;
  #cancelRepeat: (() => void) | undefined;
  #cancelTakeOver: (() => void) | undefined;
  #isClosed = false;
  readonly #commands = new RecentCount<string>(MAX_COMMANDS, 2000);

  constructor(options: SessionControlOptions) {
    this.#o = options;
    this.#repeat();
  }

  /** The newest state that this peer knows; undefined before the first. */
  get state(): PlayState | undefined {
    return this.#state;
  }

  get timeline(): Timeline | undefined {
    return this.#state && timelineOf(this.#state);
  }

  /** Whether this peer states what is played. */
  get isLeader(): boolean {
    return this.#state?.leaderId === this.#o.ownId;
  }

  /**
   * Leads from now on: as the host, or its successor. What was known of the session stays, but for what is given.
   * @param source where the leader's audio comes from; commands that it cannot do are refused without one
   */
  lead(
    wanted: Pick<PlayState, 'clockId' | 'frameMs' | 'delayMs'> & {
      mayControl?: ControlRight;
      successorId?: string | null;
    },
    source?: PlaySource,
  ): void {
    this.#source = source;
    const before = this.#state;
    this.#set({
      segments: [],
      track: null,
      mayControl: 'host',
      successorId: null,
      ...before,
      ...wanted,
      // Times by another clock mean nothing.
      ...(before && before.clockId !== wanted.clockId && { segments: [] }),
      term: (before?.term ?? 0) + 1,
      revision: 0,
      leaderId: this.#o.ownId,
      isStandIn: false,
    });
  }

  /** The leader begins a track, at a moment or as soon as everybody can. @returns the moment, session time in ms */
  begin(start: PlayStart, atMs?: number): number {
    const state = this.#require();
    const momentMs = atMs ?? this.#now() + state.delayMs + CONTROL_TIMES.commandMs;
    this.#change({ atMs: momentMs, epoch: start.epoch, frame: start.frame, isPlaying: true }, { track: start.track });
    return momentMs;
  }

  /** The leader's audio ends with this frame: playback rests behind it. */
  end(epoch: number, endFrame: number): void {
    const atMs = timelineOf(this.#require()).momentOf(epoch, endFrame);
    if (atMs !== undefined) this.#change({ atMs, epoch, frame: endFrame, isPlaying: false }, {});
  }

  /** The leader changes a setting. */
  set(settings: Partial<Pick<PlayState, 'mayControl' | 'successorId' | 'delayMs' | 'track'>>): void {
    this.#set({ ...this.#require(), ...settings, revision: this.#require().revision + 1 });
  }

  /** Does what is asked for, here or by asking the leader. @returns false where nothing is played, or it may not */
  command(command: PlayCommand): boolean {
    const state = this.#state;
    // Whoever stands in for the host has nothing to play.
    if (!state || state.isStandIn) return false;
    if (this.isLeader) return this.#do(command);
    if (state.mayControl !== 'all') return false;
    this.#o.send({ type: 'play-command', command }, state.leaderId);
    return true;
  }

  /** Takes a message of another peer; a wrong one is refused and told. */
  receive(message: PlayMessage, from: string): void {
    if (message.type === 'play-command') {
      if (!this.isLeader || this.#state!.isStandIn) return;
      const { command } = message;
      if (this.#state!.mayControl !== 'all') this.#o.onRefused?.('only the host may control this session', from);
      else if (!this.#commands.take(from, this.#o.clock.nowMs())) this.#o.onRefused?.('too many commands', from);
      else if (!isCommand(command)) this.#o.onRefused?.('the command is not one of pause, resume, next, seek', from);
      else this.#do(command);
      return;
    }
    let state: PlayState;
    try {
      state = parsePlayState(message.state);
    } catch (error) {
      this.#o.onRefused?.(error as CodecError, from);
      return;
    }
    // A leader that is there speaks for itself: what others state of it may be made up.
    if (state.leaderId !== from && this.#o.others().includes(state.leaderId)) return;
    if (!this.#mayLead(state)) this.#o.onRefused?.('only the host may lead while the leader is there', from);
    else if (isNewer(state, this.#state)) this.#adopt(state);
    // Whoever is behind, such as a leader that was cut off, is told.
    else if (this.#state && isNewer(this.#state, state)) this.#o.send({ type: 'play-state', state: this.#state }, from);
  }

  /** Nobody takes the lead from one who is there, but the host, and whoever stood in for a leader that was cut off. */
  #mayLead({ leaderId, isStandIn }: PlayState): boolean {
    const before = this.#state?.leaderId;
    if (before === undefined || before === leaderId || this.#o.isHost?.(leaderId) !== false) return true;
    return before === this.#o.ownId ? isStandIn : !this.#o.others().includes(before);
  }

  /** A peer has joined. */
  joined(id: string): void {
    if (this.#state) this.#o.send({ type: 'play-state', state: this.#state }, id);
    this.#watchLeader();
  }

  left(): void {
    this.#watchLeader();
  }

  /** May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRepeat?.();
    this.#cancelTakeOver?.();
  }

  #do(command: PlayCommand): boolean {
    const state = this.#require();
    const soonMs = this.#now() + CONTROL_TIMES.commandMs;
    const position = timelineOf(state).positionAt(soonMs);
    if (!position) return false;
    const { epoch, frame, isPlaying } = position;
    if (command.action === 'pause' || command.action === 'resume') {
      if (isPlaying === (command.action === 'resume')) return true;
      const end = this.#source?.end?.epoch === epoch ? this.#source.end.frame : Number.POSITIVE_INFINITY;
      if (!isPlaying && frame >= end) return this.#jump(() => this.#source!.restart?.());
      this.#change({ atMs: soonMs, epoch, frame, isPlaying: !isPlaying }, {});
      // The pause has taken the end out of the plan.
      if (!isPlaying && end < Number.POSITIVE_INFINITY) this.end(epoch, end);
      return true;
    }
    return this.#jump((atMs) => this.#source?.jump(command as PlayCommand & { action: 'seek' | 'next' }, atMs));
  }

  #jump(begin: (atMs: number) => PlayStart | undefined): boolean {
    const atMs = this.#now() + (this.#o.soundMs?.() ?? this.#require().delayMs) + CONTROL_TIMES.commandMs;
    const start = begin(atMs);
    if (!start) return false;
    this.#change({ atMs, epoch: start.epoch, frame: start.frame, isPlaying: true }, { track: start.track });
    return true;
  }

  #change(segment: TimelineSegment, settings: Partial<PlayState>): void {
    const state = this.#require();
    const { segments } = timelineOf(state).with(segment);
    this.#set({ ...state, ...settings, segments, revision: state.revision + 1 });
  }

  #set(state: PlayState): void {
    this.#adopt(state);
    this.#o.send({ type: 'play-state', state });
  }

  #adopt(state: PlayState): void {
    this.#state = state;
    this.#watchLeader();
    this.#o.onState?.(state);
  }

  /** Takes the leader's place after a while where it is not there. */
  #watchLeader(): void {
    this.#cancelTakeOver?.();
    this.#cancelTakeOver = undefined;
    const state = this.#state;
    const others = this.#o.others();
    if (!state || this.#isClosed || this.isLeader || others.includes(state.leaderId)) return;
    const line = [...others, this.#o.ownId].sort();
    if (state.successorId !== null && line.includes(state.successorId))
      line.unshift(...line.splice(line.indexOf(state.successorId), 1));
    const rank = line.indexOf(this.#o.ownId);
    const { takeOverMs } = CONTROL_TIMES;
    this.#cancelTakeOver = this.#o.clock.schedule(takeOverMs * (1 + rank), () => this.#standIn());
  }

  #standIn(): void {
    const state = this.#state;
    const nowMs = this.#o.nowMs();
    if (!state || this.isLeader || this.#o.others().includes(state.leaderId)) return;
    if (nowMs === undefined) return void this.#watchLeader();
    const isStandIn = state.successorId !== this.#o.ownId;
    const { segments } = this.#atRest(state, nowMs);
    this.#set({ ...state, segments, isStandIn, term: state.term + 1, revision: 0, leaderId: this.#o.ownId });
  }

  /** Playback rests where this peer's frames end: nobody has later ones, but by chance. */
  #atRest(state: PlayState, nowMs: number): Timeline {
    const line = timelineOf(state);
    const soonMs = nowMs + CONTROL_TIMES.commandMs;
    const position = line.positionAt(soonMs);
    if (!position?.isPlaying) return line;
    const last = this.#o.receivedFrame?.(position.epoch);
    const frame = last === undefined ? position.frame : last + 1;
    const atMs = soonMs + Math.max(0, frame - position.frame) * state.frameMs;
    return line.with({ atMs, epoch: position.epoch, frame, isPlaying: false });
  }

  #repeat(): void {
    this.#cancelRepeat = this.#o.clock.schedule(CONTROL_TIMES.repeatMs, () => {
      if (this.isLeader) this.#o.send({ type: 'play-state', state: this.#state! });
      this.#repeat();
    });
  }

  #require(): PlayState {
    if (!this.isLeader) throw new TypeError('only the leader of a session may do this');
    return this.#state!;
  }

  #now(): number {
    return this.#o.nowMs() ?? 0;
  }
}
