import { describe, expect, it } from 'vitest';
import type { CodecWorkerReport, RecordingProgress } from '../../../../src/browser/worker/messages.js';
import { RecordingJob } from '../../../../src/browser/worker/recording.js';
import { repeatEvery } from '../../../../src/browser/worker/stream-job.js';
import type { PlaybackMessage, PlaybackReport } from '../../../../src/browser/worklet/messages.js';
import { concatBytes } from '../../../../src/core/buffers.js';
import { NO_NOISE } from '../../../../src/core/dsp/comfort-noise.js';
import { type LcHeader, LcWriter } from '../../../../src/core/file/lc-file.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel } from '../../../support/fake-model.js';

/** A frame is 10 ms. */
const HOP = 80;
const HEADER: LcHeader = {
  modelSha256: 'f'.repeat(64),
  originalSampleRateHz: 8000,
  originalChannels: 1,
  sampleRateHz: 8000,
  channels: 1,
  hopSamples: HOP,
  latentSize: HOP,
  planes: 1,
};

/** A file whose frames are all sound, in records of 256 frames; pieces as the recorder would write them. */
function recorded(frames: number, header: LcHeader = HEADER) {
  const writer = new LcWriter(header);
  const parts = [writer.header()];
  for (let at = 0; at < frames; at += 256) {
    const count = Math.min(256, frames - at);
    const payload = new Uint8Array(count * 10).fill(0xff);
    parts.push(writer.append({ firstFrame: at, frames: count, planes: 1, payload }));
  }
  return { parts, end: () => writer.finish(frames * HOP), writer };
}

/** A page that plays one recording of a relay. */
class World {
  readonly clock = new FakeClock();
  readonly reports: CodecWorkerReport[] = [];
  readonly requests: (readonly [from: number, bytes: number])[] = [];
  bytes: Uint8Array;
  status = 0;
  token: string | null = null;
  readSamples = 0;
  /** Samples that were sound, of those that the worklet has read. */
  soundSamples = 0;
  /** What it has read since this was emptied. */
  heard: number[] = [];
  isSuspended = false;
  job: RecordingJob;
  #queue: number[] = [];

  constructor(bytes: Uint8Array, fromSeconds = 0, durationSeconds = 0) {
    this.bytes = bytes;
    this.job = new RecordingJob(
      {
        ...{ type: 'recording', stream: 3, url: 'http://relay/r', token: 'key', fromSeconds, durationSeconds },
        ...{ sampleRateHz: 8000, channels: 1, link: { port: this.#port() } },
      },
      {
        model: Object.assign(new FakeModel({ sampleRateHz: 8000, hopSamples: HOP }), { started: Promise.resolve() }),
        clock: this.clock,
        fetch: this.#fetch as typeof fetch,
        askToken: () => Promise.reject(new Error('not asked')),
        report: (message) => this.reports.push(message),
        onDecode: () => {},
      },
    );
  }

  get states(): string[] {
    return this.reports.flatMap((report) => (report.type === 'state' ? [report.state] : []));
  }

  get progress(): RecordingProgress {
    const last = this.reports.filter((report) => report.type === 'recording-progress').at(-1);
    return (last as { progress: RecordingProgress }).progress;
  }

  /** A worklet that reads 20 ms every 20 ms. */
  #port(): MessagePort {
    let isPlaying = false;
    let read = 0;
    const port = {
      onmessage: null as ((event: { data: PlaybackReport }) => void) | null,
      postMessage: (message: PlaybackMessage) => {
        if (message.type === 'pcm') for (const x of message.pcm) this.#queue.push(x);
        else if (message.type === 'playing') isPlaying = message.isPlaying;
        else {
          read += this.#queue.length;
          this.#queue = [];
        }
      },
    };
    repeatEvery(this.clock, 20, () => {
      if (isPlaying && !this.isSuspended) {
        const heard = this.#queue.splice(0, 160);
        read += heard.length;
        this.readSamples += heard.length;
        this.heard.push(...heard);
        this.soundSamples += heard.filter((x) => Math.abs(x) > 0.1).length;
      }
      port.onmessage?.({ data: { readSamples: read, underruns: 0, isPlaying, readFrame: read } });
    });
    return port as never;
  }

  #fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    const headers = init.headers as Record<string, string>;
    this.token = headers.authorization ?? null;
    if (this.status < 0) throw new TypeError('failed to fetch');
    if (this.status > 0) return new Response('', { status: this.status });
    const [first, last] = /(\d+)-(\d+)/.exec(headers.range!)!.slice(1).map(Number) as [number, number];
    const part = this.bytes.slice(first, last + 1);
    this.requests.push([first, part.length]);
    const size = this.bytes.length;
    if (part.length === 0) return new Response('', { status: 416, headers: { 'content-range': `bytes */${size}` } });
    const range = `bytes ${first}-${first + part.length - 1}/${size}`;
    return new Response(part, { status: 206, headers: { 'content-range': range } });
  };
}

const hour = (): Uint8Array => {
  const { parts, end } = recorded(360_000);
  return concatBytes([...parts, end()]);
};

describe('a recording that is played in a worker', () => {
  it('is heard after two requests, and to its end in its own length', async () => {
    const { parts, end } = recorded(500);
    const world = new World(concatBytes([...parts, end()]), 0, 5);
    await world.clock.advanceAsync(300);
    expect(world.states).toEqual(['live']);
    expect([world.requests.length <= 3, world.token]).toEqual([true, 'Bearer key']);
    await world.clock.advanceAsync(2200);
    expect(world.progress.positionSeconds).toBeGreaterThan(2);
    expect(world.progress.positionSeconds).toBeLessThan(2.6);
    expect(world.progress.durationSeconds).toBe(5);
    await world.clock.advanceAsync(3500);
    expect(world.states).toEqual(['live', 'ended']);
    expect(world.progress.positionSeconds).toBeCloseTo(5, 3);
    expect(Math.abs(world.soundSamples - 500 * HOP)).toBeLessThan(200);
  });

  it('is played from any place of an hour after some requests of a few kilobytes, back and forth and after its end', async () => {
    const bytes = hour();
    const world = new World(bytes, 1800, 3600);
    await world.clock.advanceAsync(500);
    const fetched = (): number => world.requests.reduce((sum, [, length]) => sum + length, 0);
    expect(fetched()).toBeLessThan(bytes.length / 20);
    for (const place of [3599, 12, 2718.28]) {
      world.job.seek(place);
      expect(world.progress.positionSeconds).toBeCloseTo(place, 1);
      const before = world.requests.length;
      await world.clock.advanceAsync(600);
      expect(world.progress.positionSeconds).toBeGreaterThan(place);
      expect(world.progress.positionSeconds).toBeLessThan(place + 0.7);
      expect(world.requests.length - before).toBeLessThan(14);
      expect(world.states.at(-1)).toBe('live');
    }
    world.job.seek(3599.5);
    await world.clock.advanceAsync(2000);
    expect(world.states.at(-1)).toBe('ended');
    world.job.seek(4000);
    await world.clock.advanceAsync(500);
    expect(world.states.at(-1)).toBe('ended');
    world.job.seek(0);
    await world.clock.advanceAsync(500);
    expect(world.states.at(-1)).toBe('live');
    expect(fetched()).toBeLessThan(bytes.length / 4);
  });

  it('is heard from the very frame that was asked for', async () => {
    // Each record of 256 frames has a level of its own: 8 planes hold the fake model's audio.
    const writer = new LcWriter({ ...HEADER, planes: 8 });
    const parts = [writer.header()];
    const levelOf = (record: number): number => 20 + ((record * 37) % 200);
    for (let record = 0; record < 300; record++) {
      const planes = Array.from({ length: 8 }, (_, p) =>
        new Uint8Array(2560).fill((levelOf(record) >> (7 - p)) & 1 ? 0xff : 0),
      );
      parts.push(writer.append({ firstFrame: 256 * record, frames: 256, planes: 8, payload: concatBytes(planes) }));
    }
    const world = new World(concatBytes([...parts, writer.finish(300 * 256 * HOP)]), 0, 768);
    await world.clock.advanceAsync(300);
    const levels = (record: number): number => (2 * levelOf(record) + 1) / 256 - 1;
    for (const [record, before] of [
      [200, 40],
      [3, 60],
      [271, 100],
    ] as const) {
      world.job.seek((256 * record - before) / 100);
      world.heard = [];
      await world.clock.advanceAsync(3000);
      const at = world.heard.findIndex((x) => Math.abs(x - levels(record)) < 0.002);
      const first = world.heard.findIndex((x) => x !== 0);
      expect(Math.abs(at - first - before * HOP)).toBeLessThan(HOP / 10);
      expect(world.heard[at - 1000]).toBeCloseTo(levels(record - 1), 2);
    }
  });

  it('waits while its audio context is suspended, and fetches no more than it needs', async () => {
    const world = new World(hour(), 0, 3600);
    await world.clock.advanceAsync(1000);
    world.isSuspended = true;
    const { positionSeconds } = world.progress;
    await world.clock.advanceAsync(60_000);
    expect(Math.abs(world.progress.positionSeconds - positionSeconds)).toBeLessThan(0.3);
    expect(world.requests.length).toBeLessThan(5);
    world.isSuspended = false;
    await world.clock.advanceAsync(1000);
    expect(world.progress.positionSeconds).toBeGreaterThan(positionSeconds + 0.7);
  });

  it('plays on while it is being recorded, states when it waits, and takes a first pause', async () => {
    const { parts, writer } = recorded(512, { ...HEADER, hasPauses: true });
    const { hasPauses: _, ...plain } = { ...HEADER, hasPauses: true };
    const header = new LcWriter(plain).header();
    const world = new World(concatBytes([header, parts[1]!]), 0, 2.56);
    await world.clock.advanceAsync(5000);
    expect(world.states).toEqual(['live', 'stalled']);
    world.bytes = concatBytes([header, parts[1]!, parts[2]!]);
    await world.clock.advanceAsync(2500);
    expect(world.states.at(-1)).toBe('live');
    world.bytes = concatBytes([...parts, writer.pause(100, NO_NOISE), writer.finish(612 * HOP)]);
    await world.clock.advanceAsync(6000);
    expect(world.states).toEqual(['live', 'stalled', 'live', 'ended']);
    expect(world.progress).toMatchObject({ durationSeconds: 6.12 });
    expect(world.progress.positionSeconds).toBeCloseTo(6.12, 2);
    expect(Math.abs(world.soundSamples - 512 * HOP)).toBeLessThan(1500);
  });

  it('that was cut off ends with the reason when nothing follows', async () => {
    const { parts } = recorded(256);
    const world = new World(concatBytes(parts), 0, 2.56);
    await world.clock.advanceAsync(40_000);
    const last = world.reports.filter(({ type }) => type === 'state').at(-1);
    expect(last).toMatchObject({ state: 'ended', why: 'the recording has no end: it was cut off' });
  });

  it('is tried again where the relay does not answer, and not where it refuses', async () => {
    const world = new World(hour(), 0, 3600);
    world.status = -1;
    world.job.seek(5);
    await world.clock.advanceAsync(1000);
    expect(world.states.at(-1)).toBe('reconnecting');
    world.status = 0;
    await world.clock.advanceAsync(2500);
    expect(world.states.at(-1)).toBe('live');
    for (const [status, code] of [
      [403, 'NOT_ALLOWED'],
      [404, 'FILE_IO'],
    ] as const) {
      world.status = status;
      world.job.seek(9);
      await world.clock.advanceAsync(500);
      expect(world.reports.filter(({ type }) => type === 'error').at(-1)).toMatchObject({ code });
    }
    await world.job.close();
    await world.job.close();
    expect(world.reports.filter(({ type }) => type === 'stopped')).toHaveLength(1);
  });

  it('of another model, or that is no recording, is refused', async () => {
    const { parts } = recorded(256, { ...HEADER, modelSha256: 'e'.repeat(64) });
    for (const [bytes, code] of [
      [concatBytes(parts), 'MODEL_MISMATCH'],
      [new Uint8Array(100), 'FILE_MAGIC'],
    ] as const) {
      const world = new World(bytes);
      await world.clock.advanceAsync(100);
      expect(world.reports.find(({ type }) => type === 'error')).toMatchObject({ code });
    }
  });
});
