import { randomBytes } from 'node:crypto';
import { type Level, LevelMeter } from '../../core/dsp/level-meter.js';
import { callGuarded } from '../../core/guarded.js';
import { type OptionKinds, requireOneOf, requireOptions } from '../../core/options.js';
import { LiveCapture } from '../../live/live-capture.js';
import type { PlayState } from '../../session/control/play-state.js';
import type { SessionMembership } from '../../session/peer-link.js';
import type { PeerFigures } from '../../session/play/peer-figures.js';
import { requireHostPlay } from '../../session/play/require-host-play.js';
import { SessionPlay } from '../../session/play/session-play.js';
import type { HostPlayOptions } from '../../session/play/session-play-options.js';
import { SyncedOutput, type SyncedOutputStats } from '../../session/playout/synced-output.js';
import type { SyncedPlayoutStats } from '../../session/playout/synced-playout.js';
import { SessionVoices } from '../../session/voices/session-voices.js';
import { TALK_MODES, Talk, type TalkMode } from '../../session/voices/talk.js';
import { chooseDevice, type DeviceChoice } from '../audio/devices.js';
import { nodeClock } from '../clock.js';
import { selectKernels } from '../native/native.js';
import { type DeviceEvent, deviceEvent, errorOf, type LiveDeviceOptions } from '../sound/device-events.js';
import {
  type LiveModelOptions,
  openLiveModel,
  openVoiceEncoder,
  prepareProcess,
  releaseAll,
} from '../sound/live-model.js';
import { DEVICE_KINDS, LIVE_MODEL_KINDS, requireDevice, requireLiveModel } from '../sound/live-options.js';
import { DeviceOffsets } from './device-offsets.js';

/** The device and the model of {@link playSession}; each may be left out. */
export interface PlaySessionOptions extends LiveModelOptions {
  /** The loudspeaker and the channels played on it; `latencyMs`, 20..1000, defaults to 200. @default the system's default device */
  readonly device?: LiveDeviceOptions & {
    /** Channels to play; 2 play a stream in stereo. @default the model's */
    readonly channels?: number;
  };
  /** Where the devices' offsets are kept. @default `devices.json` in the user's configuration */
  readonly offsetsFile?: string;
  /** The microphone, and when it is heard. @default none: this peer only hears others' voices */
  readonly voice?: SessionVoiceOptions;
  /** Makes this peer the host, which plays these tracks. @default it listens */
  readonly host?: Omit<HostPlayOptions, 'epoch'>;
  /** What this peer plays where the host has left and had named it as its successor. @default it only listens */
  readonly standBy?: Omit<HostPlayOptions, 'epoch'>;
  /** Told what happens. */
  onEvent?(event: SessionPlayEvent): void;
}

/** This peer's microphone in a session. */
export interface SessionVoiceOptions {
  /** Id, name, or a part of a name that only one device has, and the way to it. @default the system's default microphone */
  readonly device?: DeviceChoice;
  /** @default 'pushToTalk' */
  readonly mode?: TalkMode;
}

/** What happens to a session that is played; discriminated by `kind`. */
export type SessionPlayEvent =
  | DeviceEvent
  /** Another track, a pause, a seek, another leader. */
  | { readonly kind: 'state'; readonly state: PlayState }
  /** The host's stream cannot be decoded here, or the model has failed. */
  | { readonly kind: 'error'; readonly error: Error }
  /** A message of another peer was refused. */
  | { readonly kind: 'refused'; readonly why: string; readonly peerId: string };

/** A session that is played on a loudspeaker. */
export interface PlayedSession {
  readonly play: SessionPlay;
  /** Everybody who takes part, this peer first. */
  figures(): PeerFigures[];
  /** How far from the host's timeline it plays, and what the device has lost. */
  stats(): { readonly playout: SyncedPlayoutStats; readonly device: SyncedOutputStats };
  /** Peak, RMS and clipping of what was played since the last call. */
  level(): Level;
  /** Whether the microphone is open, and by what; null where there is none. */
  readonly talk: Talk | null;
  /** What the device takes longer than it states, −1000..1000 ms. */
  readonly extraLatencyMs: number;
  /** Sets and keeps that, for this device. @throws RangeError, CodecError FILE_IO */
  setExtraLatency(ms: number): Promise<void>;
  /** Stops at once. May be called twice. */
  close(): Promise<void>;
}

const KINDS: OptionKinds<PlaySessionOptions> = {
  ...LIVE_MODEL_KINDS,
  device: 'object',
  offsetsFile: 'string',
  host: 'object',
  standBy: 'object',
  voice: 'object',
  onEvent: 'function',
};

/**
 * Plays a session on a loudspeaker, in sync with its other peers, or hosts it.
 *
 * @throws TypeError, RangeError for wrong options; CodecError DEVICE without a usable device, MODEL_NOT_FOUND and others
 */
export async function playSession(
  membership: SessionMembership,
  options: PlaySessionOptions = {},
): Promise<PlayedSession> {
  requireOptions('', options, KINDS);
  requireOptions('device', options.device, DEVICE_KINDS);
  requireDevice(options.device);
  requireOptions('voice', options.voice, { device: 'object', mode: 'string' });
  if (options.voice?.mode !== undefined) requireOneOf('voice.mode', options.voice.mode, TALK_MODES);
  requireLiveModel(options);
  requireHostPlay('host', options.host);
  requireHostPlay('standBy', options.standBy);
  const { device = {}, host, standBy } = options;
  const onEvent = (event: SessionPlayEvent): void =>
    void callGuarded(
      () => options.onEvent?.(event),
      () => {},
    );
  const chosen = await chooseDevice(device, 'output');
  onEvent(deviceEvent(chosen));
  const offsets = new DeviceOffsets(options.offsetsFile);
  const name = `${chosen.backend.name}:${chosen.id ?? 'default'}`;
  let extraLatencyMs = await offsets.get(name);
  const opened = await openLiveModel(options, 'decode');
  const encodesMusic = (host ?? standBy) !== undefined;
  const encoder = encodesMusic
    ? await openLiveModel(options, 'encode')
    : options.voice && (await openVoiceEncoder(options));
  prepareProcess(options.process);
  const { model } = opened;
  const { sampleRateHz, channels: modelChannels } = model.info.format;
  const { channels = modelChannels, latencyMs = 200 } = device;
  const form = { sampleRateHz, channels, latencyMs, ...(chosen.id !== undefined && { device: chosen.id }) };
  const meter = new LevelMeter();
  const play = new SessionPlay({
    membership,
    clock: nodeClock,
    model,
    ...(encoder && { encoderModel: encoder.model }),
    kernels: selectKernels(),
    sampleRateHz,
    channels,
    deviceMs: () => latencyMs,
    onState: (state) => onEvent({ kind: 'state', state }),
    onError: (error) => onEvent({ kind: 'error', error: errorOf(error) }),
    onRefused: (why, peerId) => onEvent({ kind: 'refused', why, peerId }),
  });
  const voices = new SessionVoices({
    membership,
    clock: nodeClock,
    model,
    ...(encoder && { encoderModel: encoder.model }),
    epoch: randomBytes(4).readUInt32BE(),
    kernels: selectKernels(),
    sampleRateHz,
    channels,
    onError: (error) => onEvent({ kind: 'error', error: errorOf(error) }),
  });
  const microphone = options.voice && (await openMicrophone(options.voice, sampleRateHz, voices, onEvent));
  const output = new SyncedOutput({
    clock: nodeClock,
    open: () => chosen.backend.openSink(form),
    pull: (samples, heardMs, msPerSample) => play.playout.pull(samples, heardMs, msPerSample),
    onSlip: () => play.playout.realign(),
    onBlock(pcm) {
      voices.mixer.mix(pcm);
      meter.add(pcm);
    },
    toSession: (ownMs) => play.time.toSession(ownMs),
    rate: () => play.time.rate,
    fillMs: latencyMs,
    extraLatencyMs,
    onDeviceGone: (error) => onEvent({ kind: 'deviceGone', error: errorOf(error) }),
    onDeviceBack: () => onEvent({ kind: 'deviceBack' }),
  });
  if (host) play.host({ ...host, epoch: randomBytes(4).readUInt32BE() });
  if (standBy) play.standBy({ ...standBy, epoch: randomBytes(4).readUInt32BE() });
  return {
    play,
    talk: microphone?.talk ?? null,
    figures() {
      const speaking = new Set(voices.speaking());
      return play.figures((id) => speaking.has(id));
    },
    stats: () => ({ playout: play.playout.stats, device: output.stats }),
    level: () => meter.snapshot(),
    get extraLatencyMs() {
      return extraLatencyMs;
    },
    async setExtraLatency(ms) {
      output.setExtraLatency(ms);
      extraLatencyMs = ms;
      await offsets.set(name, ms);
    },
    async close() {
      voices.close();
      await releaseAll(microphone, play, output, opened, encoder);
    },
  };
}

/** Captures this peer's voice for as long as the session lasts. */
async function openMicrophone(
  { device = {}, mode }: SessionVoiceOptions,
  sampleRateHz: number,
  voices: SessionVoices,
  onEvent: (event: SessionPlayEvent) => void,
): Promise<{ readonly talk: Talk; close(): Promise<void> }> {
  const chosen = await chooseDevice(device, 'input');
  const talk = new Talk(mode);
  const form = { sampleRateHz, channels: 1 };
  const capture = new LiveCapture({
    ...form,
    clock: nodeClock,
    open: () =>
      chosen.backend.openSource({ ...form, latencyMs: 20, ...(chosen.id !== undefined && { device: chosen.id }) }),
    voice: { highPassHz: 80, agc: true },
    isTalking: () => talk.isOpen(nodeClock.nowMs()),
  });
  const run = async (): Promise<void> => {
    for await (const pcm of capture.blocks()) await voices.speak(pcm, form);
  };
  void run().catch((error: unknown) => onEvent({ kind: 'error', error: errorOf(error) }));
  return { talk, close: () => capture.close() };
}
