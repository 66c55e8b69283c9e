import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BACKENDS } from '../../../../src/node/audio/devices.js';
import { broadcastTo } from '../../../../src/node/live.js';
import { type RelayServer, startRelayServer } from '../../../../src/node/relay/server.js';
import { broadcastMicrophone, type MicrophoneEvent } from '../../../../src/node/sound/broadcast-microphone.js';
import { type PlaybackEvent, playStream } from '../../../../src/node/sound/play-stream.js';
import type { AudioSource, LiveAudioSink } from '../../../../src/ports/audio.js';
import { FakeModel } from '../../../support/fake-model.js';
import { tone } from '../../../support/tone.js';

const RATE = 8000;
/** Does not change the priority of this process. */
const process = { modelThread: false, priority: false, serialScavenge: false };

describe('live sound in Node', () => {
  let relay: RelayServer;
  let url = '';
  let played: number[] = [];

  /** A microphone that delivers 0.9 s of a tone at once, and then nothing until it is closed. */
  const microphone = (): AudioSource => {
    let close = (): void => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    return {
      sampleRateHz: RATE,
      channels: 1,
      close: async () => close(),
      async *blocks() {
        const pcm = tone(0.9, RATE, 1, 300, 0.5);
        for (let at = 0; at < pcm.length; at += 160) yield pcm.slice(at, at + 160);
        await closed;
      },
    };
  };
  const loudspeaker = (): LiveAudioSink => ({
    sampleRateHz: RATE,
    channels: 1,
    status: () => ({ bufferedMs: 0, isMeasured: true, underruns: 0 }),
    write: async (pcm) => void played.push(...pcm),
    close: async () => {},
  });

  beforeEach(async () => {
    relay = await startRelayServer({ port: 0 });
    url = `${relay.url}/live`;
    played = [];
    const [backend] = BACKENDS;
    vi.spyOn(backend!, 'unusable').mockResolvedValue(undefined);
    vi.spyOn(backend!, 'openSource').mockImplementation(microphone);
    vi.spyOn(backend!, 'openSink').mockImplementation(loudspeaker);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await relay.close();
  });

  const model = (): FakeModel =>
    new FakeModel({ sampleRateHz: RATE, encoder: { stateSize: 1 }, decoder: { stateSize: 1 } });

  it('refuses a model that computes slower than sound comes, with the figure, before a device is opened', async () => {
    const slow = model();
    const { format } = slow.info;
    const wait = (): void => {
      const until = performance.now() + (1500 * 4 * format.hopSamples) / format.sampleRateHz;
      while (performance.now() < until);
    };
    for (const direction of ['encode', 'decode'] as const) {
      const compute = slow[direction].bind(slow) as (...args: unknown[]) => unknown;
      vi.spyOn(slow, direction).mockImplementation((...args: unknown[]): never => {
        wait();
        return compute(...args) as never;
      });
    }
    const refusal = (direction: string): object => ({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(
        new RegExp(`takes [1-9]\\d*\\.\\d+ s to ${direction} a second of audio here, 4 new frames a packet`),
      ),
    });
    await expect(playStream(url, { model: slow, process })).rejects.toMatchObject(refusal('decode'));
    await expect(broadcastMicrophone(url, { model: slow, process })).rejects.toMatchObject(refusal('encode'));
    const [backend] = BACKENDS;
    expect(backend!.openSink).not.toHaveBeenCalled();
    expect(backend!.openSource).not.toHaveBeenCalled();
  });

  it('tells that decoding takes longer than the sound lasts, with the factor and the duration, and plays on', async () => {
    const slow = model();
    const { format } = slow.info;
    const decode = slow.decode.bind(slow);
    const createState = slow.createState.bind(slow);
    let isLate = false;
    let computeMs = 0;
    // A runtime that states three times each sound's duration as its time.
    vi.spyOn(slow, 'createState').mockImplementation((direction) =>
      Object.defineProperty(createState(direction), 'computeMs', { get: () => computeMs }),
    );
    vi.spyOn(slow, 'decode').mockImplementation((latents, frames, ...rest) => {
      if (isLate) computeMs += (3 * 1000 * frames * format.hopSamples) / format.sampleRateHz;
      return decode(latents, frames, ...rest);
    });
    const received: PlaybackEvent[] = [];
    const playback = await playStream(url, { model: slow, process, onEvent: (event) => received.push(event) });
    isLate = true;
    const pcm = tone(12, RATE, 1, 300, 0.5);
    const audio = (async function* () {
      for (let at = 0; at < pcm.length; at += 4000) {
        yield pcm.slice(at, at + 4000);
        await vi.waitFor(() => expect(playback.stats().receivedSeconds).toBeGreaterThan(at / RATE - 1), {
          timeout: 90_000,
          interval: 2,
        });
      }
    })();
    const { done } = broadcastTo(url, {
      model: model(),
      audio,
      encoder: { sampleRateHz: RATE, channels: 1, preset: 'live' },
    });
    await done;
    const { seconds, realTimeFactor } = await playback.done;
    const told = received.filter((event) => event.kind === 'tooSlow');
    expect(told.length).toBe(Math.floor(seconds / 5));
    expect(told.length).toBeGreaterThan(0);
    for (const { realTimeFactor: factor, overMs } of told) {
      expect(factor).toBeGreaterThan(2.5);
      expect(overMs).toBeGreaterThanOrEqual(5000);
    }
    expect(realTimeFactor).toBeGreaterThan(2.5);
  });

  it('carries a microphone to a loudspeaker, reports events as data, and ends cleanly', async () => {
    const [sent, received]: [MicrophoneEvent[], PlaybackEvent[]] = [[], []];
    const playback = await playStream(url, { model: model(), process, onEvent: (event) => received.push(event) });
    const broadcast = await broadcastMicrophone(url, {
      model: model(),
      process,
      device: { sampleRateHz: RATE, channels: 1 },
      encoder: { planes: 8 },
      features: { dtx: false, stereo: true },
      metadata: { title: 'A tone' },
      onEvent: (event) => sent.push(event),
    });
    await vi.waitFor(() => expect(playback.stats().seconds).toBeGreaterThan(0.5), { timeout: 90_000, interval: 5 });
    expect(broadcast.stats()).toMatchObject({ droppedMs: 0, outages: 0, isDeviceGone: false });
    expect(broadcast.level().peakDb).toBeCloseTo(-6, 0);
    await broadcast.close();
    const result = await broadcast.done;
    expect(result).toMatchObject({ samples: 0.9 * RATE, droppedMs: 0, outages: 0, sampleRateHz: RATE });
    const stats = await playback.done;
    expect(stats.seconds).toBeCloseTo(0.9, 2);
    expect(stats).toMatchObject({ planes: 8, player: { jitter: { lost: 0 } } });
    expect(Math.max(...played)).toBeGreaterThan(0.4);
    expect(sent.map(({ kind }) => kind)).toEqual(['device', 'stereoIgnored']);
    expect(sent[0]).toMatchObject({
      backend: 'pulse',
      description: expect.stringMatching(/^the default input device/),
    });
    const kinds = received.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['device', 'source', 'metadata', 'ended']));
    expect(kinds.at(-1)).toBe('ended');
  });

  it('plays no more than maxSeconds, and stops when it is closed or aborted', async () => {
    const broadcast = await broadcastMicrophone(url, { model: model(), process, device: { sampleRateHz: RATE } });
    const abort = new AbortController();
    const options = { model: model(), process };
    const [some, closed, aborted] = await Promise.all([
      playStream(url, { ...options, maxSeconds: 0.2 }),
      playStream(url, options),
      playStream(url, { ...options, signal: abort.signal }),
    ]);
    abort.abort();
    await closed.close();
    await closed.close();
    expect((await aborted.done).planes).toBe(8);
    await some.close();
    await broadcast.close();
    await broadcast.close();
    expect((await broadcast.done).samples).toBe(0.9 * RATE);
  });

  it('refuses a wrong address, and a machine without a device, before anything is opened', async () => {
    await expect(playStream('http://127.0.0.1/live')).rejects.toThrow(TypeError);
    await expect(broadcastMicrophone(`${relay.url}/`)).rejects.toMatchObject({ code: 'CHANNEL_NAME' });
    for (const backend of BACKENDS) vi.spyOn(backend, 'unusable').mockResolvedValue('not here');
    await expect(playStream(url, { process })).rejects.toMatchObject({ code: 'DEVICE', message: /pulse: not here/ });
    await expect(broadcastMicrophone(url, { process })).rejects.toMatchObject({ code: 'DEVICE' });
    expect(BACKENDS[0]!.openSource).not.toHaveBeenCalled();
  });

  it.each([
    ['planes', { encoder: { planes: 0 } }],
    ['minDb', { features: { dtx: { minDb: 5 } } }],
    ['queueMs', { uplink: { queueMs: 0 } }],
  ])('does not open the microphone where %s is out of range, and closes the model', async (name, options) => {
    const loaded = model();
    await expect(broadcastMicrophone(url, { model: loaded, process, ...options })).rejects.toThrow(name);
    expect(BACKENDS[0]!.openSource).not.toHaveBeenCalled();
  });

  it.each([
    ['planes', { downlink: { planes: 0 } }],
    ['resumeBurstMs', { downlink: { resumeBurstMs: -1 } }],
  ])('does not open the loudspeaker where %s is out of range', async (name, options) => {
    await expect(playStream(url, { model: model(), process, ...options })).rejects.toThrow(name);
    expect(BACKENDS[0]!.openSink).not.toHaveBeenCalled();
  });

  it('ends with what onEvent throws', async () => {
    const own = new Error('of the user');
    const onEvent = ({ kind }: PlaybackEvent): void => {
      if (kind === 'source') throw own;
    };
    const playback = await playStream(url, { model: model(), process, onEvent });
    const broadcast = await broadcastMicrophone(url, { model: model(), process, device: { sampleRateHz: RATE } });
    await expect(playback.done).rejects.toBe(own);
    await broadcast.close();
  });

  it('ends with what isTalking throws', async () => {
    const own = new Error('of the user');
    const isTalking = (): never => {
      throw own;
    };
    const options = { model: model(), process, device: { sampleRateHz: RATE }, isTalking };
    const broadcast = await broadcastMicrophone(url, options);
    await expect(broadcast.done).rejects.toBe(own);
  });
});
