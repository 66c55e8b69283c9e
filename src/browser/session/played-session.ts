import { CodecError, requireNumber } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { PeerFigures } from '../../session/play/peer-figures.js';
import { requireHostPlay } from '../../session/play/require-host-play.js';
import { SessionPlay } from '../../session/play/session-play.js';
import { EXTRA_LATENCY_MS, SyncedOutput, type SyncedOutputStats } from '../../session/playout/synced-output.js';
import type { SyncedPlayoutStats } from '../../session/playout/synced-playout.js';
import type { SessionNode } from '../../session/session-node.js';
import { SessionVoices } from '../../session/voices/session-voices.js';
import type { Talk } from '../../session/voices/talk.js';
import { createPlaybackNode } from '../audio-nodes.js';
import type { CodecModel } from '../codec-model.js';
import { resumeContext } from '../context-state.js';
import { PlayedOutput } from '../played-output.js';
import { deviceOffset, keepDeviceOffset } from './device-memory.js';
import { latencySeconds, PageSink } from './page-sink.js';
import type { RemoteModel } from './remote-model.js';
import {
  type BrowserHostOptions,
  type BrowserPlayEvents,
  type BrowserPlayOptions,
  type BrowserSoundState,
  type NowPlaying,
  requireBrowserVoice,
} from './session-play-options.js';
import { type BrowserVoiceOptions, VoiceInput } from './voice-input.js';

/** Channels of playback; a mono stream is the same in both. */
const CHANNELS = 2;
/** How often the device's latency is looked at, and by how much it has to differ to count, in ms. */
const LATENCY_LOOK_MS = 1000;
const LATENCY_STEP_MS = 20;
const DEFAULT_BUFFER_MS = 200;
/** `PageSink` follows the context's own time, which is not wrong for longer. */
const STEP_AFTER_MS = 400;
const MAX_FILL_MS = 1000;

/** What a {@link BrowserPlayedSession} is made of. */
export interface PlayedSessionParts {
  readonly session: SessionNode;
  readonly options: BrowserPlayOptions;
  readonly context: AudioContext;
  readonly clock: Clock;
  readonly model: RemoteModel;
  /** Models that were made here, to be closed with the session. */
  readonly ownModels: readonly CodecModel[];
}

/** A session that a page plays, in sync with its other peers: made by `playSession`. */
export class BrowserPlayedSession extends PlayedOutput<BrowserPlayEvents> {
  readonly output: GainNode;
  readonly context: AudioContext;
  readonly play: SessionPlay;
  readonly #parts: PlayedSessionParts;
  readonly #voices: SessionVoices;
  readonly #abort = new AbortController();
  #device: SyncedOutput | undefined;
  #node: AudioWorkletNode | undefined;
  #voice: VoiceInput | undefined;
  #sound: BrowserSoundState = 'blocked';
  #latencyMs = 0;
  #extraLatencyMs = 0;
  #closing: Promise<void> | undefined;

  /** @param parts open and checked */
  constructor(parts: PlayedSessionParts) {
    super();
    const { session, context, clock, model, options } = parts;
    this.#parts = parts;
    this.context = context;
    this.#extraLatencyMs = deviceOffset(this.deviceName);
    const volume = this.startVolume(options.volume);
    this.output = new GainNode(context, { gain: volume });
    this.output.connect(context.destination);
    const form = { sampleRateHz: context.sampleRate, channels: CHANNELS };
    const onError = (error: unknown): void => this.emit('error', error as Error);
    this.play = new SessionPlay({
      ...form,
      membership: session,
      clock,
      model,
      deviceMs: () => this.#fillMs(),
      onState: (state) => this.emit('state', state),
      onError,
      onRefused: (why, peerId) => this.emit('refused', { why, peerId }),
    });
    const epoch = randomEpoch();
    this.#voices = new SessionVoices({ ...form, membership: session, clock, model, epoch, onError });
    const { signal } = this.#abort;
    context.addEventListener('statechange', () => this.#onContext(), { signal });
    options.signal?.addEventListener('abort', () => void this.close(), { once: true, signal });
    session.on('closed', () => void this.close());
    this.#watchLatency(clock);
  }

  /** Whether the session is heard here. */
  get sound(): BrowserSoundState {
    return this.#sound;
  }

  /** The microphone's switch; null where there is none. */
  get talk(): Talk | null {
    return this.#voice?.talk ?? null;
  }

  /** By how much the music is lowered under voices now, −14..0 dB. */
  get duckingDb(): number {
    return this.#voices.mixer.duckingDb;
  }

  /** What the device takes longer than the browser states, −1000..1000 ms; kept for the device, in this browser. */
  get extraLatencyMs(): number {
    return this.#extraLatencyMs;
  }

  /** @throws RangeError */
  set extraLatencyMs(ms: number) {
    this.#extraLatencyMs = requireNumber('extraLatencyMs', ms, ...EXTRA_LATENCY_MS);
    this.#device?.setExtraLatency(ms);
    keepDeviceOffset(this.deviceName, ms);
  }

  /** The output device as the browser names it; `default` where it does not tell. */
  get deviceName(): string {
    const { sinkId } = this.context as { readonly sinkId?: unknown };
    return typeof sinkId === 'string' && sinkId !== '' ? sinkId : 'default';
  }

  /** Opens the worklet. @throws CodecError DEVICE */
  async start(): Promise<void> {
    const { context } = this;
    const { scripts, host, voice } = this.#parts.options;
    void context.resume().catch(() => undefined);
    const linked = await createPlaybackNode(context, CHANNELS, scripts?.playback);
    if (this.#closing) return;
    this.#node = linked.node;
    linked.node.onprocessorerror = () =>
      this.emit('error', new CodecError('DEVICE', 'the audio worklet has failed: sound cannot be played'));
    linked.node.connect(this.output);
    this.#open = () => new PageSink(context, linked, CHANNELS);
    this.#onContext();
    if (host) this.host(host);
    if (voice) await this.startVoice(voice);
  }

  /** Plays what the browser has blocked or suspended: to be called from a click. */
  async resume(): Promise<void> {
    await resumeContext(this.context);
  }

  /**
   * Plays these tracks into the session from now on, in place of what it played before; for its host.
   * @throws TypeError, RangeError naming a wrong option
   */
  host(options: BrowserHostOptions): void {
    requireHostPlay('', options);
    this.#parts.model.loadEncoder();
    this.play.host({ ...options, epoch: randomEpoch() });
  }

  /** Asks the user for a microphone, in place of the one before. @throws RangeError, CodecError DEVICE with a sentence for the user */
  async startVoice(options: BrowserVoiceOptions = {}): Promise<void> {
    requireBrowserVoice('voice', options);
    await this.stopVoice();
    this.#parts.model.loadEncoder();
    const { clock, options: own } = this.#parts;
    const voice = await VoiceInput.open(options, {
      context: this.context,
      clock,
      voices: this.#voices,
      ...(own.scripts?.capture !== undefined && { script: own.scripts.capture }),
      onEnd: (error) => {
        void this.stopVoice();
        this.emit('error', error as Error);
      },
    });
    if (this.#closing) return voice.close();
    this.#voice = voice;
    this.emit('voice', true);
  }

  /** Closes the microphone; others are still heard. */
  async stopVoice(): Promise<void> {
    const voice = this.#voice;
    this.#voice = undefined;
    if (!voice) return;
    await voice.close();
    this.emit('voice', false);
  }

  /** Everybody who takes part, this peer first. */
  figures(): PeerFigures[] {
    const speaking = new Set(this.#voices.speaking());
    return this.play.figures((id) => speaking.has(id));
  }

  /** What is heard now; null before the host has told, or before the session's time is known. */
  nowPlaying(): NowPlaying | null {
    const { control, time } = this.play;
    const { state, isLeader } = control;
    const nowMs = time.nowMs();
    if (!state || nowMs === undefined) return null;
    const { isStandIn, mayControl } = state;
    const { track, positionMs = null } = this.play.heard() ?? {};
    return {
      title: track?.title ?? '',
      artist: track?.artist ?? '',
      isPlaying: control.timeline?.positionAt(nowMs)?.isPlaying ?? false,
      positionMs,
      durationMs: track?.durationMs ?? null,
      isHostAway: isStandIn,
      mayControl: !isStandIn && (isLeader || mayControl === 'all'),
    };
  }

  /** `device` is null before sound was played. */
  stats(): { readonly playout: SyncedPlayoutStats; readonly device: SyncedOutputStats | null } {
    return { playout: this.play.playout.stats, device: this.#device?.stats ?? null };
  }

  /** Stops at once and releases what was made here; the session itself goes on until it is closed. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #open: (() => PageSink) | undefined;

  async #close(): Promise<void> {
    const { context, model, ownModels, options } = this.#parts;
    this.#abort.abort();
    this.#voices.close();
    await Promise.all([this.stopVoice(), this.play.close(), this.#device?.close(), model.close()]);
    for (const own of ownModels) own.close();
    this.#node?.disconnect();
    this.output.disconnect();
    if (!options.context) await context.close().catch(() => undefined);
    this.#set('closed');
  }

  /** The device is opened when the browser plays for the first time; later it comes back by itself. */
  #onContext(): void {
    if (this.#closing) return;
    const isRunning = this.context.state === 'running';
    if (isRunning && this.#open && !this.#device) this.#device = this.#openDevice(this.#open);
    this.#set(isRunning ? 'playing' : this.#device ? 'suspended' : 'blocked');
  }

  #openDevice(open: () => PageSink): SyncedOutput {
    this.#latencyMs = latencySeconds(this.context) * 1000;
    const { play } = this;
    return new SyncedOutput({
      clock: this.#parts.clock,
      open,
      pull: (samples, heardMs, msPerSample) => play.playout.pull(samples, heardMs, msPerSample),
      onSlip: () => play.playout.realign(),
      onBlock: (pcm) => this.#voices.mixer.mix(pcm),
      toSession: (ownMs) => play.time.toSession(ownMs),
      rate: () => play.time.rate,
      fillMs: this.#fillMs(),
      stepAfterMs: STEP_AFTER_MS,
      extraLatencyMs: this.#extraLatencyMs,
    });
  }

  /** A loudspeaker far away, as by Bluetooth, is filled further ahead: what is on its way cannot be played again. */
  #fillMs(): number {
    const { bufferMs = DEFAULT_BUFFER_MS } = this.#parts.options;
    return Math.min(MAX_FILL_MS, Math.round(bufferMs + this.#latencyMs));
  }

  #watchLatency(clock: Clock): void {
    const look = (): void => {
      if (this.#closing) return;
      const latencyMs = latencySeconds(this.context) * 1000;
      if (Math.abs(latencyMs - this.#latencyMs) > LATENCY_STEP_MS) {
        this.#latencyMs = latencyMs;
        this.#device?.setFill(this.#fillMs());
      }
      clock.schedule(LATENCY_LOOK_MS, look);
    };
    clock.schedule(LATENCY_LOOK_MS, look);
  }

  #set(sound: BrowserSoundState): void {
    if (sound === this.#sound) return;
    this.#sound = sound;
    this.emit('sound', sound);
  }
}

const randomEpoch = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;
