import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readLc } from '../../../../../../src/core/file/lc-file.js';
import { seededRandom } from '../../../../../../src/core/random.js';
import type { RecordOptions } from '../../../../../../src/node/relay/operations/recording/record-options.js';
import {
  RECORD_LIMITS,
  requireRecordOptions,
} from '../../../../../../src/node/relay/operations/recording/record-options.js';
import { RecordTable } from '../../../../../../src/node/relay/operations/recording/record-table.js';
import {
  RECORDING_IDLE_MS,
  RECORDING_RETRY_MS,
} from '../../../../../../src/node/relay/operations/recording/recorder.js';
import { RecordingLibrary } from '../../../../../../src/node/relay/operations/recording/recording-library.js';
import { RecordingStore } from '../../../../../../src/node/relay/operations/recording/recording-store.js';
import { expired } from '../../../../../../src/node/relay/operations/recording/retention.js';
import { SIDECAR_ENDING } from '../../../../../../src/node/relay/operations/recording/sidecar.js';
import { Relay } from '../../../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../../../src/transports/memory.js';
import { FakeClock } from '../../../../../support/fake-clock.js';
import { audioPacket, Peer, silencePacket, streamHello } from '../../../../../support/peers.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A relay whose channels are recorded by `record`; its wall clock runs with its clock, from 2026-01-31 12:00 UTC. */
async function station(record: Partial<RecordOptions> | null = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-recordings-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const clock = new FakeClock();
  const notes: string[] = [];
  const events: string[] = [];
  const start = Date.UTC(2026, 0, 31, 12);
  const relay = new Relay({
    clock,
    random: seededRandom(1),
    onJoined: ({ role, channel }) => role === 'source' && store.sourceJoined(channel),
  });
  const store = new RecordingStore({
    administration: relay.administration,
    folder: null,
    table: new RecordTable('recordings', [
      { pattern: '*', ...(record && { record: { folder: join(folder, 'kept'), ...record } }) },
    ]),
    onNote: (channel, level, message) => notes.push(`${channel} ${level}: ${message}`),
    onEvent: ({ event, channel, file = '-' }) => events.push(`${event} ${channel} ${file}`),
    wallMs: () => start + clock.nowMs(),
  });
  cleanups.push(() => store.close());
  const source = (overrides: object = {}, channel = 'radio'): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, channel);
    const peer = new Peer(client);
    peer.hello(streamHello(overrides));
    clock.advance(1);
    return peer;
  };
  const send = (peer: Peer, ...packets: Parameters<Peer['send']>[0][]): void => {
    for (const packet of packets) {
      peer.send(packet);
      clock.advance(1);
    }
  };
  /** Frames of 100 ms, in packets of four, in their own time. */
  const play = (peer: Peer, from: number, to: number, epoch = 7): void => {
    for (let frame = from; frame < to; frame += 4) {
      peer.send(audioPacket(frame, 4, 2, epoch));
      clock.advance(400);
    }
  };
  const files = async (): Promise<string[]> =>
    (await readdir(join(folder, 'kept'), { recursive: true }).catch(() => []))
      .filter((name) => name.endsWith('.lc'))
      .sort();
  const read = async (name: string) => readLc(new Uint8Array(await readFile(join(folder, 'kept', name))));
  return { folder, clock, relay, store, notes, events, source, send, play, files, read };
}

describe('a channel that the configuration records', () => {
  it('is recorded whenever it has a source, and a file begins every so often, without a gap between them', async () => {
    const { source, play, store, files, read, clock, events } = await station({
      pattern: '%H/%M-%S.lc',
      rotateMs: 10_000,
    });
    const peer = source();
    play(peer, 0, 240);
    await store.close();
    clock.advance(1);
    // 100 frames are 10 s; the one that would reach beyond begins the next file.
    expect(await files()).toEqual(['12/00-00.lc', '12/00-10.lc', '12/00-20.lc']);
    const found = await Promise.all((await files()).map(read));
    expect(found.map(({ frames }) => frames)).toEqual([100, 100, 40]);
    expect(found.map(({ totalSamples }) => totalSamples)).toEqual([100_000, 100_000, 40_000]);
    expect([...found[1]!.blocks[0]!.payload.subarray(0, 1)]).toEqual([100]);
    const [on, rotated] = ['recording.on', 'recording.rotated'];
    const told = [
      `${on} radio 00-00.lc`,
      `${rotated} radio 00-10.lc`,
      `${rotated} radio 00-20.lc`,
      'recording.off radio -',
    ];
    expect(events).toEqual(told);
  });

  it('is cut by size: no file is larger than asked for', async () => {
    const { source, play, store, folder, files, read } = await station({ rotateBytes: 10_000 });
    play(source(), 0, 2000);
    await store.close();
    let frames = 0;
    for (const name of await files()) {
      expect((await readFile(join(folder, 'kept', name))).length).toBeLessThanOrEqual(10_000);
      frames += (await read(name)).frames;
    }
    expect(frames).toBe(2000);
    expect((await files()).length).toBeLessThan(7);
  });

  it('has its titles beside the audio, from the frame at which each began', async () => {
    const { source, play, send, store } = await station();
    const peer = source();
    send(peer, { type: 'metadata', body: { title: 'One', artist: 'A' } });
    play(peer, 0, 20);
    send(peer, { type: 'metadata', body: { title: 'Two “quoted” 🎵' } });
    send(peer, { type: 'metadata', body: { title: 'Two “quoted” 🎵' } });
    play(peer, 20, 40);
    await expect.poll(() => store.stored('radio')).toMatchObject([{ isComplete: false, seconds: 4 }]);
    await store.close();
    expect(await store.stored('radio')).toMatchObject([
      {
        isComplete: true,
        seconds: 4,
        planes: 2,
        titles: [
          { title: 'One', artist: 'A', atSeconds: 0 },
          { title: 'Two “quoted” 🎵', atSeconds: 2 },
        ],
      },
    ]);
    expect(await store.stored('other')).toEqual([]);
  });

  it('begins a new file for a new stream, and after a source that has been away', async () => {
    const { source, play, send, store, files, clock, read } = await station();
    const first = source();
    play(first, 0, 8);
    send(first, { type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 });
    const second = source({ epoch: 8, planes: 1 });
    second.send(audioPacket(0, 4, 1, 8));
    clock.advance(RECORDING_IDLE_MS + 1000);
    second.send(audioPacket(4, 4, 1, 8));
    clock.advance(1);
    await store.close();
    const found = await Promise.all((await files()).map(read));
    expect(found.map(({ frames, header }) => [frames, header.planes])).toEqual([
      // "-2" comes before ".lc".
      [4, 1],
      [8, 2],
      [4, 1],
    ]);
  });

  it('is whole as soon as its stream ends, and a minute after its source was lost', async () => {
    const { source, play, send, files, folder, clock } = await station();
    const whole = async (): Promise<boolean[]> =>
      Promise.all(
        (await files()).map(
          async (name) =>
            JSON.parse(await readFile(join(folder, 'kept', `${name}${SIDECAR_ENDING}`), 'utf8')).isComplete as boolean,
        ),
      );
    const first = source();
    play(first, 0, 8);
    send(first, { type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 });
    await expect.poll(whole).toEqual([true]);
    first.connection.close(1000, '');
    const second = source({ epoch: 8 }, 'other');
    play(second, 0, 8, 8);
    second.connection.close(1000, '');
    clock.advance(RECORDING_IDLE_MS / 2);
    await expect.poll(async () => (await whole()).sort()).toEqual([false, true]);
    clock.advance(RECORDING_IDLE_MS);
    await expect.poll(whole).toEqual([true, true]);
  });

  it('has silence in one file with what is around it', async () => {
    const { source, send, store, files, read } = await station();
    send(source(), audioPacket(0), silencePacket(4), silencePacket(8), audioPacket(12));
    await store.close();
    const file = await read((await files())[0]!);
    expect(file.pauses).toMatchObject([{ firstFrame: 4, frames: 8 }]);
    expect(file.totalSamples).toBe(16_000);
  });

  it('is not recorded where its folder has no parent, which the owner is told once until it works', async () => {
    const { folder, source, play, notes, clock } = await station({ folder: '/nowhere/at/all' });
    const peer = source();
    play(peer, 0, 200);
    await expect.poll(() => notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^radio warn: recording has stopped: \/nowhere\/at\/all: cannot make the folder/);
    expect(peer.closed).toBeNull();
    clock.advance(RECORDING_RETRY_MS);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('what is kept of recordings', () => {
  it('is decided by age, count and size, the oldest first', () => {
    const recordings = [5, 4, 3, 2, 1].map((hour) => ({ startedMs: hour * 3_600_000, seconds: 60, bytes: 100 }));
    const hours = (rule: object) =>
      expired(recordings, rule, 6 * 3_600_000).map(({ startedMs }) => startedMs / 3_600_000);
    expect(hours({})).toEqual([]);
    expect(hours({ keepFiles: 2 })).toEqual([1, 2, 3]);
    expect(hours({ keepBytes: 350 })).toEqual([1, 2]);
    expect(hours({ keepMs: 3 * 3_600_000 })).toEqual([1, 2]);
    expect(hours({ keepMs: 3 * 3_600_000, keepFiles: 4, keepBytes: 500 })).toEqual([1, 2]);
  });

  it('never concerns what the relay has not recorded, another channel, or a link', async () => {
    const { folder, source, play, store, files, notes } = await station({
      keepFiles: 1,
      rotateMs: 10_000,
      pattern: '%Y/%H%M%S.lc',
    });
    const kept = join(folder, 'kept');
    await mkdir(kept);
    await writeFile(join(kept, 'mine.lc'), 'mine');
    await writeFile(join(kept, 'mine2.lc'), 'mine');
    await writeFile(join(kept, 'mine2.lc.json'), '{"title":"mine"}');
    await writeFile(join(folder, 'outside.lc'), 'outside');
    await symlink(join(folder, 'outside.lc'), join(kept, 'link.lc'));
    const sidecar = (channel: string) =>
      JSON.stringify({
        recorder: 'latentcast',
        channel,
        startedAt: '2020-01-01T00:00:00Z',
        seconds: 1,
        isComplete: true,
        titles: [],
      });
    await writeFile(join(kept, 'link.lc.json'), sidecar('radio'));
    await writeFile(join(kept, 'other.lc'), 'other');
    await writeFile(join(kept, 'other.lc.json'), sidecar('other'));
    play(source(), 0, 420);
    await store.close();
    await store.tidied();
    expect(await files()).toEqual(['2026/120040.lc', 'link.lc', 'mine.lc', 'mine2.lc', 'other.lc']);
    expect(notes.filter((note) => note.includes('deleted'))).toHaveLength(4);
  });

  it('is checked: each number names its range', () => {
    for (const [field, [min, max]] of Object.entries(RECORD_LIMITS))
      for (const value of [min - 1, max + 1, 1.5, Number.NaN, '5'])
        expect(() => requireRecordOptions('record', { folder: 'x', [field]: value })).toThrow(
          `record.${field} must be an integer from ${min} to ${max}`,
        );
    expect(() => requireRecordOptions('record', { folder: '' })).toThrow('record.folder must be');
    expect(() => requireRecordOptions('record', {} as RecordOptions)).toThrow('record.folder');
  });
});

describe('a recording that was cut off', () => {
  it('is listed with the length of its whole blocks', async () => {
    const { folder, source, play, store } = await station();
    play(source(), 0, 600);
    await store.tidied();
    // As after the death of the process: nobody has ended the file.
    const library = new RecordingLibrary(join(folder, 'kept'));
    await expect.poll(async () => (await library.list('radio'))[0]?.seconds).toBe(51.2);
    expect(await library.list('radio')).toMatchObject([{ isComplete: false, bytes: 39 + 2 * (6 + 256 * 16) }]);
  });
});
