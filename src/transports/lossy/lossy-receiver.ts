import { CodecError } from '../../core/errors.js';
import { bytesPerFramePlane, framesToMs } from '../../core/latent/format.js';
import { shortEpoch } from '../../core/wire/hello.js';
import {
  frameBase,
  lossyType,
  parseLossyHead,
  parseLossyMessage,
  type RepeatedRun,
  runFrame,
  SEQUENCE_MODULUS,
} from '../../core/wire/lossy-message.js';
import { parseParity } from '../../core/wire/lossy-parity.js';
import { encodeLossReport } from '../../core/wire/lossy-report.js';
import {
  encodePacket,
  FRAME_INDEX_MODULUS,
  MAX_FRAMES_PER_PACKET,
  packetType,
  parsePacket,
} from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import { modelHalf, type StreamBrief } from '../../core/wire/stream-brief.js';
import type { ModelInfo } from '../../ports/model.js';
import { ArrivalClock } from './arrival-clock.js';
import { FrameLedger } from './frame-ledger.js';
import { LossMeter } from './loss-meter.js';
import { ParityReceiver } from './parity-receiver.js';

/** Messages of a stream that is not known yet, which wait for its brief. */
const MAX_EARLY = 64;
/** Messages without repeats after which it is no longer waited for them. */
const FORGET_SPAN_MESSAGES = 64;

/** What is to be known of the model that will decode. */
export type LossyModel = Pick<ModelInfo, 'id' | 'sha256' | 'compatibleWith' | 'format'>;

/** Functions that a {@link LossyReceiver} calls; they must not throw. */
export interface LossyReceiverHandlers {
  /** A stream has begun: what follows belongs to it. @param frame index mod 2^24 near which it begins here */
  onStream(brief: StreamBrief, modelSha256: string, frame: number): void;
  /** A packet of audio, silence, metadata or the end, of the stream that has begun last; in any order, and more than once. */
  onPacket(packet: Uint8Array): void;
  /** The stream is of a model that this receiver has not; called once for each stream. */
  onMismatch(error: CodecError): void;
}

/** Counters of a {@link LossyReceiver}; plain JSON. */
export interface LossyReceiverStats {
  /** Messages that came, each counted once. */
  readonly messages: number;
  readonly duplicateMessages: number;
  /** Messages that parity has repaired. */
  readonly recoveredMessages: number;
  /** Share of the last 64 messages that did not come, and the mean length of a gap. */
  readonly lossShare: number;
  readonly meanBurst: number;
  /** Share of the last 256 frames of which no copy came in time. */
  readonly frameLossShare: number;
  /** Lateness that 98 of 100 messages stay below, in ms. */
  readonly jitterMs: number;
  /** How long after a frame's first copy its last one is due, in ms. */
  readonly repairMs: number;
  /** What did not parse, or belongs to no stream that is known. */
  readonly badMessages: number;
}

/**
 * Messages of a lossy link → packets. What a message repeats is handed on as packets of one plane: whoever merges frames
 * takes what adds something. Time is an argument, in ms on any monotonic clock.
 */
export class LossyReceiver {
  readonly #model: LossyModel;
  readonly #handlers: LossyReceiverHandlers;
  readonly #frameMs: number;
  readonly #width: number;
  #meter = new LossMeter();
  #arrivals: ArrivalClock;
  #ledger = new FrameLedger();
  #parity = new ParityReceiver();
  #brief: StreamBrief | null = null;
  #isRefused = false;
  #early: Uint8Array[] = [];
  /** End of the newest frame, extended beyond 24 bits. */
  #newestFrame = 0;
  #repairFrames = 0;
  /** Messages since one has carried repeats as far back as that. */
  #sinceSpan = 0;
  #messages = 0;
  /** Of the streams before this one. */
  #pastDuplicates = 0;
  #pastRecovered = 0;
  #badMessages = 0;

  constructor(model: LossyModel, handlers: LossyReceiverHandlers) {
    this.#model = model;
    this.#handlers = handlers;
    this.#width = bytesPerFramePlane(model.format);
    this.#frameMs = framesToMs(model.format, 1);
    this.#arrivals = new ArrivalClock(this.#frameMs);
  }

  /** The stream that has begun last; null before the first. */
  get brief(): StreamBrief | null {
    return this.#brief;
  }

  /** One after the newest frame that has come, extended beyond 24 bits. */
  get newestFrame(): number {
    return this.#newestFrame;
  }

  get stats(): LossyReceiverStats {
    const { lossShare, meanBurst } = this.#meter.measure();
    return {
      messages: this.#messages,
      duplicateMessages: this.#pastDuplicates + this.#meter.duplicates,
      recoveredMessages: this.#pastRecovered + this.#parity.recovered,
      lossShare,
      meanBurst,
      frameLossShare: this.#frameLossShare,
      jitterMs: this.#arrivals.jitterMs,
      repairMs: this.#repairFrames * this.#frameMs,
      badMessages: this.#badMessages,
    };
  }

  /**
   * When a frame should be played so that its repeats, and 98 of 100 messages, come in time; null before the first.
   * @param frame index, whole or mod 2^24
   */
  dueMs(frame: number): number | null {
    if (!this.#arrivals.isRunning) return null;
    const whole = extendIndex(frame % FRAME_INDEX_MODULUS, FRAME_INDEX_MODULUS, this.#newestFrame);
    const packet = this.#brief?.framesPerPacket ?? 1;
    return this.#arrivals.earliestMs(whole + packet + this.#repairFrames) + this.#arrivals.jitterMs;
  }

  /** What to report to the sender now; null before the first message. */
  report(): Uint8Array | null {
    if (this.#meter.newest < 0) return null;
    const measured = this.#meter.measure();
    return encodeLossReport({
      ...measured,
      // Asks for the brief.
      messages: this.#brief ? Math.max(1, measured.messages) : 0,
      newest: this.#meter.newest % SEQUENCE_MODULUS,
      frameLossShare: this.#frameLossShare,
      jitterMs: this.#arrivals.jitterMs,
    });
  }

  /** Anything that has come over the link; never throws. */
  receive(message: Uint8Array, nowMs: number): void {
    this.#guarded(() => {
      const type = lossyType(message);
      if (type === 'message') this.#onMessage(message, nowMs);
      else if (type === 'parity') this.#onParity(message, nowMs);
      else throw new CodecError('PACKET_TYPE', 'a receiver is sent messages and parity');
    });
  }

  #onMessage(message: Uint8Array, nowMs: number): void {
    const { sequence, brief } = parseLossyHead(message);
    // Before it counts: what does not parse is no message.
    const parsed = parseLossyMessage(message, this.#width);
    if (parsed.packet.length === 0) throw new CodecError('PACKET_TRUNCATED', 'a lossy message must hold a packet');
    if (brief && brief.epoch !== this.#brief?.epoch) this.#begin(brief, parsed.packet);
    if (brief) this.#waitFor(brief.repairPackets * brief.framesPerPacket);
    if (this.#meter.add(sequence) < 0) return;
    this.#messages++;
    this.#take(message, nowMs);
    for (const repaired of this.#parity.message(sequence, message))
      this.#guarded(() => this.#take(repaired, nowMs, true));
    if (brief && this.#early.length > 0)
      for (const early of this.#early.splice(0)) this.#guarded(() => this.#take(early, nowMs, true));
  }

  #onParity(message: Uint8Array, nowMs: number): void {
    const { messages, stride } = parseParity(message);
    const repaired = this.#parity.parity(message);
    this.#waitFor(messages * stride * (this.#brief?.framesPerPacket ?? 0));
    for (const one of repaired)
      this.#guarded(() => {
        const { brief } = parseLossyHead(one);
        if (brief && brief.epoch !== this.#brief?.epoch) this.#begin(brief, parseLossyMessage(one, this.#width).packet);
        this.#take(one, nowMs, true);
      });
  }

  get #frameLossShare(): number {
    const packet = this.#brief?.framesPerPacket ?? 1;
    return this.#ledger.lossShare(this.#repairFrames + packet + Math.ceil(this.#arrivals.jitterMs / this.#frameMs));
  }

  #begin(brief: StreamBrief, packet: Uint8Array): void {
    // Numbers and frames start anew.
    if (this.#brief) {
      this.#pastDuplicates += this.#meter.duplicates;
      this.#pastRecovered += this.#parity.recovered;
      this.#meter = new LossMeter();
      this.#parity = new ParityReceiver();
      this.#arrivals = new ArrivalClock(this.#frameMs);
      this.#ledger = new FrameLedger();
      this.#newestFrame = 0;
      this.#early = [];
    }
    const hashes = [this.#model.sha256, ...this.#model.compatibleWith];
    const sha256 = hashes.find((hash) => modelHalf(hash) === brief.model);
    this.#brief = brief;
    this.#isRefused = sha256 === undefined;
    this.#repairFrames = 0;
    if (sha256 === undefined) {
      const own = `this receiver has ${this.#model.id} (sha256 ${this.#model.sha256})`;
      this.#handlers.onMismatch(
        new CodecError('MODEL_MISMATCH', `the stream is of a model with sha256 ${brief.model}…, ${own}`),
      );
    } else this.#handlers.onStream(brief, sha256, frameBase(packet)?.frame ?? 0);
  }

  /** Hands on the packets of a message. @param isLate whether its time of arrival tells nothing */
  #take(message: Uint8Array, nowMs: number, isLate = false): void {
    const { runs, packet } = parseLossyMessage(message, this.#width);
    if (this.#isRefused) return;
    const base = frameBase(packet);
    if (!this.#brief) {
      if (this.#early.length < MAX_EARLY) this.#early.push(new Uint8Array(message));
      return;
    }
    const { brief } = this;
    if (base && base.epoch !== shortEpoch(brief!.epoch))
      throw new CodecError('PACKET_FIELD', `epoch must be ${shortEpoch(brief!.epoch)}, got ${base.epoch}`);
    const parsed = parsePacket(packet, {
      bytesPerFramePlane: this.#width,
      ...(brief!.stereo && { hasSpatialParameters: true }),
    });
    if (base && (parsed.type === 'audio' || parsed.type === 'silence')) {
      const end = base.frame + parsed.frames;
      const whole = extendIndex(end % FRAME_INDEX_MODULUS, FRAME_INDEX_MODULUS, this.#newestFrame);
      this.#newestFrame = Math.max(this.#newestFrame, whole);
      if (!isLate) this.#arrivals.add(whole, nowMs);
      this.#ledger.add(whole - parsed.frames, parsed.frames);
    }
    if (base && runs.length > 0) this.#waitFor(Math.max(...runs.map(({ distance }) => distance)));
    else if (!isLate && ++this.#sinceSpan > FORGET_SPAN_MESSAGES) this.#repairFrames = 0;
    if (base) for (const run of runs) this.#handOn(base.epoch, base.frame, run);
    const type = packetType(packet);
    if (type === 'audio' || type === 'silence' || type === 'end' || type === 'metadata')
      this.#handlers.onPacket(packet);
    else throw new CodecError('PACKET_TYPE', `a lossy message must not hold a packet of type ${type}`);
  }

  #handOn(epoch: number, frame: number, { distance, frames, plane, noise, continues }: RepeatedRun): void {
    const form = { epoch, firstFrame: runFrame(frame, distance), frames: Math.min(frames, MAX_FRAMES_PER_PACKET) };
    this.#ledger.add(Math.max(0, extendIndex(form.firstFrame, FRAME_INDEX_MODULUS, this.#newestFrame)), frames);
    const encodedPlanes = this.#brief!.planes;
    this.#handlers.onPacket(
      encodePacket(
        plane
          ? { type: 'audio', ...form, encodedPlanes, planes: 1, payload: plane }
          : { type: 'silence', ...form, noise: noise!, continues: continues && distance === frames },
        { bytesPerFramePlane: this.#width },
      ),
    );
  }

  /** Repeats, or parity, come as many frames behind: it is waited for them, and for a while after the last. */
  #waitFor(frames: number): void {
    if (frames < this.#repairFrames && ++this.#sinceSpan <= FORGET_SPAN_MESSAGES) return;
    if (frames >= this.#repairFrames) this.#sinceSpan = 0;
    this.#repairFrames = frames;
  }

  #guarded(use: () => void): void {
    try {
      use();
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#badMessages++;
    }
  }
}
