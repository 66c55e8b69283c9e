import type { Preset } from '../../core/latent/presets.js';
import { modelRoots } from '../../node/model/model-files.js';
import {
  broadcastMicrophone,
  type MicrophoneBroadcast,
  type MicrophoneEvent,
  type MicrophoneResult,
} from '../../node/sound/broadcast-microphone.js';
import { type CliContext, note } from '../context.js';
import { digits, formatMs } from '../format.js';
import { type LossyFlags, lossyOptions } from '../lossy-options.js';
import { describeSpeed } from '../real-time.js';
import { levelBar, levelJson, type StatusLine, startStatus } from '../status-line.js';
import { ignoredStereo } from '../stereo.js';
import { type BroadcastFlags, broadcastOptions } from '../stream-options.js';
import { type TokenFlags, tokenOption } from '../token-option.js';
import { type DeviceOptions, deviceOptions } from './options.js';
import { type PushToTalk, startPushToTalk } from './push-to-talk.js';

/** The flags of `send` from a sound device, parsed. */
export interface SendLiveOptions extends DeviceOptions, BroadcastFlags, TokenFlags, LossyFlags {
  /** Rate to capture at, 8000..192000 Hz. */
  readonly rate: number;
  /** Channels to capture, 1..32. */
  readonly channels: number;
  /** Latent frames per packet, by name; `frames` overrides it. */
  readonly preset: Preset;
  /** Latent frames per packet, 1..128. @default the preset's */
  readonly frames?: number;
  /** Sends spatial parameters; needs two channels and a mono model, else a note tells that it is ignored. */
  readonly stereo?: true;
  /** Id or folder of the model that encodes. */
  readonly model: string;
  /** Encodes with the graph of low delay. */
  readonly lowDelay?: true;
  /** Cutoff of the high-pass, 10..1000 Hz. @default none */
  readonly highPass?: number;
  /** Threshold of the noise gate, 0..60 dB above the noise floor; true for 9 dB. @default none */
  readonly gate?: number | true;
  /** Automatic gain with a limiter: 2 ms of delay. */
  readonly agc?: true;
  /** Mutes until the space bar is pressed, and again at the next press. */
  readonly pushToTalk?: true;
  /** False sends silence like sound. @default true */
  readonly dtx?: boolean;
}

/** `latentcast send` from a sound device: broadcasts it until it is interrupted, and prints what happens. */
export async function sendLive(context: CliContext, url: string, options: SendLiveOptions): Promise<MicrophoneResult> {
  let status: StatusLine | undefined;
  let talk: PushToTalk | undefined;
  let deviceName = '';
  const onEvent = (event: MicrophoneEvent): void => {
    if (event.kind === 'deviceGone') options.onDeviceGone?.();
    if (event.kind === 'device') {
      deviceName = event.description;
      if (!options.quiet) note(context, `capturing from ${deviceName}`);
    } else if (event.kind === 'encodingSpeed') note(context, describeSpeed(event.speed));
    else if (event.kind === 'stereoIgnored') note(context, ignoredStereo(deviceName, event.channels, event.model));
    else status?.note(describe(event));
  };
  const microphone = await broadcastMicrophone(url, {
    device: { ...deviceOptions(options), sampleRateHz: options.rate, channels: options.channels },
    voice: {
      ...(options.highPass !== undefined && { highPassHz: options.highPass }),
      ...(options.gate !== undefined && { gateDb: options.gate }),
      ...(options.agc && { agc: true }),
    },
    ...(await tokenOption(context, url, options)),
    ...(options.pushToTalk && { isTalking: () => talk?.isOpen ?? false }),
    ...broadcastOptions(options, options.frames ?? options.preset),
    ...lossyOptions(options),
    features: { dtx: options.dtx ?? true, stereo: options.stereo ?? false },
    model: options.model,
    ...(options.lowDelay && { delay: 'low' as const }),
    modelRoots: modelRoots(context.env),
    signal: context.signal,
    onEvent,
  });
  if (options.pushToTalk) talk = startPushToTalk(context.stdin);
  status = startStatus(context, {
    ...(options.quiet && { quiet: true }),
    ...(options.jsonLines && { jsonLines: true }),
    snapshot: () => snapshot(microphone, talk?.isOpen),
  });
  try {
    return await microphone.done;
  } finally {
    talk?.stop();
    status.stop();
  }
}

type Notable = Exclude<MicrophoneEvent, { readonly kind: 'device' | 'encodingSpeed' | 'stereoIgnored' }>;

function describe(event: Notable): string {
  switch (event.kind) {
    case 'deviceGone':
      return `${event.error.message}; sending silence until it is back`;
    case 'deviceBack':
      return 'the device is back';
    case 'tooSlow':
      return `this machine is too slow: ${formatMs(event.droppedMs)} skipped, ${formatMs(event.totalDroppedMs)} in total`;
    case 'disconnected':
      return `${event.error.message}; connecting again`;
    case 'reconnected':
      return `connected again, continuing at frame ${event.nextFrame}`;
  }
}

function snapshot(microphone: MicrophoneBroadcast, isTalking: boolean | undefined): { text: string; json: object } {
  const level = microphone.level();
  const { sender, queuedMs, droppedMs, outages, isDeviceGone, realTimeFactor } = microphone.stats();
  const { payloadKbps, wireKbps, lagMs, droppedFrames, silentFrames, reconnects, pendingFrames, state } = sender;
  const shown = [
    levelBar(level),
    `${digits(payloadKbps)}/${digits(wireKbps)} kbit/s`,
    `${digits(realTimeFactor)}× rt`,
    `queue ${formatMs(queuedMs)}`,
    `lag ${formatMs(lagMs)}`,
    `lost ${droppedFrames}${droppedMs > 0 ? ` +${formatMs(droppedMs)}` : ''}`,
    ...(silentFrames > 0 ? [`silent ${silentFrames}`] : []),
    ...(isTalking === undefined ? [] : [isTalking ? 'ON AIR' : 'muted (space talks)']),
    ...(isDeviceGone ? ['NO DEVICE'] : []),
    ...(state === 'live' ? [] : [state]),
  ];
  return {
    text: shown.join('  '),
    json: {
      level: levelJson(level),
      payloadKbps,
      wireKbps,
      realTimeFactor,
      queuedMs,
      lagMs,
      droppedFrames,
      silentFrames,
      droppedMs,
      pendingFrames,
      reconnects,
      outages,
      isDeviceGone,
      state,
    },
  };
}
