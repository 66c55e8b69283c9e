import { describe, expect, it } from 'vitest';
import {
  type BroadcastMicrophoneOptions,
  broadcastMicrophone,
} from '../../../../src/node/sound/broadcast-microphone.js';
import { type PlayStreamOptions, playStream } from '../../../../src/node/sound/play-stream.js';

const URL = 'ws://127.0.0.1:1/radio';

/** The `device` event comes first of all, before anything is opened: without it nothing was. */
const events: unknown[] = [];
const onEvent = (event: unknown): void => void events.push(event);
const play = (options: object): Promise<unknown> => playStream(URL, { onEvent, ...(options as PlayStreamOptions) });
const talk = (options: object): Promise<unknown> =>
  broadcastMicrophone(URL, { onEvent, ...(options as BroadcastMicrophoneOptions) });

const BOTH: readonly (readonly [string, object])[] = [
  ...['x', 0, 4, 2001, 1e9, Number.NaN].map(
    (latencyMs) => ['device.latencyMs must be a number from 5 to 2000', { device: { latencyMs } }] as const,
  ),
  ['device.latencyMs must be a value, got null', { device: { latencyMs: null } }],
  ['device.backend must be one of naudiodon, pulse, pipewire, alsa, ffmpeg', { device: { backend: 'foo' } }],
  ['device.channels must be an integer from 1 to 32', { device: { channels: 0 } }],
  ['device.name must be a string', { device: { name: 5 } }],
  ['device.lattency is not an option', { device: { lattency: 5 } }],
  ['device must be an object', { device: 'usb' }],
  ['model must be an id, a folder or a LatentModel, got 5', { model: 5 }],
  ['model must be an id, a folder or a LatentModel, got an object', { model: {} }],
  ['model must be an id, a folder or a LatentModel, got ""', { model: '' }],
  ['modelRoots must be a list of folders', { modelRoots: 'models' }],
  ['modelRoots[1] must be a string, got 5', { modelRoots: ['models', 5] }],
  ['process.modelThread must be true or false', { process: { modelThread: 1 } }],
  ['process.prio is not an option', { process: { prio: 1 } }],
  ['signal must be an AbortSignal', { signal: {} }],
  ['onEvent must be a function', { onEvent: 5 }],
  ['devise is not an option', { devise: {} }],
];

describe.each([
  ['playStream', play],
  ['broadcastMicrophone', talk],
] as const)('%s', (_name, start) => {
  it.each(BOTH)('refuses before anything is opened: %s', async (message, options) => {
    await expect(start(options)).rejects.toThrow(message);
    expect(events).toEqual([]);
  });
});

describe('what only one of them takes', () => {
  it.each([
    ...[0, Number.NaN, '1', -1].map(
      (maxSeconds) => ['maxSeconds must be a number from 0.001 to 1000000000', { maxSeconds }] as const,
    ),
    ['downlink.burstMs is not an option of playStream', { downlink: { burstMs: 5 } }],
    ['downlink.planes must be an integer', { downlink: { planes: 9 } }],
    ['device.sampleRateHz is not an option', { device: { sampleRateHz: 44_100 } }],
  ] as const)('playStream refuses: %s', async (message, options) => {
    await expect(play(options)).rejects.toThrow(message);
    expect(events).toEqual([]);
  });

  it.each([
    ['voice must be an object, got "x"', { voice: 'x' }],
    ['voice.gian is not an option', { voice: { gian: 3 } }],
    ['voice.highPassHz must be a number from 10 to 1000', { voice: { highPassHz: 5 } }],
    ['voice.gateDb must be a number from 0 to 60', { voice: { gateDb: 61 } }],
    ['voice.agc must be true or false', { voice: { agc: 1 } }],
    ['device.sampleRateHz must be an integer from 8000 to 192000', { device: { sampleRateHz: 1 } }],
    ['encoder.sampleRateHz is not an option', { encoder: { sampleRateHz: 8000 } }],
    ['encoder.preset must be an integer from 1 to 128', { encoder: { preset: 0 } }],
    ['features.sterio is not an option', { features: { sterio: true } }],
    ['uplink.queueMs must be a number', { uplink: { queueMs: 0 } }],
    ['metadata.title must be a string, got 5', { metadata: { title: 5 } }],
    ['isTalking must be a function', { isTalking: true }],
  ])('broadcastMicrophone refuses: %s', async (message, options) => {
    await expect(talk(options)).rejects.toThrow(message);
    expect(events).toEqual([]);
  });
});
