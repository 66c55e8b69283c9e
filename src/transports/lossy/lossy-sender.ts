import { CodecError } from '../../core/errors.js';
import { bytesPerFramePlane, type CodecFormat, framesToMs } from '../../core/latent/format.js';
import {
  encodeLossyMessage,
  frameBase,
  LOSSY_HEADER_BYTES,
  lossyType,
  type RepeatedRun,
  SEQUENCE_MODULUS,
} from '../../core/wire/lossy-message.js';
import { parityBytes } from '../../core/wire/lossy-parity.js';
import { parseLossReport } from '../../core/wire/lossy-report.js';
import {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  encodePacket,
  FRAME_INDEX_MODULUS,
  type PacketContext,
  parsePacket,
  thinAudio,
} from '../../core/wire/packet.js';
import { BRIEF_BYTES, type StreamBrief } from '../../core/wire/stream-brief.js';
import { LossEstimate } from './loss-estimate.js';
import type { ProtectionSettings } from './lossy-options.js';
import { ParitySender } from './parity-group.js';
import { chooseProtection, type Protection } from './protection.js';
import { RepeatHistory } from './repeat-history.js';

/** Messages at a stream's beginning that describe it, each of which may be lost. */
const FIRST_BRIEFS = 4;

/** Where messages go. */
export interface LossyOutlet {
  /** Longest message in bytes now. */
  readonly maxMessageBytes: number;
  /** False where the message was dropped. */
  send(message: Uint8Array): boolean;
}

/** Counters of a {@link LossySender}; plain JSON. */
export interface LossySenderStats {
  /** Repeats of each packet now, and messages between two of them. */
  readonly depth: number;
  readonly stride: number;
  /** What is assumed of the path, from what receivers have reported. */
  readonly lossShare: number;
  readonly meanBurst: number;
  /** Share of frames that the worst receiver has lost in spite of all; null where none reports. */
  readonly frameLossShare: number | null;
  /** Receivers that have reported within 15 s. */
  readonly receivers: number;
  readonly messages: number;
  readonly parityMessages: number;
  /** Frames repeated so far, each repeat counted. */
  readonly repeatedFrames: number;
  /** Messages that the link has dropped. */
  readonly droppedMessages: number;
  /** Packets that did not fit into a message: sent with fewer planes, or in parts. */
  readonly shortenedPackets: number;
  /** What has come from receivers and is no report. */
  readonly badMessages: number;
}

/**
 * Packets of one stream → messages of a lossy link: each message carries one packet, and repeats the base plane of
 * earlier ones, as often as the receivers' reports ask for. Time is an argument, in ms on any monotonic clock.
 */
export class LossySender {
  readonly #brief: Omit<StreamBrief, 'repairPackets'>;
  readonly #context: PacketContext;
  readonly #packetMs: number;
  readonly #settings: ProtectionSettings;
  readonly #outlet: LossyOutlet;
  readonly #estimate: LossEstimate;
  readonly #history = new RepeatHistory();
  readonly #parity: ParitySender | null;
  #protection: Protection;
  #sequence = 0;
  #briefs = 0;
  #briefDueMs = Number.NEGATIVE_INFINITY;
  #messages = 0;
  #parityMessages = 0;
  #repeatedFrames = 0;
  #droppedMessages = 0;
  #shortenedPackets = 0;
  #badMessages = 0;

  constructor(
    brief: Omit<StreamBrief, 'repairPackets'>,
    format: CodecFormat,
    settings: ProtectionSettings,
    outlet: LossyOutlet,
  ) {
    this.#brief = brief;
    this.#context = {
      bytesPerFramePlane: bytesPerFramePlane(format),
      ...(brief.stereo && { hasSpatialParameters: true }),
    };
    this.#packetMs = framesToMs(format, brief.framesPerPacket);
    this.#settings = settings;
    this.#outlet = outlet;
    this.#estimate = new LossEstimate(settings.lossShare, settings.meanBurst);
    this.#parity = settings.parity ? new ParitySender(settings.parity) : null;
    this.#protection = this.#choose();
  }

  /** Packets from one to that with its last repeat or parity. */
  get repairPackets(): number {
    const { depth, stride } = this.#protection;
    const { parity } = this.#settings;
    return Math.min(255, Math.max(depth * stride, parity ? parity.messages * parity.interleave : 0));
  }

  get stats(): LossySenderStats {
    const { reports, lossShare, meanBurst } = this.#estimate;
    return {
      ...this.#protection,
      lossShare,
      meanBurst,
      frameLossShare: reports.length > 0 ? Math.max(...reports.map((report) => report.frameLossShare)) : null,
      receivers: reports.length,
      messages: this.#messages,
      parityMessages: this.#parityMessages,
      repeatedFrames: this.#repeatedFrames,
      droppedMessages: this.#droppedMessages,
      shortenedPackets: this.#shortenedPackets,
      badMessages: this.#badMessages,
    };
  }

  /**
   * Sends a packet of audio, silence, metadata or the end; one that is too long for the link with fewer planes, or in
   * parts.
   * @returns false where the link has dropped it
   * @throws CodecError PACKET_* for bytes that are no packet of the stream
   */
  send(packet: Uint8Array, nowMs: number): boolean {
    const room = this.#room(nowMs);
    if (packet.length <= room) return this.#sendOne(packet, nowMs);
    const parsed = parsePacket(packet, this.#context);
    this.#shortenedPackets++;
    if (parsed.type !== 'audio') {
      this.#droppedMessages++;
      return false;
    }
    const frameBytes = this.#context.bytesPerFramePlane;
    const planes = Math.floor(
      (room - AUDIO_HEADER_BYTES - (parsed.spatial?.length ?? 0)) / (parsed.frames * frameBytes),
    );
    if (planes >= 1) return this.#sendOne(thinAudio(packet, planes, this.#context), nowMs);
    const part = Math.floor((room - AUDIO_HEADER_BYTES) / (frameBytes + (parsed.spatial ? 1 : 0)));
    if (part < 1) {
      this.#droppedMessages++;
      return false;
    }
    let isSent = true;
    for (let from = 0; from < parsed.frames; from += part)
      isSent = this.#sendOne(this.#partOf(parsed, from, Math.min(part, parsed.frames - from)), nowMs) && isSent;
    return isSent;
  }

  /** The end of the stream, for the time number `time` from 0 on: with the repeats that the last packets lack. */
  sendEnd(packet: Uint8Array, nowMs: number, time: number): void {
    this.#sendOne(packet, nowMs, time);
    for (const parity of this.#parity?.flush() ?? []) this.#sendParity(parity);
  }

  /**
   * A message has come from a receiver.
   * @param from who has sent it, where there is more than one
   */
  receive(message: Uint8Array, nowMs: number, from = ''): void {
    try {
      if (lossyType(message) !== 'report') throw new CodecError('PACKET_TYPE', 'a sender is sent reports');
      const report = parseLossReport(message);
      this.#estimate.add(report, from, nowMs);
      this.#protection = this.#choose();
      // Who has received nothing but this message joins.
      if (report.messages === 0) this.#briefDueMs = Number.NEGATIVE_INFINITY;
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#badMessages++;
    }
  }

  #choose(): Protection {
    const { maxDepth, maxRepairMs, targetLoss } = this.#settings;
    const maxSpan = Math.floor(maxRepairMs / this.#packetMs);
    return chooseProtection(this.#estimate.lossShare, this.#estimate.meanBurst, { maxDepth, maxSpan, targetLoss });
  }

  /** Bytes that a packet may have in the next message. */
  #room(nowMs: number): number {
    const { maxMessageBytes } = this.#outlet;
    // A parity message is a little longer than what it protects.
    const most = this.#parity ? maxMessageBytes - (parityBytes(maxMessageBytes) - maxMessageBytes) : maxMessageBytes;
    return most - LOSSY_HEADER_BYTES - (this.#isBriefDue(nowMs) ? BRIEF_BYTES : 0);
  }

  #isBriefDue(nowMs: number): boolean {
    return this.#briefs < FIRST_BRIEFS || nowMs >= this.#briefDueMs;
  }

  #sendOne(packet: Uint8Array, nowMs: number, since = 0): boolean {
    const room = this.#room(nowMs);
    const hasBrief = this.#isBriefDue(nowMs);
    const base = frameBase(packet);
    const runs: RepeatedRun[] = base
      ? this.#history.runs(base.epoch, base.frame, this.#protection, room - packet.length, since)
      : [];
    const sequence = this.#sequence++ % SEQUENCE_MODULUS;
    const message = encodeLossyMessage({
      sequence,
      ...(hasBrief && { brief: { ...this.#brief, repairPackets: this.repairPackets } }),
      runs,
      packet,
    });
    if (hasBrief) {
      this.#briefs++;
      this.#briefDueMs = nowMs + this.#settings.briefMs;
    }
    for (const { frames } of runs) this.#repeatedFrames += frames;
    this.#remember(packet);
    this.#messages++;
    const isSent = this.#outlet.send(message);
    if (!isSent) this.#droppedMessages++;
    for (const parity of this.#parity?.add(sequence, message) ?? []) this.#sendParity(parity);
    return isSent;
  }

  #sendParity(message: Uint8Array): void {
    this.#parityMessages++;
    if (!this.#outlet.send(message)) this.#droppedMessages++;
  }

  #remember(packet: Uint8Array): void {
    const parsed = parsePacket(packet, this.#context);
    if (parsed.type !== 'audio' && parsed.type !== 'silence') return;
    const { epoch, firstFrame, frames } = parsed;
    const isAudio = parsed.type === 'audio';
    this.#history.add({
      epoch,
      frame: firstFrame,
      frames,
      plane: isAudio ? new Uint8Array(parsed.payload.subarray(0, frames * this.#context.bytesPerFramePlane)) : null,
      noise: isAudio ? null : parsed.noise,
      continues: !isAudio && parsed.continues,
    });
  }

  #partOf(audio: AudioPacket, from: number, frames: number): Uint8Array {
    // Of parts the base plane is sent alone: a link this narrow has no room for more.
    const { bytesPerFramePlane: width } = this.#context;
    const payload = audio.payload.subarray(from * width, (from + frames) * width);
    const firstFrame = (audio.firstFrame + from) % FRAME_INDEX_MODULUS;
    const spatial = audio.spatial?.subarray(from, from + frames);
    return encodePacket(
      { ...audio, firstFrame, frames, planes: 1, payload, ...(spatial && { spatial }) },
      this.#context,
    );
  }
}
