import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readLc } from '../../src/core/file/lc-file.js';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { nodeClock } from '../../src/node/clock.js';
import { hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type WebSocketLike, websocketConnection } from '../../src/transports/websocket.js';
import { audioPacket, FORMAT, Peer, silencePacket, streamHello } from '../support/peers.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: string;
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lc-recording-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true });
});

/** `latentcast serve` as a process of its own. */
async function serve(config: string) {
  const file = path.join(folder, 'relay.yaml');
  writeFileSync(file, config);
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', file, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let isOver = false;
  const lines: string[] = [];
  let onLine = (): void => {};
  const exited = once(child, 'exit').then(() => {
    isOver = true;
    onLine();
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    onLine();
  });
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find((text) => pattern.test(text));
      if (found !== undefined) return found;
      if (isOver) throw new Error(`the relay has ended without ${pattern}: ${lines.join('\n')}`);
      await new Promise<void>((resolve) => {
        onLine = resolve;
      });
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  cleanups.push(() => end('SIGKILL'));
  const port = /127\.0\.0\.1:(\d+)/.exec(await line(/127\.0\.0\.1:\d+/))![1]!;
  return {
    port,
    lines,
    line,
    end,
    http: (where: string, init = {}) => fetch(`http://127.0.0.1:${port}${where}`, init),
  };
}

async function connect(port: string, channel: string): Promise<Peer> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${channel}`, SUBPROTOCOL);
  await once(socket, 'open');
  const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
  cleanups.push(() => connection.close());
  return new Peer(connection);
}

async function source(port: string, channel = 'main', overrides = {}): Promise<Peer> {
  const peer = await connect(port, channel);
  peer.hello(streamHello({ framesPerPacket: 4, format: { ...FORMAT, hopSamples: 100 }, ...overrides }));
  await expect.poll(() => peer.of('hello').length).toBe(1);
  return peer;
}

/** As fast as the relay takes them: what was answered by a pong has arrived. */
async function play(peer: Peer, from: number, to: number): Promise<void> {
  for (let frame = from; frame < to; frame += 4) peer.send(audioPacket(frame));
  peer.send({ type: 'ping', token: to });
  await expect.poll(() => peer.of('pong').some(({ token }) => token === to)).toBe(true);
}

const config = (record: string, more = ''): string => `
limits: { maxSourceMessagesPerSecond: 1000000, maxSourceKbps: 1000000 }
channels:
  list:
    - name: main
      record: ${record}
${more}`;

const recordings = (within: string): string[] => readdirSync(within).filter((name) => name.endsWith('.lc'));

describe('a recorder that is killed', () => {
  it('leaves a file that decodes to the last block, which the next relay lists and hands out in parts', async () => {
    const kept = path.join(folder, 'kept');
    const first = await serve(config('{ folder: kept }'));
    const peer = await source(first.port);
    peer.send({ type: 'metadata', body: { title: 'Ein “Titel” 🎵', artist: 'Zoë' } });
    await play(peer, 0, 1100);
    peer.send(silencePacket(1100));
    await play(peer, 1112, 1812);
    const bytes = (): number =>
      recordings(kept).reduce((sum, name) => sum + readFileSync(path.join(kept, name)).length, 0);
    // 4 blocks of 256 frames, one of 76, two pauses, and 2 of the last 700 frames.
    await expect.poll(bytes).toBe(39 + 6 * (6 + 256 * 16) + (6 + 76 * 16) + 13 + 11);
    await first.end('SIGKILL');

    const [name] = recordings(kept);
    const file = readLc(new Uint8Array(readFileSync(path.join(kept, name!))));
    expect(file.blocks.reduce((sum, { frames }) => sum + frames, 0)).toBe(1100 + 512);
    expect(file.pauses.map(({ firstFrame, frames }) => [firstFrame, frames])).toEqual([
      [1100, 4],
      [1104, 8],
    ]);
    expect(file.damage).toMatchObject([{ code: 'FILE_TRUNCATED' }]);

    const second = await serve(config('{ folder: kept }'));
    const list = (await (await second.http('/channels/main/recordings')).json()) as {
      recordings: Record<string, unknown>[];
    };
    expect(list.recordings).toMatchObject([
      {
        name,
        durationSeconds: 16.24,
        bytes: bytes(),
        isComplete: false,
        titles: [{ title: 'Ein “Titel” 🎵', artist: 'Zoë', atSeconds: 0 }],
      },
    ]);
    const where = `/channels/main/recordings/${list.recordings[0]!.id}`;
    const whole = await second.http(where);
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    const content = Buffer.from(await whole.arrayBuffer());
    expect(content.equals(readFileSync(path.join(kept, name!)))).toBe(true);
    const part = await second.http(where, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes()}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true);
    const beyond = await second.http(where, { headers: { range: `bytes=${bytes()}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes()}`]);
    expect((await second.http('/channels/main/recordings/0000000000000000')).status).toBe(404);
    expect((await second.http('/channels/other/recordings')).status).toBe(200);
    expect((await second.http('/channels/..%2f/recordings')).status).toBe(404);
  });
});

describe('recordings of a channel that not everybody may listen to', () => {
  it('are for those who may', async () => {
    const { port, http } = await serve(
      config(
        '{ folder: kept }',
        `
access:
  anonymous: { publish: ['main'], listen: [] }
  keys:
    - { name: ann, hash: '${hashStaticKey('listen-7f3a9c51')}', listen: ['main'] }
    - { name: ben, hash: '${hashStaticKey('other-0c44e851')}', listen: ['other'] }
`,
      ),
    );
    await play(await source(port), 0, 8);
    const status = async (key?: string): Promise<number> =>
      (await http('/channels/main/recordings', key ? { headers: { authorization: `Bearer ${key}` } } : {})).status;
    expect([
      await status(),
      await status('listen-7f3a9c51'),
      await status('other-0c44e851'),
      await status('none'),
    ]).toEqual([401, 200, 403, 401]);
  });
});

const canMount = (() => {
  const probe = mkdtempSync(path.join(tmpdir(), 'lc-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
})();

describe('a disk that is full while it is recorded to', () => {
  it.skipIf(!canMount)(
    'ends the file with what it has, which the log states; listeners hear everything, and it goes on when there is room',
    async () => {
      const disk = path.join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', disk]);
      cleanups.push(() => execFileSync('umount', ['-l', disk]));
      const relay = await serve(config('{ folder: disk }'));
      const peer = await source(relay.port);
      const listener = await connect(relay.port, 'main');
      listener.listen({});
      await expect.poll(() => listener.of('hello').length).toBe(1);
      await play(peer, 0, 2200);
      expect(await relay.line(/recording has stopped/)).toMatch(
        /main.*recording has stopped: .*\.lc: cannot write it: the disk is full; it is tried again every 10 s/,
      );
      const [name] = recordings(disk);
      const file = readLc(new Uint8Array(readFileSync(path.join(disk, name!))));
      expect(file.damage).toMatchObject([{ code: 'FILE_TRUNCATED' }]);
      expect(file.frames).toBeGreaterThan(1000);
      expect(file.frames % 256).toBe(0);
      execFileSync('mount', ['-o', 'remount,size=4m', disk]);
      // The next attempt comes with the first audio after its time.
      let frame = 2200;
      const timer = setInterval(() => {
        peer.send(audioPacket(frame));
        frame += 4;
      }, 20);
      cleanups.push(() => clearInterval(timer));
      expect(await relay.line(/recording continues/)).toMatch(/main.*recording continues in .*\.lc/);
      clearInterval(timer);
      const heard = (): number => listener.of('audio').reduce((sum, { frames }) => sum + frames, 0);
      await expect.poll(heard).toBe(frame);
      await relay.end('SIGTERM');
      const last = recordings(disk).find((other) => other !== name)!;
      expect(readLc(new Uint8Array(readFileSync(path.join(disk, last)))).damage).toEqual([]);
      expect(listener.closed?.code ?? null).not.toBe(4006);
    },
  );
});

describe('a relay in several processes', () => {
  it('records each channel once, whichever process its source comes to', async () => {
    const relay = await serve(
      `workers: 2\n${config("{ folder: kept, pattern: '{channel}.lc' }")}    - { pattern: 'studio-*', record: { folder: kept, pattern: '{channel}.lc' } }\n`,
    );
    for (const channel of ['main', 'studio-1', 'studio-2']) await play(await source(relay.port, channel), 0, 8);
    await relay.end('SIGTERM');
    expect(recordings(path.join(folder, 'kept')).sort()).toEqual(['main.lc', 'studio-1.lc', 'studio-2.lc']);
    for (const name of recordings(path.join(folder, 'kept')))
      expect(readLc(new Uint8Array(readFileSync(path.join(folder, 'kept', name)))).totalSamples).toBe(800);
  });
});
