import { randomBytes } from 'node:crypto';
import { type Level, LevelMeter } from '../../core/dsp/level-meter.js';
import { callGuarded } from '../../core/guarded.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import type { PlayState } from '../../session/control/play-state.js';
import type { SessionMembership } from '../../session/peer-link.js';
import type { PeerFigures } from '../../session/play/peer-figures.js';
import { SessionPlay } from '../../session/play/session-play.js';
import type { HostPlayOptions } from '../../session/play/session-play-options.js';
import { SyncedOutput, type SyncedOutputStats } from '../../session/playout/synced-output.js';
import type { SyncedPlayoutStats } from '../../session/playout/synced-playout.js';
import { chooseDevice } from '../audio/devices.js';
import { nodeClock } from '../clock.js';
import { selectKernels } from '../native/native.js';
import { type DeviceEvent, deviceEvent, errorOf, type LiveDeviceOptions } from '../sound/device-events.js';
import { type LiveModelOptions, openLiveModel, prepareProcess, releaseAll } from '../sound/live-model.js';
import { DEVICE_KINDS, LIVE_MODEL_KINDS, requireDevice, requireLiveModel } from '../sound/live-options.js';
import { DeviceOffsets } from './device-offsets.js';

/** The device and the model of {@link playSession}; each may be left out. */
export interface PlaySessionOptions extends LiveModelOptions {
  /** The loudspeaker and the channels played on it; `latencyMs`, 20..1000, defaults to 120. @default the system's default device */
  readonly device?: LiveDeviceOptions & {
    /** Channels to play; 2 play a stream in stereo. @default the model's */
    readonly channels?: number;
  };
  /** Where the devices' offsets are kept. @default `devices.json` in the user's configuration */
  readonly offsetsFile?: string;
  /** Makes this peer the host, which plays these tracks. @default it listens */
  readonly host?: Omit<HostPlayOptions, 'epoch'>;
  /** Told what happens. */
  onEvent?(event: SessionPlayEvent): void;
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
  stats(): { readonly playout: SyncedPlayoutStats; readonly device: SyncedOutputStats };
  /** Peak, RMS and clipping of what was played since the last call. */
  level(): Level;
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
  requireLiveModel(options);
  const { device = {}, host } = options;
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
  const encoder = host && (await openLiveModel(options, 'encode'));
  prepareProcess(options.process);
  const { model } = opened;
  const { sampleRateHz, channels: modelChannels } = model.info.format;
  const { channels = modelChannels, latencyMs = 120 } = device;
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
  const output = new SyncedOutput({
    clock: nodeClock,
    open: () => chosen.backend.openSink(form),
    pull(samples, heardMs, msPerSample) {
      const pcm = play.playout.pull(samples, heardMs, msPerSample);
      meter.add(pcm);
      return pcm;
    },
    toSession: (ownMs) => play.time.toSession(ownMs),
    rate: () => play.time.rate,
    fillMs: latencyMs,
    extraLatencyMs,
    onDeviceGone: (error) => onEvent({ kind: 'deviceGone', error: errorOf(error) }),
    onDeviceBack: () => onEvent({ kind: 'deviceBack' }),
  });
  if (host) play.host({ ...host, epoch: randomBytes(4).readUInt32BE() });
  return {
    play,
    figures: () => play.figures(),
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
    close: () => releaseAll(play, output, opened, encoder),
  };
}
