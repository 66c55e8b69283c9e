import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { cli } from '../support/cli.js';

/** Latents of this model are the audio: with 8 bits a value the output is the input, but for rounding. */
const ENV = { LATENTCAST_MODELS: fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url)) };
const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const MODEL = ['--model', 'stateful'];
const SAMPLES = 16_000;

let dir = '';
let input = '';
let pcm: Float32Array;
const children: ChildProcess[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-lossy-'));
  input = join(dir, 'in.wav');
  pcm = Float32Array.from({ length: SAMPLES }, (_, i) => 0.5 * Math.sin(i * 0.02) + 0.2 * Math.sin(i * 0.31));
  const sink = await wavFileSink(input, { sampleRateHz: 8000, channels: 1, encoding: 's16le' });
  await sink.write(pcm);
  await sink.close();
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...ENV } });
  children.push(child);
  let err = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    err += piece;
    for (const { text, resolve } of waiting) if (err.includes(text)) resolve();
  });
  return {
    child,
    ended: once(child, 'close').then(([code]) => ({ code: code as number, err })),
    shows: (text: string): Promise<void> =>
      err.includes(text) ? Promise.resolve() : new Promise((resolve) => waiting.push({ text, resolve })),
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Samples of `path` that differ from those that were sent. */
async function wrongSamples(path: string, planes = 8): Promise<number> {
  const played = await collect(await openAudioFile(path));
  expect(played.length).toBe(SAMPLES);
  return played.filter((value, i) => Math.abs(value - pcm[i]) > 2 ** (2 - planes)).length;
}

async function overUdp(url: string, name: string, ...options: string[]): Promise<void> {
  const out = join(dir, name);
  const listener = start('listen', url, out, '--model', 'stateful', ...options);
  await listener.shows('waiting for a stream on');
  const sender = start(
    'send',
    input,
    url,
    '--bits',
    '8',
    '--preset',
    'live',
    '--title',
    'Über UDP',
    ...MODEL,
    ...options,
  );
  expect(await sender.ended).toMatchObject({ code: 0 });
  const { code, err } = await listener.ended;
  expect(code).toBe(0);
  expect(err).toContain('Über UDP');
  expect(err).toMatch(/received 2\.0+ s: .* 0 of \d+ frames lost/);
  expect(await wrongSamples(out)).toBe(0);
}

describe('a stream between two processes without a relay', () => {
  it('goes by UDP to one address and to a group', async () => {
    await Promise.all([
      overUdp(`udp://127.0.0.1:${await freePort()}`, 'udp.wav'),
      overUdp(`udp://239.255.77.78:${await freePort()}`, 'group.wav', '--interface', '127.0.0.1'),
    ]);
  });

  it('goes through a byte pipe, whose garbage and lost pieces are survived, and whose end is an end', async () => {
    const receive = async (name: string, tamper: (piece: Buffer, number: number) => Buffer | null) => {
      const out = join(dir, name);
      const sender = start(
        'send',
        input,
        '-',
        '--bits',
        '8',
        '--preset',
        'live',
        '--protect',
        'lossShare=0.2',
        ...MODEL,
      );
      const listener = start('listen', '-', out, ...MODEL);
      // What a listener that has ended does not read is of no interest; why it has ended is looked at below.
      listener.child.stdin!.on('error', () => {});
      let pieces = 0;
      let isCut = false;
      const pass = (piece: Buffer): void => {
        const passed = isCut ? Buffer.alloc(0) : tamper(piece, pieces++);
        if (passed) listener.child.stdin!.write(passed);
        else {
          isCut = true;
          listener.child.stdin!.end();
        }
      };
      // Message by message, each ended by a zero: how many come at once depends on how busy the machine is.
      let rest: Buffer = Buffer.alloc(0);
      sender.child.stdout!.on('data', (bytes: Buffer) => {
        rest = Buffer.concat([rest, bytes]);
        for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
          pass(rest.subarray(0, end + 1));
          rest = rest.subarray(end + 1);
        }
      });
      sender.child.stdout!.on('end', () => listener.child.stdin!.end());
      return { out, sender: await sender.ended, listener: await listener.ended };
    };
    const [clean, damaged, cut] = await Promise.all([
      receive('pipe.wav', (piece) => piece),
      receive('noise.wav', (piece, number) => {
        if (number % 9 === 4) return Buffer.alloc(0);
        return number % 9 === 7 ? Buffer.concat([Buffer.from('garbage\r\n\0'), piece]) : piece;
      }),
      receive('cut.wav', (piece, number) => (number < 12 ? piece : null)),
    ]);
    for (const { sender, listener } of [clean, damaged]) {
      expect(sender).toMatchObject({ code: 0 });
      expect(listener).toMatchObject({ code: 0 });
      expect(listener.err).toMatch(/ 0 of \d+ frames lost/);
    }
    expect(await wrongSamples(clean.out)).toBe(0);
    // A repaired frame has its first plane: the sign of each sample.
    const noisy = await collect(await openAudioFile(damaged.out));
    expect(noisy.length).toBe(SAMPLES);
    expect(noisy.filter((value, i) => Math.abs(pcm[i]) > 0.05 && value * pcm[i] < 0).length).toBeLessThan(
      SAMPLES / 100,
    );
    expect(cut.listener).toMatchObject({ code: 0 });
    const short = await collect(await openAudioFile(cut.out));
    expect(short.length).toBeGreaterThan(1000);
    expect(short.length).toBeLessThan(SAMPLES);
  });

  it('names what is wrong with its address and its options', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, err } = await cli(args, ENV);
      expect(code, args.join(' ')).toBe(2);
      return err;
    };
    expect(await refused('send', input, 'udp://x')).toContain('the address must be udp://HOST:PORT');
    expect(await refused('send', input, 'udp://224.0.0.1:5004')).toContain('are for routers');
    expect(await refused('send', input, 'udp://0.0.0.0:5004')).toContain('can be listened on and not sent to');
    expect(await refused('send', input, 'udp://127.0.0.1:5004', '--fast')).toContain(
      "option '--fast' does not apply to an address without a relay",
    );
    expect(await refused('send', input, 'udp://127.0.0.1:5004', '--ttl', '0')).toContain('1 to 255');
    expect(await refused('send', input, '-', '--ttl', '3')).toContain('are for udp:// addresses');
    expect(await refused('send', input, '-', '--json')).toContain('both would write to standard output');
    expect(await refused('send', input, 'ws://127.0.0.1:1/x', '--max-message', '100')).toContain(
      'are for udp:// addresses and -',
    );
    expect(await refused('send', input, 'udp://127.0.0.1:5004', '--protect', 'maxDepth=99')).toContain(
      'protection.maxDepth must be an integer from 0 to 16, got 99',
    );
    expect(await refused('send', input, 'udp://127.0.0.1:5004', '--protect', 'parity.messages=4')).toContain(
      'protection.parity.parities',
    );
    expect(await refused('listen', 'udp://127.0.0.1:5004', join(dir, 'no.wav'), '--burst', '100')).toContain(
      "option '--burst <ms>' does not apply to an address without a relay",
    );
    expect(await refused('listen', 'udp://[::1]', join(dir, 'no.wav'))).toContain(
      'the address must be udp://HOST:PORT',
    );
    expect(await refused('send', '-')).toContain("missing required argument 'url'");
    const { code, err } = await cli(['listen', 'udp://192.0.2.77:5004', join(dir, 'no.wav'), ...MODEL], ENV);
    expect(code).not.toBe(0);
    expect(err).toContain('no address of this machine');
  });
});
