import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readLc } from '../../../../../../src/core/file/lc-file.js';
import { seededRandom } from '../../../../../../src/core/random.js';
import { Recorder } from '../../../../../../src/node/relay/operations/recording/recorder.js';
import type { RecordingFile } from '../../../../../../src/node/relay/operations/recording/recording-file.js';
import { RecordingStore } from '../../../../../../src/node/relay/operations/recording/recording-store.js';
import { Relay } from '../../../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../../../src/transports/memory.js';
import { FakeClock } from '../../../../../support/fake-clock.js';
import { audioPacket, Peer, payloadFor, SHA, silencePacket, streamHello } from '../../../../../support/peers.js';

const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true, force: true });
});

async function bench(wallMs = () => Date.UTC(2026, 0, 31, 12)) {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-recordings-'));
  dirs.push(folder);
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1) });
  const store = new RecordingStore({ administration: relay.administration, folder, wallMs });
  const source = (overrides: object = {}): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
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
  return { folder, clock, relay, store, source, send };
}

describe('a recording', () => {
  it('holds the audio as the source has sent it, with all planes, with a pause for what was silent or lost', async () => {
    const { store, source, send, folder } = await bench();
    const peer = source();
    await store.start('radio');
    send(peer, audioPacket(0), audioPacket(4), silencePacket(8), audioPacket(16));
    expect(store.list('radio')).toMatchObject([{ frames: 20, pausedFrames: 8, error: null }]);
    expect(await store.stop('radio')).toBe(true);
    expect(await store.stop('radio')).toBe(false);
    const path = join(folder, 'radio-20260131T120000Z.lc');
    expect(store.list('radio')).toMatchObject([{ path, startedAt: '2026-01-31T12:00:00.000Z' }]);
    const file = readLc(new Uint8Array(await readFile(path)));
    expect(file.header).toMatchObject({ modelSha256: SHA.slice(0, 32), planes: 2 });
    expect([file.totalSamples, file.damage]).toEqual([20_000, []]);
    expect(file.blocks.map(({ firstFrame, frames, payload }) => [firstFrame, frames, payload])).toEqual([
      [0, 8, payloadFor(0, 8, 2)],
      [16, 4, payloadFor(16, 4, 2)],
    ]);
    // Four frames of silence with its noise, and four that never came.
    expect(file.pauses).toEqual([
      { firstFrame: 8, frames: 4, noise: { level: 120, reflection: [10, 200] }, continues: false },
      { firstFrame: 12, frames: 4, noise: { level: 255, reflection: [] }, continues: false },
    ]);
  });

  it('begins before its source, and is one file for each stream', async () => {
    let seconds = 0;
    const { store, source, send, relay, clock } = await bench(() => 1000 * seconds++);
    await store.start('radio');
    await store.start('radio');
    const first = source();
    send(first, audioPacket(0));
    send(first, { type: 'end', epoch: 7, totalFrames: 4, totalSamples: 4000 });
    const second = source({ epoch: 8 });
    send(second, audioPacket(0, 4, 2, 8), audioPacket(4, 4, 2, 8));
    expect(relay.stats().channels[0]).toMatchObject({ listeners: 0, isRecording: true });
    await store.close();
    clock.advance(1);
    expect(store.list('radio').map(({ frames }) => frames)).toEqual([4, 8]);
    for (const { path, frames } of store.list('radio'))
      expect(readLc(new Uint8Array(await readFile(path))).totalSamples).toBe(1000 * frames);
    expect(relay.stats().channels[0]!.isRecording).toBe(false);
  });

  it('of nothing leaves no file, and an existing file is never replaced', async () => {
    const { store, source, send, folder } = await bench();
    const peer = source();
    await store.start('radio');
    await store.stop('radio');
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, 'radio-20260131T120000Z.lc'), 'mine');
    await store.start('radio');
    send(peer, audioPacket(0));
    await store.stop('radio');
    expect(await readFile(join(folder, 'radio-20260131T120000Z.lc'), 'utf8')).toBe('mine');
    expect(store.list('radio')[0]!.error ?? store.list('radio')[0]!.path).not.toBe(
      join(folder, 'radio-20260131T120000Z.lc'),
    );
  });

  it('leaves a file that can be read when the process is killed: all full blocks of 256 frames', async () => {
    const { store, source, send, folder } = await bench();
    const peer = source();
    await store.start('radio');
    for (let frame = 0; frame < 600; frame += 4) send(peer, audioPacket(frame));
    await expect
      .poll(async () => {
        const name = (await readdir(folder)).find((found) => found.endsWith('.lc'));
        return readLcPart(new Uint8Array(await readFile(join(folder, name!))));
      })
      .toBe(512);
    await store.close();
  });

  it('that cannot be written ends alone, and says why', async () => {
    const failing: RecordingFile = {
      path: 'x.lc',
      size: 0,
      write: () => Promise.reject(new Error('no space left on the disk')),
      rewriteStart: async () => {},
      close: () => Promise.reject(new Error('no space left on the disk')),
      discard: async () => {},
    };
    const { relay, source, send } = await bench();
    const notes: string[] = [];
    const recorder = new Recorder({
      channel: 'radio',
      wallMs: () => 0,
      open: () => ({ path: 'x.lc', create: async () => failing }),
      onNote: (_, message) => notes.push(message),
      onEvent: (event, { reason }) => notes.push(`${event}: ${reason}`),
      onFile: () => {},
      onClose: () => {},
    });
    const peer = source();
    relay.administration.attachRecorder('radio', recorder);
    send(peer, audioPacket(0));
    await recorder.stop();
    expect(recorder.files[0]!.error).toBe('no space left on the disk');
    expect(notes).toEqual([
      'recording has stopped: no space left on the disk; it is tried again every 10 s',
      'recording.failed: no space left on the disk',
    ]);
    expect(peer.closed).toBeNull();
  });

  it('needs a valid channel and a folder', async () => {
    const { store, relay } = await bench();
    await expect(store.start('../x')).rejects.toMatchObject({ code: 'CHANNEL_NAME' });
    const none = new RecordingStore({ administration: relay.administration, folder: '/nowhere/else' });
    await expect(none.start('radio')).rejects.toMatchObject({
      code: 'FILE_IO',
      message: '/nowhere/else: cannot make the folder: /nowhere: cannot write it: there is no such file or folder',
    });
  });
});

/** Frames of a file that has no end yet. */
function readLcPart(bytes: Uint8Array): number {
  try {
    return readLc(bytes).blocks.reduce((sum, { frames }) => sum + frames, 0);
  } catch {
    return -1;
  }
}
