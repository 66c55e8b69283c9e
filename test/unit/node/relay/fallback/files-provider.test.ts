import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../../../../src/codec/decoder.js';
import { Encoder } from '../../../../../src/codec/encoder.js';
import { LcWriter } from '../../../../../src/core/file/lc-file.js';
import { seededRandom } from '../../../../../src/core/random.js';
import type { StreamHello, StreamMetadata } from '../../../../../src/core/wire/hello.js';
import type { AudioPacket, SilencePacket } from '../../../../../src/core/wire/packet.js';
import { wavFileSink } from '../../../../../src/node/files/wav.js';
import type { FoundModel } from '../../../../../src/node/model/model-files.js';
import { listTracks } from '../../../../../src/node/program/track-list.js';
import { unplayable } from '../../../../../src/node/relay/fallback/check-files.js';
import { EncoderSlots } from '../../../../../src/node/relay/fallback/encoder-slots.js';
import { RelayFiles } from '../../../../../src/node/relay/fallback/files-provider.js';
import { TrackRuns } from '../../../../../src/node/relay/fallback/track-runs.js';
import { icecastSettings } from '../../../../../src/node/relay/icecast/options.js';
import { FakeClock } from '../../../../support/fake-clock.js';
import { FakeModel } from '../../../../support/fake-model.js';
import { noise } from '../../../../support/noise-source.js';

const RATE_HZ = 8000;
/** On a machine that has much else to do. */
const SOON = { timeout: 90_000 };
const HOP = 64;
const FORM = { sampleRateHz: RATE_HZ, hopSamples: HOP, encoder: { stateSize: 1 }, decoder: { stateSize: 1 } };
const LEAD_MS = 1000;
let dir = '';
const path = (name: string): string => join(dir, name);
/** Whole latent frames, so that what was encoded before has the places of what plays. */
const TRACKS = { 'a.wav': noise(1, 3 * RATE_HZ), 'b.wav': noise(2, 2 * RATE_HZ) } as const;

async function lcFile(name: string, audio: Float32Array, sha256 = 'f'.repeat(64)): Promise<void> {
  const model = new FakeModel(FORM);
  const encoder = new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, planes: 4, framesPerBlock: 25 });
  const rates = { originalSampleRateHz: RATE_HZ, originalChannels: 1, sampleRateHz: RATE_HZ, channels: 1 };
  const writer = new LcWriter({ modelSha256: sha256, ...rates, hopSamples: HOP, latentSize: HOP, planes: 4 });
  const blocks = [...(await encoder.push(audio)), ...(await encoder.flush())];
  const parts = [writer.header(), ...blocks.map((block) => writer.append(block)), writer.finish(audio.length)];
  await writeFile(path(name), Buffer.concat(parts));
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-files-'));
  for (const [name, samples] of Object.entries(TRACKS)) {
    const sink = await wavFileSink(path(name), { sampleRateHz: RATE_HZ, channels: 1, encoding: 's16le' });
    await sink.write(samples);
    await sink.close();
  }
  const tiny = await wavFileSink(path('tiny.wav'), { sampleRateHz: RATE_HZ, channels: 1, encoding: 's16le' });
  await tiny.write(new Float32Array(1));
  await tiny.close();
  await writeFile(path('broken.wav'), 'RIFF');
  await writeFile(path('text.lc'), 'no recording');
  await lcFile('c.lc', noise(3, 2 * RATE_HZ));
  await lcFile('other.lc', noise(4, RATE_HZ), 'e'.repeat(64));
});
afterAll(() => rm(dir, { recursive: true }));

/** One channel's files, and what a channel is given of them. */
class Rig {
  readonly clock = new FakeClock();
  readonly notes: string[] = [];
  readonly hellos: StreamHello[] = [];
  readonly titles: StreamMetadata[] = [];
  readonly packets: { readonly epoch: number; readonly packet: AudioPacket | SilencePacket }[] = [];
  readonly errors: Error[] = [];
  readonly slots = new EncoderSlots(() => this.maxEncoders);
  maxEncoders = 1;
  opened = 0;
  readonly files: RelayFiles;

  constructor(names: readonly string[]) {
    const model = new FakeModel(FORM);
    const { id, format, sha256 } = model.info;
    const found = { dir, sha256, manifest: { id, format, compatibleWith: [] } } as unknown as FoundModel;
    this.files = new RelayFiles({
      channel: 'main',
      files: [],
      shuffle: false,
      planes: 8,
      leadMs: LEAD_MS,
      clock: this.clock,
      random: seededRandom(7),
      env: { PATH: '' },
      onEncoded: () => {},
      onNote: (level, message) => void (level === 'warn' && this.notes.push(message.replaceAll(dir, ''))),
      settings: () => icecastSettings({ planes: 8, preset: 25 }),
      listTracks: async () => (await listTracks(names.map(path), { hasRecordings: true })).tracks,
      findModel: async () => found,
      openModel: async (_found, signal, isUrgent) => {
        const release = await this.slots.take(signal, isUrgent);
        this.opened++;
        return { model: new FakeModel(FORM), close: async () => release() };
      },
    });
  }

  /** Prepares the beginning, until its model is closed again. */
  async prepared(): Promise<void> {
    const before = this.opened;
    this.files.prepare(null);
    await expect.poll(() => this.opened > before && this.slots.used === 0, SOON).toBe(true);
  }

  start(): () => void {
    return this.files.start({
      begin: (hello) => void this.hellos.push(hello),
      audio: (_, packet) => void this.packets.push({ epoch: this.hellos.at(-1)!.epoch, packet }),
      metadata: (metadata) => void this.titles.push(metadata),
      end: () => {},
      gone: () => {},
      failed: (error) => void this.errors.push(error),
      received: () => {},
    });
  }

  get ms(): number {
    return this.packets.reduce((sum, { packet }) => sum + (packet.frames * HOP * 1000) / RATE_HZ, 0);
  }

  /** Time passes in steps of a packet, each when what is due has come. */
  async play(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (let left = ms; left > 0; left -= 200) {
      const due = Math.min(end, this.ms + 200);
      this.clock.advance(200);
      await expect.poll(() => this.ms, { ...SOON, interval: 1 }).toBeGreaterThanOrEqual(due);
    }
  }

  /** What a listener decodes of one stream. */
  async decoded(epoch: number): Promise<Float32Array> {
    const decoder = new Decoder(new FakeModel(FORM));
    const pcm: number[] = [];
    for (const { packet } of this.packets.filter((each) => each.epoch === epoch))
      if (packet.type === 'audio') {
        const { firstFrame, frames, planes, payload } = packet;
        const block = { firstFrame, frames, planes, payload };
        pcm.push(...(await decoder.push({ kind: 'frames', block })));
      }
    return Float32Array.from(pcm);
  }
}

const near = (heard: Float32Array, expected: Float32Array): void => {
  expect(heard.length).toBeGreaterThan(0.9 * expected.length);
  for (let i = 0; i < Math.min(heard.length, expected.length); i++)
    expect(Math.abs(heard[i]! - expected[i]!), `sample ${i}`).toBeLessThan(1 / 64);
};

describe('files in place of a source', () => {
  it('begin in the call, of what was encoded before, and continue it to the sample, in a loop, and the next time as another stream', async () => {
    const rig = new Rig(['a.wav', 'broken.wav', 'b.wav']);
    await rig.prepared();
    expect(rig.packets).toEqual([]);
    const stop = rig.start();
    // The lead at once; whatever comes later comes in time.
    expect(rig.ms).toBeGreaterThanOrEqual(LEAD_MS);
    expect(rig.ms).toBeLessThan(LEAD_MS + 400);
    await rig.play(17_000);
    expect(rig.ms - LEAD_MS).toBeLessThan(17_000 + 400);
    expect(rig.hellos.length).toBe(1);
    const round = [...TRACKS['a.wav'], ...TRACKS['b.wav']];
    near(await rig.decoded(rig.hellos[0]!.epoch), Float32Array.from([...round, ...round, ...round]));
    expect(rig.titles.map(({ title }) => title).slice(0, 4)).toEqual(['a', 'b', 'a', 'b']);
    expect(rig.notes.filter((note) => note.includes('broken.wav')).length).toBe(1);
    stop();
    await expect.poll(() => rig.slots.used, SOON).toBe(0);
    await rig.prepared();
    rig.start();
    expect(rig.hellos.length).toBe(2);
    expect(rig.hellos[1]!.epoch).not.toBe(rig.hellos[0]!.epoch);
    rig.files.close();
  });

  it('are recordings as they are, without an encoder, and audio beside them as a stream of its own', async () => {
    const rig = new Rig(['c.lc', 'other.lc', 'text.lc', 'b.wav']);
    rig.files.prepare(null);
    await expect.poll(() => rig.opened, SOON).toBe(1);
    await expect.poll(() => rig.slots.used, SOON).toBe(0);
    rig.start();
    await rig.play(7000);
    expect(rig.hellos.slice(0, 3).map(({ planes }) => planes)).toEqual([4, 8, 4]);
    const expected = noise(3, 2 * RATE_HZ);
    const heard = await rig.decoded(rig.hellos[0]!.epoch);
    expect(heard.length).toBe(expected.length);
    for (let i = 0; i < heard.length; i++) expect(Math.abs(heard[i]! - expected[i]!)).toBeLessThan(1 / 8);
    near(await rig.decoded(rig.hellos[1]!.epoch), TRACKS['b.wav']);
    expect(rig.notes.sort()).toEqual([
      expect.stringMatching(/skipped.*other\.lc: was encoded with another model than fake/),
      expect.stringMatching(/skipped.*text\.lc/),
    ]);
  });

  it('continue as they were listed before where their playlist is emptied while they play', async () => {
    await writeFile(path('list.m3u'), 'a.wav\nb.wav\n');
    const rig = new Rig(['list.m3u']);
    const stop = rig.start();
    await expect.poll(() => rig.ms, SOON).toBeGreaterThan(0);
    await writeFile(path('list.m3u'), '');
    await rig.play(20_000);
    stop();
    expect(rig.errors).toEqual([]);
    expect(rig.titles.length).toBeGreaterThan(6);
    expect(rig.notes.filter((note) => note.includes('not listed again: /list.m3u'))).toHaveLength(1);
    // Nothing that is not there is begun anew.
    rig.start();
    await expect.poll(() => rig.errors.map(({ message }) => message.replaceAll(dir, '')), SOON).toHaveLength(1);
    expect(rig.errors[0]!.message).toContain('there is no track in it');
  });

  it('may be addresses of a playlist, which are fetched when their turn comes', async () => {
    const wav = await readFile(path('b.wav'));
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      if (request.url === '/b.wav') response.end(wav);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await writeFile(path('net.m3u'), `#EXTINF:2,From the net\n${at}/b.wav\n${at}/gone.wav\n${at}/c.lc\na.wav\n`);
      const rig = new Rig(['net.m3u']);
      const stop = rig.start();
      await expect.poll(() => rig.ms, SOON).toBeGreaterThan(0);
      await rig.play(8_000);
      stop();
      expect(rig.titles.slice(0, 2).map(({ title }) => title)).toEqual(['From the net', 'a']);
      expect(asked.slice(0, 2)).toEqual(['/b.wav', '/gone.wav']);
      expect(rig.notes.some((note) => note.includes('gone.wav') && note.includes('404'))).toBe(true);
      expect(rig.notes.filter((note) => note.includes('recordings are played from files'))).toHaveLength(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('all of them broken are an error, in the log and by the feed, and none that repeats', async () => {
    const rig = new Rig(['broken.wav', 'text.lc']);
    rig.files.prepare(null);
    await expect.poll(() => rig.notes.some((note) => note.includes('cannot be played')), SOON).toBe(true);
    rig.start();
    await expect
      .poll(() => rig.errors.map(({ message }) => message), SOON)
      .toEqual(['none of the tracks can be played']);
    expect(rig.notes.filter((note) => note.includes('cannot be played')).length).toBe(1);
    expect(rig.slots.used).toBe(0);
    expect(await unplayable([path('broken.wav'), path('text.lc')])).toEqual([
      { index: null, why: expect.stringMatching(/broken\.wav.*text\.lc/) },
    ]);
    expect(await unplayable([path('broken.wav'), path('a.wav')])).toEqual([]);
    expect(await unplayable([path('nothing')])).toEqual([{ index: null, why: expect.stringMatching(/no such file/) }]);
    expect(await unplayable([path('a.wav'), path('nothing')])).toMatchObject([{ index: 1 }]);
  });

  it.skipIf(process.platform === 'win32')(
    'that are named pipes are refused, and nobody waits for their writer',
    async () => {
      for (const name of ['pipe.wav', 'pipe.lc']) execFileSync('mkfifo', [path(name)]);
      expect(await unplayable([path('pipe.wav'), path('pipe.lc')])).toEqual([
        { index: null, why: expect.stringMatching(/pipe\.wav: it is a named pipe; .*pipe\.lc: it is a named pipe/) },
      ]);
      expect(await unplayable(['/dev/zero'])).toMatchObject([{ why: expect.stringContaining('it is a device') }]);
      const rig = new Rig(['pipe.wav', 'pipe.lc', 'a.wav']);
      const stop = rig.start();
      await expect.poll(() => rig.ms, SOON).toBeGreaterThan(0);
      stop();
      expect(rig.notes.filter((note) => note.includes('it is a named pipe'))).toHaveLength(2);
    },
  );

  it('of a few samples are an error, and are not opened without end', async () => {
    const rig = new Rig(['tiny.wav']);
    rig.start();
    await expect
      .poll(() => rig.errors.map(({ message }) => message), SOON)
      .toEqual(['all tracks together last for less than 100 ms']);
    await expect.poll(() => rig.slots.used, SOON).toBe(0);
  });

  it('are taken in rounds, cut where audio and recordings follow each other, the first one from where the last program was', () => {
    const tracks = ['a.wav', 'b.wav', 'c.lc'].map((input) => ({ input }));
    const runs = new TrackRuns({ tracks: () => tracks, startAt: 4, shuffle: false, random: () => 0 });
    const names = (): string =>
      runs
        .take()
        .tracks.map(({ input }) => input)
        .join();
    expect([names(), names(), names()]).toEqual(['b.wav', 'c.lc', 'a.wav']);
    expect(names).toThrow('none of the tracks can be played');
    runs.played++;
    expect([runs.isRecordingNext, names(), runs.isRecordingNext]).toEqual([false, 'a.wav,b.wav', true]);
  });

  it('wait for an encoder where as many as may are taken: those that listeners wait for come first', async () => {
    const rig = new Rig(['a.wav']);
    const release = await rig.slots.take(new AbortController().signal, true);
    const order: string[] = [];
    const ready = new AbortController();
    const other = rig.slots.take(ready.signal, false).then(
      () => order.push('ready'),
      () => order.push('ended'),
    );
    rig.start();
    await expect.poll(() => rig.slots.waiting, SOON).toBe(2);
    rig.clock.advance(60_000);
    expect([rig.errors, rig.packets]).toEqual([[], []]);
    release();
    await expect.poll(() => rig.ms, SOON).toBeGreaterThanOrEqual(LEAD_MS);
    expect([order, rig.slots.used, rig.slots.waiting]).toEqual([[], 1, 1]);
    ready.abort();
    await other;
    expect([order, rig.slots.waiting]).toEqual([['ended'], 0]);
  });

  it('that are wanted no more while they wait for an encoder leave the queue', async () => {
    const rig = new Rig(['a.wav']);
    const release = await rig.slots.take(new AbortController().signal, true);
    const stop = rig.start();
    await expect.poll(() => rig.slots.waiting, SOON).toBe(1);
    stop();
    await expect.poll(() => rig.slots.waiting, SOON).toBe(0);
    release();
    expect([rig.slots.used, rig.errors]).toEqual([0, []]);
    rig.maxEncoders = 0;
    rig.start();
    await expect.poll(() => rig.slots.waiting, SOON).toBe(1);
    rig.maxEncoders = 1;
    rig.slots.update();
    await expect.poll(() => rig.ms, SOON).toBeGreaterThanOrEqual(LEAD_MS);
  });
});
