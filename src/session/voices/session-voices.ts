import { Encoder } from '../../codec/encoder.js';
import { CodecError } from '../../core/errors.js';
import { bytesPerFramePlane } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { EagerSchedule } from '../../core/playout/eager-schedule.js';
import { EPOCH_MODULUS, encodePacket, FRAME_INDEX_MODULUS, parsePacket } from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import { modelMismatch } from '../../stream/receive/model-match.js';
import { Player } from '../../stream/receive/player.js';
import { Dtx } from '../../stream/send/dtx.js';
import { type PeerLink, SESSION_STREAMS, type SessionMembership } from '../peer-link.js';
import { type MusicStream, musicStream, parseMusicStream } from '../play/music-stream.js';
import { SpeakerSelection } from './speaker-selection.js';
import { VoiceMixer, type VoiceMixerOptions } from './voice-mixer.js';

/** Who takes part, what encodes and decodes voices, and the form of the mix. */
export interface SessionVoicesOptions extends VoiceMixerOptions {
  /** The peers and the ways to them. */
  readonly membership: SessionMembership;
  /** This peer's clock. */
  readonly clock: Clock;
  /** Decodes voices; encodes this peer's own, where there is no other for that. */
  readonly model: LatentModel;
  /** Encodes this peer's voice. @default `model` */
  readonly encoderModel?: LatentModel;
  /** Names this peer's voice among its earlier ones: a random number, 0..2^32 − 1. */
  readonly epoch: number;
  /** Latent frames of each packet, 1..8. @default 2 */
  readonly framesPerPacket?: number;
  /** Inner loops of the codec. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** Somebody's voice cannot be decoded here, with what was thrown. */
  onError?(error: unknown, peerId: string): void;
}

/** The form of a microphone's audio. */
export interface VoiceForm {
  readonly sampleRateHz: number;
  readonly channels: number;
}

interface Voice {
  readonly player: Player;
  end: number;
}

/** Message that tells of a peer's voice. */
const VOICE_TYPE = 'voice';
/** A packet of a voice is waited for as long as this. */
const REORDER_MS = 80;
/** A speaker's decoder is kept for this time after its last packet. */
const IDLE_MS = 3000;
/** Level byte of a packet: dB below full scale, at most this. */
const QUIETEST_DB = 120;

/**
 * Voices of a session: this peer's own, sent only while it speaks, and those of up to three others, each by a decoder of its
 * own, mixed over the music. A message is a byte of level (dB below full scale) and a packet of the wire format.
 */
export class SessionVoices {
  readonly mixer: VoiceMixer;
  readonly #o: SessionVoicesOptions;
  readonly #stream: MusicStream;
  readonly #selection = new SpeakerSelection();
  readonly #streams = new Map<string, MusicStream>();
  readonly #voices = new Map<string, Voice>();
  readonly #unsubscribe: (() => void)[];
  #encoder: Encoder | undefined;
  #dtx: Dtx | undefined;
  #levelDb = -QUIETEST_DB;
  #cancelTick: (() => void) | undefined;
  #lastSentMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: SessionVoicesOptions) {
    const { membership, model, epoch } = options;
    this.#o = options;
    this.mixer = new VoiceMixer(options);
    this.#stream = musicStream(model.info, epoch, false);
    this.#unsubscribe = [
      membership.onControl(VOICE_TYPE, (message, from) => this.#describe(message, from)),
      membership.on('joined', (peer) => void peer.sendControl({ type: VOICE_TYPE, stream: this.#stream })),
      membership.on('left', ({ peer }) => this.#remove(peer.peerId)),
      membership.broadcast(SESSION_STREAMS.voice).onMessage((message, from) => this.#receive(message, from)),
    ];
    membership.sendControlToAll({ type: VOICE_TYPE, stream: this.#stream });
    this.#tick();
  }

  /** Ids of those who speak now, this peer's own included. */
  speaking(): string[] {
    const { clock, membership } = this.#o;
    const nowMs = clock.nowMs();
    const own = nowMs - this.#lastSentMs < 500 ? [membership.ownId] : [];
    return [...own, ...this.#selection.speakers(nowMs)];
  }

  /**
   * Audio of this peer's microphone, [samples × channels]; silence where it is not to be heard. What is silent is not sent.
   */
  async speak(pcm: Float32Array, form: VoiceForm): Promise<void> {
    const { framesPerPacket = 2, kernels } = this.#o;
    const model = this.#o.encoderModel ?? this.#o.model;
    this.#dtx ??= new Dtx(model.info.format);
    const dtx = this.#dtx;
    this.#encoder ??= new Encoder(model, {
      ...form,
      framesPerBlock: framesPerPacket,
      onAudio: (audio) => {
        dtx.analyse(audio);
        this.#levelDb = levelOf(audio);
      },
      ...(kernels && { kernels }),
    });
    for (const block of await this.#encoder.push(pcm)) for (const item of dtx.take(block)) this.#send(item);
  }

  /** Neither sends nor plays voices any more. May be called twice. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#cancelTick?.();
    for (const id of [...this.#voices.keys()]) this.#remove(id);
  }

  #send(item: FrameBlock | SilentBlock): void {
    const { epoch: full, format } = this.#stream;
    const epoch = full % EPOCH_MODULUS;
    const firstFrame = item.firstFrame % FRAME_INDEX_MODULUS;
    const context = { bytesPerFramePlane: bytesPerFramePlane(format) };
    const packet =
      'noise' in item
        ? encodePacket({ ...item, type: 'silence', epoch, firstFrame }, context)
        : encodePacket({ ...item, type: 'audio', epoch, firstFrame, encodedPlanes: item.planes }, context);
    if (!('noise' in item)) this.#lastSentMs = this.#o.clock.nowMs();
    const message = new Uint8Array(packet.length + 1);
    message[0] = Math.max(0, Math.min(QUIETEST_DB, Math.round(-this.#levelDb)));
    message.set(packet, 1);
    this.#o.membership.broadcast(SESSION_STREAMS.voice).send(message);
  }

  #describe(message: { readonly type: string; readonly stream?: unknown }, { peerId }: PeerLink): void {
    try {
      const stream = parseMusicStream(message);
      const mismatch = modelMismatch(stream, this.#o.model.info);
      if (mismatch) throw mismatch;
      const known = this.#streams.get(peerId);
      if (known?.epoch !== stream.epoch) this.#remove(peerId);
      // Whoever has just begun to listen does not know this peer's.
      if (!known) this.#o.membership.peers.get(peerId)?.sendControl({ type: VOICE_TYPE, stream: this.#stream });
      this.#streams.set(peerId, stream);
    } catch (error) {
      this.#o.onError?.(error, peerId);
    }
  }

  #receive(message: Uint8Array, { peerId }: PeerLink): void {
    const stream = this.#streams.get(peerId);
    if (!stream || message.length < 2) return;
    try {
      const bytes = bytesPerFramePlane(stream.format);
      const packet = parsePacket(message.slice(1), { bytesPerFramePlane: bytes });
      if (packet.type !== 'audio' && packet.type !== 'silence')
        throw new CodecError('PACKET_TYPE', `a voice is carried in audio and silence packets, got ${packet.type}`);
      if (packet.epoch !== stream.epoch % EPOCH_MODULUS) return;
      const isSpeech = packet.type === 'audio';
      if (isSpeech && !this.#selection.heard(peerId, -message[0]!, this.#o.clock.nowMs())) return;
      const voice = this.#voices.get(peerId) ?? (isSpeech ? this.#begin(peerId) : undefined);
      if (!voice) return;
      const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, voice.end);
      voice.end = Math.max(voice.end, firstFrame + packet.frames);
      voice.player.push({ ...packet, firstFrame });
    } catch (error) {
      this.#o.onError?.(error, peerId);
    }
  }

  #begin(peerId: string): Voice {
    const { model, clock, kernels, sampleRateHz, channels } = this.#o;
    const player = new Player({
      model,
      clock,
      sampleRateHz,
      channels,
      maxDelayMs: 2000,
      schedule: new EagerSchedule({ reorderMs: REORDER_MS }),
      ...(kernels && { kernels }),
      write: (pcm, { silence }) => void this.mixer.push(peerId, pcm, silence),
      onError: (error) => this.#o.onError?.(error, peerId),
    });
    const voice = { player, end: 0 };
    this.#voices.set(peerId, voice);
    return voice;
  }

  #remove(peerId: string): void {
    this.#voices.get(peerId)?.player.stop();
    this.#voices.delete(peerId);
    this.#selection.remove(peerId);
    this.mixer.end(peerId);
  }

  /** Decoders of those who have long been silent are released. */
  #tick(): void {
    const { clock } = this.#o;
    this.#cancelTick = clock.schedule(IDLE_MS, () => {
      const speaking = this.#selection.speakers(clock.nowMs());
      for (const id of [...this.#voices.keys()]) if (!speaking.includes(id)) this.#remove(id);
      this.#tick();
    });
  }
}

/** RMS of audio in dB below full scale, −120..0. */
function levelOf(pcm: Float32Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return Math.max(-QUIETEST_DB, Math.min(0, 10 * Math.log10(sum / Math.max(1, pcm.length) + 1e-12)));
}
