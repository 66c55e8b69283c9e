import { parseErrorNotice } from '../../core/wire/control.js';
import { AUDIO_HEADER_BYTES, encodePacket, parsePacket } from '../../core/wire/packet.js';
import { DOWNLINK_DEFAULTS } from '../../stream/defaults.js';
import { type CountsByCause, type CrowdTally, countCause, type KindTally } from './crowd-tally.js';
import { FrameAccount } from './frame-account.js';
import { type KnownStream, learnHello } from './known-stream.js';
import { ListenerSocket, type Reading, type SocketEnd } from './listener-socket.js';
import { OPCODE } from './message-reader.js';
import { type CrowdPlan, type ListenerKind, monotonicMs, type Seat } from './plan.js';

/** First byte of the packets that a listener reads itself: version 1 and the type. */
const AUDIO = 0x10;
const HELLO = 0x11;
const PING = 0x14;
const PONG = 0x15;
const ERROR = 0x17;
const SILENCE = 0x18;
const UNKNOWN_STREAM = { bytesPerFramePlane: 1 };

/** How each kind reads once the relay has taken it. */
const READING: Record<ListenerKind, Reading> = {
  healthy: 'full',
  churn: 'full',
  trickle: 'bytewise',
  stalled: 'none',
};

/** What the listeners of a process share. */
export interface ListenerHost {
  readonly plan: CrowdPlan;
  readonly tally: CrowdTally;
  readonly streams: readonly KnownStream[];
  readonly buffer: Buffer;
  /** Lag is recorded of packets that are due in this time. */
  readonly window: { fromMs: number; toMs: number };
  /** Called once a listener: the relay has taken its connection, or its first attempt to join has failed. */
  onSettled(): void;
  /** The connection is over, and not by the listener itself. @param retryAfterMs wait that the relay asks for */
  onDown(listener: LoadListener, retryAfterMs: number | undefined): void;
}

/** One listener, over all its connections. */
export class LoadListener {
  readonly seat: Seat;
  readonly #host: ListenerHost;
  readonly #stream: KnownStream;
  readonly #tally: KindTally;
  readonly #account: FrameAccount;
  #socket: ListenerSocket | null = null;
  #epoch: number | null = null;
  #isTaken = false;
  #hasAudio = false;
  /** When the first of the present attempts was due; null while the relay serves the listener. */
  #wantedMs: number | null = null;
  /** When the connection was lost that the listener tries to replace. */
  #lostMs: number | null = null;
  #hasSettled = false;
  #attempts = 0;
  /** Cause in the relay's error packet, and the wait that it asks for. */
  #refusal: string | null = null;
  #retryAfterMs: number | undefined;
  /** When the next report of what is played is due. */
  #nextReportMs = 0;
  /** Frames before this one were due before the relay took the connection. */
  #joinedMs = 0;

  constructor(seat: Seat, host: ListenerHost) {
    this.seat = seat;
    this.#host = host;
    this.#stream = host.streams[seat.channel]!;
    this.#tally = host.tally.kinds[seat.kind];
    this.#account = new FrameAccount(this.#tally);
    this.#tally.listeners++;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** Attempts since the relay has last taken a connection. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Whether the relay has taken the present connection. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** @param dueMs when the attempt should begin: times are measured from then, however late the tool is */
  connect(dueMs: number): void {
    const { plan, buffer } = this.#host;
    const { index } = this.seat;
    const addresses = plan.localAddresses;
    this.#wantedMs ??= dueMs;
    this.#attempts++;
    this.#hasAudio = false;
    this.#refusal = null;
    this.#retryAfterMs = undefined;
    this.#socket = new ListenerSocket({
      target: plan.target,
      channel: this.#stream.schedule.channel,
      buffer,
      ...(addresses.length > 0 && { localAddress: addresses[index % addresses.length]! }),
      onOpen: () => this.#onOpen(),
      onFrame: (opcode, bytes, start, end) => {
        if (opcode === OPCODE.binary && start < end) this.#onMessage(bytes, start, end);
      },
      onEnd: (end) => this.#onEnd(end),
    });
  }

  readByte(): void {
    this.#socket?.readByte();
  }

  /** Ends the connection. @param isOrderly with a close frame */
  leave(isOrderly: boolean): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#gone();
    if (isOrderly) socket.leave();
    else socket.drop();
  }

  /** As `leave`; the next connection starts anew. */
  leaveForNow(isOrderly: boolean): void {
    if (this.#socket) this.#tally.left++;
    this.leave(isOrderly);
    this.#account.restart();
    this.#wantedMs = null;
  }

  /**
   * Frames that were due and have not come, of a listener that the relay has taken.
   * @param lastFrame index after the last frame that the source has sent
   */
  undelivered(lastFrame: number): number {
    if (this.#account.next >= 0) return Math.max(0, lastFrame - this.#account.next);
    const { startMs, frameMs } = this.#stream.schedule;
    if (!this.#isTaken || startMs === null) return 0;
    return Math.max(0, lastFrame - Math.max(0, Math.ceil((this.#joinedMs - startMs) / frameMs)));
  }

  #onOpen(): void {
    const { plan } = this.#host;
    const { next } = this.#account;
    const from = next >= 0 && this.#epoch !== null && { from: { epoch: this.#epoch, frame: next } };
    const burstMs = from ? DOWNLINK_DEFAULTS.resumeBurstMs : 0;
    const body = { role: 'listener', burstMs, ...plan.request, ...from };
    this.#socket!.send(encodePacket({ type: 'hello', body }, UNKNOWN_STREAM));
  }

  #onMessage(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start]!;
    if (first === AUDIO || first === SILENCE) this.#onFrames(bytes, start, end, first === SILENCE);
    else if (first === PING && end - start === 5) {
      const pong = Buffer.from(bytes.subarray(start, end));
      pong[0] = PONG;
      this.#socket?.send(pong);
    } else if (first === HELLO) this.#onHello(bytes.subarray(start, end));
    else if (first === ERROR) this.#onError(bytes.subarray(start, end));
    else if (first >> 4 !== 1) this.#tally.badMessages++;
  }

  #onFrames(bytes: Buffer, start: number, end: number, isSilence: boolean): void {
    const tally = this.#tally;
    const second = bytes[start + 1]!;
    const frames = bytes[start + 5]!;
    if (!this.#isTaken || end - start <= AUDIO_HEADER_BYTES || frames === 0 || this.#epoch! % 32 !== second >> 3) {
      tally.badMessages++;
      return;
    }
    const nowMs = monotonicMs();
    const { schedule, planes, bytesPerFramePlane } = this.#stream;
    const { startMs, frameMs, framesPerPacket } = schedule;
    const index = bytes.readUIntBE(start + 2, 3);
    const reference = startMs === null ? index : Math.max(0, Math.round((nowMs - startMs) / frameMs));
    const lastFrame = this.#account.take(index, frames, reference, isSilence && (second & 1) === 1);
    this.#reportPlayed(lastFrame, nowMs);
    const wholeBytes = Math.min(planes, this.#host.plan.request.planes) * frames * bytesPerFramePlane;
    if (!isSilence && end - start - AUDIO_HEADER_BYTES < wholeBytes) tally.thinned++;
    const { window, tally: all } = this.#host;
    if (!this.#hasAudio) {
      this.#hasAudio = true;
      if (this.#lostMs !== null) all.timings.rejoin.record(nowMs - this.#lostMs);
      else if (this.seat.kind === 'healthy') all.timings.firstAudio.record(nowMs - this.#wantedMs!);
      this.#lostMs = null;
      this.#wantedMs = null;
    }
    if (startMs === null) return;
    const packetDueMs = startMs + Math.ceil(lastFrame / framesPerPacket) * framesPerPacket * frameMs;
    if (packetDueMs < window.fromMs || packetDueMs >= window.toMs) return;
    tally.measuredMessages++;
    tally.measuredBytes += end - start;
    if (this.seat.kind === 'healthy' && packetDueMs >= this.#joinedMs) all.timings.lag.record(nowMs - packetDueMs);
  }

  /** As a player that plays what comes at once; listeners that came together do not report together. */
  #reportPlayed(frame: number, nowMs: number): void {
    const { playedEveryMs } = this.#stream;
    if (playedEveryMs === null || nowMs < this.#nextReportMs) return;
    const isFirst = this.#nextReportMs === 0;
    this.#nextReportMs = nowMs + playedEveryMs * (isFirst ? Math.random() : 1);
    if (isFirst) return;
    const played = { epoch: this.#epoch!, frame };
    const body = { ...this.#host.plan.request, played };
    this.#socket?.send(encodePacket({ type: 'control', body }, UNKNOWN_STREAM));
  }

  #onHello(message: Buffer): void {
    const stream = this.#stream;
    if (!learnHello(stream, message)) {
      this.#tally.badMessages++;
      return;
    }
    if (this.#epoch !== null && this.#epoch !== stream.epoch) this.#account.restart();
    this.#epoch = stream.epoch;
    if (!this.#isTaken) this.#taken();
  }

  #taken(): void {
    this.#isTaken = true;
    this.#joinedMs = monotonicMs();
    this.#attempts = 0;
    this.#tally.joined++;
    this.#tally.present++;
    this.#socket!.setReading(READING[this.seat.kind]);
    if (this.#lostMs === null) this.#host.tally.timings.join.record(this.#joinedMs - this.#wantedMs!);
    this.#settle();
  }

  #settle(): void {
    if (this.#hasSettled) return;
    this.#hasSettled = true;
    this.#host.onSettled();
  }

  #onError(message: Buffer): void {
    try {
      const packet = parsePacket(message, UNKNOWN_STREAM);
      if (packet.type !== 'error') return;
      const { code, retryAfterMs } = parseErrorNotice(packet.body);
      this.#refusal = code;
      this.#retryAfterMs = retryAfterMs;
    } catch {
      this.#tally.badMessages++;
    }
  }

  #onEnd(end: SocketEnd): void {
    const wasTaken = this.#isTaken;
    const tally = this.#tally;
    const cause = this.#refusal ?? causeOf(end);
    const counts: CountsByCause = !wasTaken
      ? tally.refused
      : this.#refusal !== null || end.closeCode !== undefined
        ? tally.evicted
        : tally.lost;
    countCause(counts, cause);
    if (wasTaken) {
      this.#wantedMs = null;
      this.#account.resume();
    }
    if (wasTaken && this.seat.kind === 'healthy') this.#lostMs = monotonicMs();
    this.#gone();
    this.#settle();
    this.#host.onDown(this, this.#retryAfterMs ?? end.retryAfterMs);
  }

  #gone(): void {
    if (this.#isTaken) this.#tally.present--;
    this.#isTaken = false;
    this.#socket = null;
  }
}

function causeOf({ status, closeCode, error }: SocketEnd): string {
  if (status !== undefined) return `HTTP ${status}`;
  if (closeCode !== undefined) return `close ${closeCode}`;
  return error ?? 'closed without a close frame';
}
