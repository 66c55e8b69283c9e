import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { seededRandom } from '../../src/core/random.js';
import { processSink } from '../../src/node/audio/process-sink.js';
import { pulseReports } from '../../src/node/audio/reports.js';
import { nodeClock } from '../../src/node/clock.js';
import type { AudioSource, LiveAudioSink } from '../../src/ports/audio.js';
import type { Clock } from '../../src/ports/clock.js';
import type { MusicTrack } from '../../src/session/play/music-track.js';
import { SessionPlay } from '../../src/session/play/session-play.js';
import { SyncedOutput } from '../../src/session/playout/synced-output.js';
import { FakeModel } from './fake-model.js';
import { MemorySession } from './memory-session.js';
import { PulseDaemon } from './pulse.js';

const RATE = 44_100;
/** Samples of one comparison, and how far apart the two may be. */
const WINDOW = 8192;
/** Least normalised correlation of windows that count: speech is like itself a period later, noise of the whole band is not. */
const ALIKE = { speech: 0.8, noise: 0.4 } as const;
const REACH = Math.round(0.04 * RATE);

/** The program's clock, running fast or slow. */
const skewed = (ppm: number, originMs: number): Clock => ({
  nowMs: () => originMs + nodeClock.nowMs() * (1 + ppm * 1e-6),
  schedule: (delayMs, fn) => nodeClock.schedule(delayMs / (1 + ppm * 1e-6), fn),
});

const noise = (seed: number): MusicTrack => ({
  title: 'noise',
  durationMs: null,
  async open(): Promise<AudioSource> {
    const random = seededRandom(seed);
    let isClosed = false;
    return {
      sampleRateHz: RATE,
      channels: 1,
      async *blocks() {
        while (!isClosed) yield Float32Array.from({ length: 1024 }, () => random() - 0.5);
      },
      async close() {
        isClosed = true;
      },
    };
  },
});

/** What two peers of a session played on two channels of one PulseAudio sink, recorded together. */
export interface SessionSound {
  /** Differences in ms, by cross-correlation, one for each quarter of a second, ascending by amount. */
  readonly skewsMs: number[];
  readonly hardSteps: number;
  readonly underruns: number;
}

/**
 * A host and a peer, with clocks 100 ppm fast and slow, over a simulated path of 40 ± 5 ms and 5 % loss, each playing
 * through PulseAudio onto one channel of the same null sink, whose monitor is recorded.
 *
 * @param settleS seconds at the beginning that do not count
 */
export async function recordSession(seconds: number, settleS: number, seed: number): Promise<SessionSound> {
  try {
    // As the commands ask for: this process plays.
    setPriority(-10);
  } catch {
    // Not as root: the machine has to be quick enough.
  }
  const daemon = await PulseDaemon.start();
  try {
    const loaded = spawnSync(
      'pactl',
      ['load-module', 'module-null-sink', 'sink_name=both', `rate=${RATE}`, 'channels=2'],
      {
        env: { ...process.env, ...daemon.env },
      },
    );
    if (loaded.status !== 0) throw new Error(`pactl: ${loaded.stderr}`);
    return await play(daemon, seconds, settleS, seed);
  } finally {
    await daemon.stop();
  }
}

async function play(daemon: PulseDaemon, seconds: number, settleS: number, seed: number): Promise<SessionSound> {
  const session = new MemorySession({ clock: nodeClock, seed, path: { latencyMs: 35, jitterMs: 10, loss: 0.05 } });
  const peers = (['left', 'right'] as const).map((side, i) => {
    const clock = skewed(i === 0 ? 100 : -100, i * 5e5);
    const play = new SessionPlay({
      membership: session.add(side),
      clock,
      model: new FakeModel({ hopSamples: 1024, encoder: { stateSize: 1 }, decoder: { stateSize: 1 } }),
      sampleRateHz: RATE,
      channels: 1,
    });
    const output = new SyncedOutput({
      clock,
      open: () => openSide(daemon, side, clock),
      pull: (samples, heardMs, msPerSample) => play.playout.pull(samples, heardMs, msPerSample),
      onSlip: () => play.playout.realign(),
      toSession: (ms) => play.time.toSession(ms),
      rate: () => play.time.rate,
    });
    return { play, output };
  });
  const { recorder, chunks } = startRecorder(daemon);
  peers[0]!.play.host({ tracks: [noise(seed)], epoch: seed });
  await new Promise((resolve) => setTimeout(resolve, (seconds + settleS) * 1000));
  recorder.kill('SIGTERM');
  await once(recorder, 'close');
  const hardSteps = peers.reduce((sum, { play }) => sum + play.playout.stats.hardSteps, 0);
  const underruns = peers.reduce((sum, { output }) => sum + output.stats.underruns, 0);
  for (const { play, output } of peers) {
    await play.close();
    await output.close();
  }
  return { skewsMs: skewsOf(Buffer.concat(chunks), settleS, ALIKE.noise), hardSteps, underruns };
}

function openSide(daemon: PulseDaemon, side: 'left' | 'right', clock: Clock): LiveAudioSink {
  const form = { sampleRateHz: RATE, channels: 1, latencyMs: 200 };
  const args = [
    ...['--playback', '--raw', '--verbose', '--client-name=latentcast', '--format=float32le', `--rate=${RATE}`],
    ...['--channels=1', `--channel-map=front-${side}`, '--no-remix', '--latency-msec=200', '--device=both'],
  ];
  const command = {
    file: 'pacat',
    args,
    env: daemon.env,
    encoding: 'f32le',
    reports: () => pulseReports(RATE),
  } as const;
  return processSink(command, form, clock);
}

/** Sinks "left" and "right", the two channels of one sink "both", whose monitor records them sample by sample together. */
export function makeSides(daemon: PulseDaemon): void {
  const load = (...args: string[]): void => {
    const loaded = spawnSync('pactl', ['load-module', ...args], { env: { ...process.env, ...daemon.env } });
    if (loaded.status !== 0) throw new Error(`pactl ${args.join(' ')}: ${loaded.stderr}`);
  };
  load('module-null-sink', 'sink_name=both', `rate=${RATE}`, 'channels=2');
  for (const side of ['left', 'right'])
    load(
      ...['module-remap-sink', `sink_name=${side}`, 'master=both', 'channels=1', 'channel_map=mono'],
      ...[`master_channel_map=front-${side}`, 'remix=no'],
    );
}

/** Records what both sides play of speech for so many seconds. @returns differences as {@link SessionSound.skewsMs} */
export async function recordSides(daemon: PulseDaemon, seconds: number): Promise<number[]> {
  const { recorder, chunks } = startRecorder(daemon);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  recorder.kill('SIGTERM');
  await once(recorder, 'close');
  return skewsOf(Buffer.concat(chunks), 0, ALIKE.speech);
}

function startRecorder(daemon: PulseDaemon): { recorder: ChildProcess; chunks: Buffer[] } {
  const recorder = spawn(
    'parec',
    ['--device=both.monitor', '--raw', '--format=float32le', `--rate=${RATE}`, '--channels=2', '--latency-msec=50'],
    { env: { ...process.env, ...daemon.env }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const chunks: Buffer[] = [];
  recorder.stdout!.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { recorder, chunks };
}

/** Where each window of the one lies in the other, by the highest normalised correlation. */
function skewsOf(bytes: Buffer, settleS: number, alike: number): number[] {
  const n = Math.floor(bytes.length / 8);
  const left = new Float32Array(n);
  const right = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    left[i] = bytes.readFloatLE(8 * i);
    right[i] = bytes.readFloatLE(8 * i + 4);
  }
  const skews: number[] = [];
  for (let at = settleS * RATE; at + WINDOW + REACH < n; at += Math.round(RATE / 4)) {
    let best = 0;
    let lag = 0;
    const energy = dot(left, at, left, at);
    for (let d = -REACH; d <= REACH; d++) {
      const value = dot(left, at, right, at + d);
      if (value > best) [best, lag] = [value, d];
    }
    // Concealed frames and silence are like nothing: a window counts where the two are alike.
    const other = dot(right, at + lag, right, at + lag);
    if (energy > 1e-3 && best > alike * Math.sqrt(energy * other)) skews.push((lag / RATE) * 1000);
  }
  return skews.sort((a, b) => Math.abs(a) - Math.abs(b));
}

function dot(a: Float32Array, from: number, b: Float32Array, to: number): number {
  let sum = 0;
  for (let i = 0; i < WINDOW; i++) sum += a[from + i]! * b[to + i]!;
  return sum;
}
