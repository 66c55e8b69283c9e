import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatFloats } from '../../src/core/buffers.js';
import { openDeviceSink, openDeviceSource } from '../../src/node/audio/devices.js';
import { pulseBackend } from '../../src/node/audio/pulse.js';
import { openAudioFile } from '../../src/node/audio-file.js';
import { collect } from '../../src/node/collect.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay-server.js';
import { bestLag, envelope } from '../support/envelope.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const RATE = 44_100;
/** A machine that runs other tests at the same time is given time to turn round; by hand 40 ms do. */
const LATENCY_MS = 120;
const HOP_MS = 2;

/**
 * One command line in a process of its own, before the tests that run at the same time where that is allowed (nice says
 * so on standard error otherwise, and goes on). Its JSON lines and notes are read.
 */
class Cli {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[] = [];
  err = '';
  #waiting: { done: () => boolean; resolve: () => void }[] = [];

  constructor(args: readonly string[]) {
    this.child = spawn('nice', ['-n', '-10', process.execPath, MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      for (const part of parts) this.lines.push(JSON.parse(part));
      this.#look();
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
      this.#look();
    });
    this.child.once('exit', () => this.#look());
  }

  /** @throws when it ends before */
  async until(what: string, done: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ done: () => done() || this.child.exitCode !== null, resolve });
      this.#look();
    });
    if (!done()) throw new Error(`ended before ${what}: ${this.err}`);
  }

  said(pattern: RegExp, times = 1): Promise<void> {
    return this.until(String(pattern), () => this.err.split(pattern).length > times);
  }

  async interrupt(): Promise<number | null> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGINT');
      await once(this.child, 'exit');
    }
    return this.child.exitCode;
  }

  last<T>(key: string): T {
    return [...this.lines].reverse().find((line) => key in line)?.[key] as T;
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ done, resolve }) => {
      if (done()) resolve();
      return !done();
    });
  }
}

/** Records a monitor; the time of its first sample is the earliest that the arrival of any block allows. */
function record(device: string): { stop(): Promise<{ pcm: Float32Array; startMs: number }>; begun: Promise<void> } {
  const source = openDeviceSource(pulseBackend, { device, sampleRateHz: RATE, channels: 1, latencyMs: 20 });
  const blocks: Float32Array[] = [];
  let samples = 0;
  let startMs = Number.POSITIVE_INFINITY;
  let begin!: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = (async () => {
    for await (const block of source.blocks()) {
      blocks.push(block);
      samples += block.length;
      startMs = Math.min(startMs, performance.now() - (samples / RATE) * 1000);
      begin();
    }
  })();
  return {
    begun,
    async stop() {
      await source.close();
      await done;
      return { pcm: concatFloats(blocks), startMs };
    },
  };
}

const hasNaudiodon = ((): boolean => {
  try {
    createRequire(import.meta.url)('naudiodon');
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasPulse())('live sound over a PulseAudio daemon of the test’s own', () => {
  let daemon: PulseDaemon;
  let relay: RelayServer;
  let send: Cli;
  let listen: Cli;
  let voice: Float32Array;
  const before: Record<string, string | undefined> = {};

  beforeAll(async () => {
    try {
      setPriority(-10);
    } catch {
      // Not as root: the machine has to be quick enough.
    }
    daemon = await PulseDaemon.start();
    for (const [key, value] of Object.entries(daemon.env)) {
      before[key] = process.env[key];
      process.env[key] = value;
    }
    relay = await startRelayServer({ port: 0 });
    voice = await collect(await openAudioFile(VOICE));
    const common = ['--device-latency', String(LATENCY_MS), '--json-lines', `${relay.url}/live`];
    listen = new Cli(['listen', '--device', 'b', '--audio-backend', 'pulse', ...common]);
    await listen.said(/connected to/);
    send = new Cli([
      'send',
      ...(hasNaudiodon
        ? ['--audio-backend', 'naudiodon', '--device', 'null_a_monitor']
        : ['--audio-backend', 'pulse', '--device', 'a.monitor']),
      ...common,
    ]);
    await listen.until('audio', () => listen.last<number>('payloadKbps') > 0);
  });
  afterAll(async () => {
    await send?.interrupt();
    await listen?.interrupt();
    await relay?.close();
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    await daemon?.stop();
  });

  /** Plays the voice into sink "a" and compares what sinks "a" and "b" were heard to play. */
  async function speak(): Promise<{ correlation: number; latencyMs: number }> {
    const [a, b] = [record('a.monitor'), record('b.monitor')];
    await Promise.all([a.begun, b.begun]);
    const sink = openDeviceSink(pulseBackend, { device: 'a', sampleRateHz: RATE, channels: 1, latencyMs: 100 });
    const size = RATE / 50;
    for (let at = 0; at < voice.length; at += size) await sink.write(voice.slice(at, at + size));
    // Silence long enough for the last word to come through.
    for (let i = 0; i < 100; i++) await sink.write(new Float32Array(size));
    await sink.close();
    const [original, heard] = [await a.stop(), await b.stop()];
    const [x, y] = [original, heard].map(({ pcm }) => envelope(pcm, RATE, HOP_MS));
    const smooth = (e: Float64Array): Float64Array =>
      e.map((_, i) => e.subarray(Math.max(0, i - 5), i + 6).reduce((sum, v) => sum + v, 0) / 11);
    const offset = Math.round((heard.startMs - original.startMs) / HOP_MS);
    const best = bestLag(smooth(x), smooth(y), -offset, 1500 - offset);
    return { correlation: best.correlation, latencyMs: (best.lag + offset) * HOP_MS };
  }

  it('carries speech from one sink to the other: its envelope, with a latency that is reported by stage', {
    retry: 2,
  }, async () => {
    const counted = (): number[] => [listen.last('underruns'), listen.last('deviceUnderruns')];
    const underruns = counted();
    const { correlation, latencyMs } = await speak();
    const block = (4 * 2048 * 1000) / RATE;
    const ahead = ((3328 + 4352) * 1000) / RATE;
    const compute = (listen.last<number>('realTimeFactor') + send.last<number>('realTimeFactor')) * block;
    const figures = {
      correlation: Number(correlation.toFixed(3)),
      latencyMs,
      ofWhichMs: {
        blockFills: Math.round(block),
        lookAhead: Math.round(ahead),
        compute: Math.round(compute),
        playoutMargin: Math.round(listen.last<number>('troughMs')),
        device: Math.round(listen.last<number>('deviceMs')),
      },
      underruns: { before: underruns, after: counted() },
    };
    console.log(`live sound: ${JSON.stringify(figures)}`);
    expect(correlation).toBeGreaterThan(0.8);
    expect(latencyMs).toBeGreaterThan(block + ahead);
    expect(latencyMs).toBeLessThan(2000);
  });

  it('goes on with silence when the daemon is killed, and picks the devices up again when it is back', async () => {
    await daemon.kill();
    await Promise.all([send.said(/sending silence/), listen.said(/trying again/)]);
    await daemon.start();
    await Promise.all([send.said(/the device is back/), listen.said(/the device is back/)]);
    // Other tests may take the machine away for a while: one sentence of three has to come through whole.
    let best = 0;
    for (let i = 0; i < 3 && best <= 0.8; i++) best = Math.max(best, (await speak()).correlation);
    expect(best).toBeGreaterThan(0.8);
    expect(send.last('outages')).toBe(1);
    expect(listen.last('outages')).toBe(1);
  });

  it('ends in order when it is interrupted, and says what it has carried', async () => {
    expect(await send.interrupt()).toBe(0);
    await once(listen.child, 'exit');
    expect(send.lines.at(-1)).toMatchObject({ outages: 1, reconnects: 0, droppedFrames: 0 });
    expect(listen.lines.at(-1)).toMatchObject({ outages: 1, lostFrames: 0 });
  });
});
