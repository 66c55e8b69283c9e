import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { concatFloats } from '../../src/core/buffers.js';
import { pulseBackend } from '../../src/node/audio/pulse.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { bestLag, envelope } from './envelope.js';
import { setEnvironment } from './environment.js';
import { PulseDaemon } from './pulse.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
export const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
export const RATE = 44_100;
/** What encoder and decoder of the default model look ahead together, and what its graphs of low delay do. */
export const [LOOK_AHEAD_MS, LOW_LOOK_AHEAD_MS] = ((): [number, number] => {
  const { format, lowDelay } = JSON.parse(readFileSync('models/default/manifest.json', 'utf8'));
  const [normal, low] = [format, lowDelay].map(({ encoder, decoder }) =>
    Math.round(((encoder.delaySamples + decoder.delaySamples) * 1000) / RATE),
  );
  return [normal!, low!];
})();
const HOP_MS = 2;

/** Whether naudiodon is built here: the sender captures through it then. */
export const hasNaudiodon = ((): boolean => {
  try {
    createRequire(import.meta.url)('naudiodon');
    return true;
  } catch {
    return false;
  }
})();

/** One command line in a separate process. Its JSON lines and notes are read. */
export class Cli {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[] = [];
  err = '';
  #waiting: { done: () => boolean; resolve: () => void }[] = [];

  /** @param place what runs the command elsewhere, such as a namespace, and what it finds in its environment */
  constructor(
    args: readonly string[],
    place: { prefix?: readonly string[]; node?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
  ) {
    const [file, ...rest] = [...(place.prefix ?? []), process.execPath, ...(place.node ?? []), MAIN, ...args];
    this.child = spawn(file!, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(place.env && { env: { ...process.env, ...place.env } }),
    });
    let begun = '';
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const parts = (begun + text).split('\n');
      begun = parts.pop()!;
      for (const part of parts) this.lines.push({ ...JSON.parse(part), atMs: performance.now() });
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

  noted(pattern: RegExp, times = 1): Promise<void> {
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

interface Recording {
  readonly pcm: Float32Array;
  readonly startMs: number;
}

/** Records a monitor; the time of its first sample is the earliest that the arrival of any block allows. */
function record(device: string): { stop(): Promise<Recording>; begun: Promise<void> } {
  const source = pulseBackend.openSource({ device, sampleRateHz: RATE, channels: 1, latencyMs: 20 });
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

export interface VoiceMatch {
  /** Of the envelopes of what both sinks played, at the best lag. */
  readonly correlation: number;
  readonly latencyMs: number;
  /** Runs of at least a millisecond of exact zeros while sound was expected: what a device without data plays. */
  readonly gaps: number;
  /** Largest step from one sample to the next, in what was played and in what was received. */
  readonly steps: readonly [number, number];
  /** For how long was played. */
  readonly seconds: number;
}

/** A PulseAudio daemon, a relay, a sender and a listener, each in a separate process: sink "a" goes to sink "b". */
export class LiveRig {
  readonly daemon: PulseDaemon;
  /** Not in this process, which compares recordings for seconds and would delay packets by that time. */
  readonly relay: Cli;
  readonly listen: Cli;
  readonly send: Cli;
  readonly voice: Float32Array;
  readonly #restoreEnvironment: () => void;

  private constructor(
    daemon: PulseDaemon,
    clis: { relay: Cli; listen: Cli; send: Cli },
    voice: Float32Array,
    restoreEnvironment: () => void,
  ) {
    this.daemon = daemon;
    this.relay = clis.relay;
    this.listen = clis.listen;
    this.send = clis.send;
    this.voice = voice;
    this.#restoreEnvironment = restoreEnvironment;
  }

  /** @param options of both commands, and of each */
  static async start(
    options: { both?: readonly string[]; send?: readonly string[]; listen?: readonly string[]; capture?: 'pulse' } = {},
  ): Promise<LiveRig> {
    try {
      // This process plays and records: its own delays would be measured as the product's.
      setPriority(-10);
    } catch {
      // Not as root: the machine has to be quick enough.
    }
    const daemon = await PulseDaemon.start();
    const restoreEnvironment = setEnvironment(daemon.env);
    const relay = new Cli(['serve', '--port', '0']);
    await relay.noted(/relay on/);
    const url = /relay on (\S+)\/CHANNEL/.exec(relay.err)![1];
    const voice = await collect(await openAudioFile(VOICE));
    const common = ['--json-lines', ...(options.both ?? []), `${url}/live`];
    const listen = new Cli([
      ...['listen', '--device', 'b', '--audio-backend', 'pulse'],
      ...(options.listen ?? []),
      ...common,
    ]);
    await listen.noted(/connected to/);
    const capture =
      hasNaudiodon && options.capture === undefined
        ? ['--audio-backend', 'naudiodon', '--device', 'null_a_monitor']
        : ['--audio-backend', 'pulse', '--device', 'a.monitor'];
    const send = new Cli(['send', ...capture, ...(options.send ?? []), ...common]);
    await listen.until(
      'audio',
      () => listen.last<number>('payloadKbps') > 0 || listen.last<number>('silentFrames') > 0,
    );
    return new LiveRig(daemon, { relay, listen, send }, voice, restoreEnvironment);
  }

  async stop(): Promise<void> {
    await this.send.interrupt();
    await this.listen.interrupt();
    await this.relay.interrupt();
    this.#restoreEnvironment();
    await this.daemon.stop();
  }

  /** Underruns so far, of the playout buffer and of the device. */
  get underruns(): number {
    return (this.listen.last<number>('underruns') ?? 0) + (this.listen.last<number>('deviceUnderruns') ?? 0);
  }

  /** Plays the voice into sink "a", `times` times with a pause between, and compares what both sinks played. */
  speak(times = 1, pauseMs = 1500): Promise<VoiceMatch> {
    return speak(this.voice, times, pauseMs);
  }
}

/** Plays `voice` into sink "a", `times` times with a pause between, and compares what the sinks "a" and "b" played. */
export async function speak(voice: Float32Array, times = 1, pauseMs = 1500): Promise<VoiceMatch> {
  const beganMs = performance.now();
  const [a, b] = [record('a.monitor'), record('b.monitor')];
  await Promise.all([a.begun, b.begun]);
  const sink = pulseBackend.openSink({ device: 'a', sampleRateHz: RATE, channels: 1, latencyMs: 200 });
  const size = RATE / 50;
  for (let i = 0; i < times; i++) {
    for (let at = 0; at < voice.length; at += size) await sink.write(voice.slice(at, at + size));
    // Silence long enough for the last word to arrive.
    for (let ms = 0; ms < pauseMs; ms += 20) await sink.write(new Float32Array(size));
  }
  await sink.close();
  const seconds = Math.round((performance.now() - beganMs) / 1000);
  return { ...compare(await a.stop(), await b.stop()), seconds };
}

/** Records what both sinks play until `until` resolves, without playing anything itself. */
export async function overhear(until: Promise<unknown>): Promise<Omit<VoiceMatch, 'seconds'>> {
  const [a, b] = [record('a.monitor'), record('b.monitor')];
  await Promise.all([a.begun, b.begun]);
  await until;
  return compare(await a.stop(), await b.stop(), -500);
}

function compare(original: Recording, received: Recording, leastMs = 0): Omit<VoiceMatch, 'seconds'> {
  const [x, y] = [original, received].map(({ pcm }) => envelope(pcm, RATE, HOP_MS)) as [Float64Array, Float64Array];
  const smooth = (e: Float64Array): Float64Array => {
    let sum = 0;
    const out = new Float64Array(e.length);
    for (let i = -5; i < e.length; i++) {
      sum += (e[i + 5] ?? 0) - (e[i - 6] ?? 0);
      if (i >= 0) out[i] = sum / 11;
    }
    return out;
  };
  const offset = Math.round((received.startMs - original.startMs) / HOP_MS);
  const best = bestLag(smooth(x), smooth(y), Math.round(leastMs / HOP_MS) - offset, 1500 - offset);
  return {
    correlation: best.correlation,
    latencyMs: (best.lag + offset) * HOP_MS,
    gaps: gaps(
      original.pcm,
      received.pcm,
      Math.round(((best.lag + offset) * HOP_MS * RATE) / 1000 - ((received.startMs - original.startMs) * RATE) / 1000),
    ),
    steps: [steepest(original.pcm), steepest(received.pcm)],
  };
}

/** Runs of 1 ms of zeros in `received` where `original`, `shift` samples earlier, had sound within 20 ms. */
function gaps(original: Float32Array, received: Float32Array, shift: number): number {
  let count = 0;
  let run = 0;
  const least = RATE / 1000;
  for (let i = 0; i < received.length; i++) {
    run = received[i] === 0 ? run + 1 : 0;
    if (run !== least) continue;
    let loudest = 0;
    for (let j = i - shift - 20 * least; j < i - shift + 20 * least; j += 10)
      loudest = Math.max(loudest, Math.abs(original[Math.round(j)] ?? 0));
    if (loudest > 0.01) count++;
  }
  return count;
}

function steepest(pcm: Float32Array): number {
  let step = 0;
  for (let i = 1; i < pcm.length; i++) step = Math.max(step, Math.abs(pcm[i]! - pcm[i - 1]!));
  return Number(step.toFixed(3));
}
