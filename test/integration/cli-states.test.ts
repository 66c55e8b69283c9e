import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodePcm } from '../../src/core/dsp/pcm.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import type { ChannelStats } from '../../src/relay/channel/channel-stats.js';
import { cli, type Running, startCli } from '../support/cli.js';
import { type FaultyProxy, faultyProxy } from '../support/faulty-proxy.js';
import { runningTime } from '../support/running-time.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY };
const MODEL = ['--model', 'stateful'];
const RATE = 8000;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-states-'));
});
afterAll(() => rm(dir, { recursive: true }));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const tone = (seconds: number): Float32Array =>
  Float32Array.from({ length: seconds * RATE }, (_, i) => 0.5 * Math.sin(i * 0.05));

async function wav(name: string, seconds: number): Promise<string> {
  const path = join(dir, name);
  const sink = await wavFileSink(path, { sampleRateHz: RATE, channels: 1, encoding: 's16le' });
  await sink.write(tone(seconds));
  await sink.close();
  return path;
}

async function relay(): Promise<RelayServer> {
  const server = await startRelayServer({ port: 0, graceMs: 500 });
  cleanups.push(() => server.close());
  return server;
}

/** A command that is interrupted when the test is over. */
function start(args: readonly string[]): Running {
  const running = startCli([...args, ...MODEL], ENV);
  cleanups.push(async () => {
    running.interrupt();
    await running.done;
  });
  return running;
}

/** A broadcast of raw PCM that a test feeds. */
function source(url: string, ...options: string[]): Running {
  const running = start(['send', '-', url, '--rate', String(RATE), '--preset', 'live', ...options]);
  running.stdin.write(encodePcm(tone(0.5), 's16le'));
  return running;
}

/** Feeds a broadcast in its own time until the returned function is called. */
function feed(running: Running): () => void {
  const block = Buffer.from(encodePcm(tone(0.1), 's16le'));
  const timer = setInterval(() => running.stdin.write(block), 100);
  const stop = (): void => clearInterval(timer);
  cleanups.push(stop);
  return stop;
}

const channels = async (server: RelayServer): Promise<ChannelStats[]> =>
  (
    (await (await fetch(`${server.url.replace('ws:', 'http:')}/channels`)).json()) as {
      channels: ChannelStats[];
    }
  ).channels;

/** The channels once they are as stated: the list is made anew at most four times a second. */
async function channelsThat(
  server: RelayServer,
  holds: (first: ChannelStats | undefined) => boolean,
): Promise<ChannelStats[]> {
  for (;;) {
    const list = await channels(server);
    if (holds(list[0])) return list;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const lines = (text: string, pattern: RegExp): string[] => text.split('\n').filter((line) => pattern.test(line));

describe('listen', () => {
  it('says that a channel has no source yet, that one has come, and that its stream has ended', async () => {
    const { url } = await relay();
    const listen = start(['listen', `${url}/room`, join(dir, 'room.wav'), '--json-lines']);
    await listen.stderr.waitFor(/channel room has no source yet; waiting for one/);
    await cli(['send', await wav('room-in.wav', 1), `${url}/room`, ...MODEL], ENV);
    const { err, out, code } = await listen.done;
    expect(code).toBe(0);
    expect(lines(err, /room|stream/)).toEqual([
      `latentcast: connected to ${url}/room`,
      'latentcast: channel room has no source yet; waiting for one',
      'latentcast: channel room has a source now',
      'latentcast: the stream has ended',
    ]);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((line) => 'source' in line)
      .map(({ source }) => source);
    expect(events).toEqual(['waiting', 'live', 'ended']);
  });

  it('waits for the next stream where the last one had ended before it came, and plays that one', async () => {
    const { url } = await relay();
    await cli(['send', await wav('before.wav', 0.3), `${url}/room`, '--title', 'Old', ...MODEL], ENV);
    const out = join(dir, 'next.wav');
    const listen = start(['listen', `${url}/room`, out]);
    await listen.stderr.waitFor(/the last stream of channel room has ended; waiting for the next/);
    await cli(['send', await wav('after.wav', 1), `${url}/room`, ...MODEL], ENV);
    expect((await listen.done).code).toBe(0);
    expect((await stat(out)).size).toBe(44 + 2 * RATE);
  });

  it('says within two seconds that the source has gone, that it is back, and that nothing arrives', async () => {
    const server = await relay();
    const proxy: FaultyProxy = await faultyProxy(server.port);
    cleanups.push(() => proxy.close());
    const send = source(`ws://127.0.0.1:${proxy.port}/room`, '--uplink', 'backoff.maxMs=300');
    const stop = feed(send);
    const listen = start(['listen', `${server.url}/room`, join(dir, 'gone.wav')]);
    await listen.stderr.waitFor(/connected to/);
    const within = async (pattern: RegExp): Promise<void> => {
      const passed = runningTime();
      await listen.stderr.waitFor(pattern);
      expect(passed(), String(pattern)).toBeLessThan(2000);
    };
    await channelsThat(server, (first) => Boolean(first?.audioMessages));
    proxy.cut();
    await within(/the source of channel room has gone without ending its stream/);
    const [gone] = await channelsThat(server, (first) => !first?.isLive);
    expect(gone).toMatchObject({ isLive: false, hasEnded: false, sourcePayloadKbps: 0, sourceWireKbps: 0 });
    proxy.open();
    await within(/the source of channel room is back/);
    const [back] = await channelsThat(server, (first) => Boolean(first?.isLive));
    expect(back).toMatchObject({ isLive: true, hasEnded: false, listeners: 1 });
    stop();
    await within(/no audio arrives; waiting for it/);
    feed(send);
    await within(/audio arrives again/);
  });
});

describe('send', () => {
  it('sends a file as fast as it plays, so that whoever joins in the middle hears the rest', async () => {
    const other = await relay();
    const path = await wav('short.wav', 2);
    const begun = performance.now();
    expect(await cli(['send', path, `${other.url}/room`, ...MODEL], ENV)).toMatchObject({ code: 0 });
    expect(performance.now() - begun).toBeGreaterThan(1900);
    // Longer than any machine needs until somebody has joined.
    const server = await relay();
    start(['send', await wav('paced.wav', 100), `${server.url}/room`, '--preset', 'live']);
    await channelsThat(server, (first) => Boolean(first?.audioMessages));
    const out = join(dir, 'paced-out.wav');
    const listen = start(['listen', `${server.url}/room`, out, '--burst', '0', '--seconds', '1', '--json']);
    const result = await listen.done;
    expect(result.code).toBe(0);
    expect(JSON.parse(lines(result.err, /^\{/)[0]!).seconds).toBe(1);
  });

  it('does not wait with --fast, which --realtime contradicts and a sound device does not know', async () => {
    const { url } = await relay();
    const path = await wav('fast.wav', 20);
    const begun = performance.now();
    expect(await cli(['send', path, `${url}/room`, '--fast', ...MODEL], ENV)).toMatchObject({ code: 0 });
    expect(performance.now() - begun).toBeLessThan(19_000);
    const both = await cli(['send', path, `${url}/room`, '--fast', '--realtime', ...MODEL], ENV);
    expect(both).toMatchObject({ code: 2, err: expect.stringMatching(/cannot be used with/) });
    const device = await cli(['send', `${url}/room`, '--fast', ...MODEL], ENV);
    expect(device).toMatchObject({ code: 2, err: expect.stringMatching(/not for a sound device/) });
  });

  it('sends a recording that is piped in as fast as it plays', async () => {
    const { url } = await relay();
    const begun = performance.now();
    const send = start(['send', '-', `${url}/room`, '--rate', String(RATE)]);
    send.stdin.end(encodePcm(tone(5), 's16le'));
    expect((await send.done).code).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(4900);
  });
});

describe('/channels', () => {
  it('states what holds: waiting, live, ended, with listeners and without', async () => {
    const server = await relay();
    const listen = start(['listen', `${server.url}/room`, join(dir, 'states.wav')]);
    await listen.stderr.waitFor(/no source yet/);
    // A name that only listeners have asked for is no channel yet.
    expect(await channels(server)).toEqual([]);
    const send = source(`${server.url}/room`);
    const [live] = await channelsThat(server, (first) => Boolean(first?.audioMessages && first.sourcePayloadKbps > 0));
    expect(live).toMatchObject({ isLive: true, hasEnded: false, listeners: 1 });
    expect(live!.sourcePayloadKbps).toBeGreaterThan(0);
    send.stdin.end();
    await send.done;
    await listen.done;
    const ended = await channelsThat(server, (first) => first?.listeners === 0 && first.hasEnded);
    const frames = Math.ceil((0.5 * RATE) / 64);
    expect(ended).toEqual([
      expect.objectContaining({
        isLive: false,
        hasEnded: true,
        nextFrame: frames,
        listeners: 0,
        sourcePayloadKbps: 0,
        sourceWireKbps: 0,
        listenersWireKbps: 0,
        payloadBytes: frames * 8,
      }),
    ]);
  });
});

describe('serve', () => {
  it('logs who joins and leaves, and closes its peers when it ends: none of them was refused', async () => {
    const serve = startCli(['serve', '--port', '0']);
    const url = (await serve.stderr.waitFor(/relay on (ws:\/\/\S+)\/CHANNEL/))[1]!;
    const first = start(['listen', `${url}/room`, join(dir, 'served.wav')]);
    await serve.stderr.waitFor(/listener joined/);
    const send = source(`${url}/room`);
    await serve.stderr.waitFor(/source joined/);
    const busy = await cli(['send', await wav('busy.wav', 0.1), `${url}/room`, ...MODEL], ENV);
    expect(busy.code).toBe(1);
    first.interrupt();
    await serve.stderr.waitFor(/listener left/);
    serve.interrupt();
    const { err, code } = await serve.done;
    expect(code).toBe(0);
    expect(lines(err, /^latentcast: room/)).toEqual([
      'latentcast: room: listener joined (127.0.0.1)',
      'latentcast: room: source joined (127.0.0.1)',
      expect.stringMatching(/^latentcast: room: refused \(127\.0\.0\.1\): channel room has a source already/),
      'latentcast: room: listener left (127.0.0.1)',
      'latentcast: room: source closed (127.0.0.1): the relay is closing',
    ]);
    send.interrupt();
  });

  it('logs no connections with --quiet', async () => {
    const serve = startCli(['serve', '--port', '0', '--quiet']);
    const url = (await serve.stderr.waitFor(/relay on (ws:\/\/\S+)\/CHANNEL/))[1]!;
    await cli(['send', await wav('quiet.wav', 0.1), `${url}/room`, ...MODEL], ENV);
    serve.interrupt();
    expect(lines((await serve.done).err, /room/)).toEqual([]);
  });
});
