import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { BrowserPlayedSession, SessionNode } from '../../src/browser/index.js';
import { nodeClock } from '../../src/node/clock.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import type { MusicTrack } from '../../src/session/play/music-track.js';
import { SessionPlay } from '../../src/session/play/session-play.js';
import type { SessionNode as NodeSession } from '../../src/session/session-node.js';
import { SessionVoices } from '../../src/session/voices/session-voices.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));

/** Rate of what Node's peers play. */
export const NODE_RATE = 8000;

/** What the page exposes for tests (web/session/desk.ts). */
export interface Inspected {
  latentcast: { session: SessionNode | null; played: BrowserPlayedSession | null };
}

/** A relay that serves the page with the tiny model, and that model in Node. */
export interface SessionRig {
  readonly relay: RelayServer;
  readonly model: OnnxModel;
  readonly base: string;
  /** A key of the relay with which sessions are created, and ended by an operator; without one they are only joined. */
  readonly token: string;
  /** Writes a file that lasts as long as the rig. @returns its path */
  file(name: string, bytes: Uint8Array): Promise<string>;
  close(): Promise<void>;
}

export async function startSessionRig(limits: { maxPeersPerRoom?: number } = {}): Promise<SessionRig> {
  const dir = await mkdtemp(join(tmpdir(), 'latentcast-session-'));
  await cp(TINY, join(dir, 'default'), { recursive: true });
  const token = generateStaticKey();
  const relay = await startRelayServer({
    port: 0,
    graceMs: 200,
    site: { modelDirs: [dir] },
    operations: { admin: {} },
    access: {
      anonymous: { publish: [], listen: ['*'] },
      keys: [{ name: 'host', hash: hashStaticKey(token), publish: ['session.*'], listen: ['*'], admin: true }],
    },
    // Every session of the tests comes from one address.
    sessions: { limits: { ...limits, maxRoomsPerAddress: 100 } },
  });
  const model = await loadModel(TINY);
  return {
    relay,
    model,
    token,
    base: `http://127.0.0.1:${relay.port}`,
    async file(name, bytes) {
      await writeFile(join(dir, name), bytes);
      return join(dir, name);
    },
    async close() {
      await relay.close();
      await model.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** Tells one moment of a sound from every other: steps of a tone whose pitch changes by a random series. */
export function melody(seconds: number, rateHz = NODE_RATE): Float32Array {
  const out = new Float32Array(seconds * rateHz);
  let phase = 0;
  let state = 12345;
  let hz = 300;
  for (let i = 0; i < out.length; i++) {
    if (i % (rateHz / 10) === 0) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      hz = 200 + ((state >>> 8) % 1200);
    }
    phase += (2 * Math.PI * hz) / rateHz;
    out[i] = 0.4 * Math.sin(phase);
  }
  return out;
}

/** Beeps of one pitch, half a second on and half a second off: what a noise suppressor lets pass. */
export const beeps = (seconds: number, hz: number, rateHz: number): Float32Array =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) =>
    (2 * i) % (2 * rateHz) < rateHz ? 0.5 * Math.sin((2 * Math.PI * hz * i) / rateHz) : 0,
  );

/** Mono audio as a WAV file of 16 bits. */
export function wav(pcm: Float32Array, rateHz: number): Uint8Array {
  const bytes = Buffer.alloc(44 + 2 * pcm.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * pcm.length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(2 * rateHz, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * pcm.length, 40);
  for (const [i, x] of pcm.entries()) bytes.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, x))), 44 + 2 * i);
  return bytes;
}

/** Audio as a track. */
export const track = (title: string, pcm: Float32Array, rateHz = NODE_RATE): MusicTrack => ({
  title,
  durationMs: (pcm.length / rateHz) * 1000,
  open: async (positionMs) => ({
    sampleRateHz: rateHz,
    channels: 1,
    async *blocks() {
      for (let at = Math.round((positionMs / 1000) * rateHz); at < pcm.length; at += 800) yield pcm.slice(at, at + 800);
    },
    async close() {},
  }),
});

/** A Node peer that plays into memory by the session's time: what it plays at which moment. */
export class NodeListener {
  readonly play: SessionPlay;
  readonly voices: SessionVoices;
  /** Session time of the first sample, and all that was played since, without gaps. */
  startMs: number | null = null;
  readonly #blocks: Float32Array[] = [];
  #cancel: (() => void) | undefined;

  constructor(
    readonly session: NodeSession,
    model: OnnxModel,
  ) {
    const form = { sampleRateHz: NODE_RATE, channels: 1 };
    this.play = new SessionPlay({ ...form, membership: session, clock: nodeClock, model });
    this.voices = new SessionVoices({ ...form, membership: session, clock: nodeClock, model, epoch: 77 });
    this.#tick();
  }

  get pcm(): Float32Array {
    const all = new Float32Array(this.#blocks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const block of this.#blocks) {
      all.set(block, at);
      at += block.length;
    }
    return all;
  }

  /** Of this length, from a session time on. */
  at(sessionMs: number, samples: number): Float32Array {
    const from = Math.round(((sessionMs - this.startMs!) / 1000) * NODE_RATE);
    return this.pcm.slice(from, from + samples);
  }

  async close(): Promise<void> {
    this.#cancel?.();
    this.voices.close();
    await this.play.close();
    this.session.close();
  }

  /** Plays what is due, 300 ms ahead as a device does. */
  #tick(): void {
    this.#cancel = nodeClock.schedule(20, () => {
      const nowMs = this.play.time.nowMs();
      if (nowMs !== undefined) {
        this.startMs ??= nowMs;
        const played = this.#blocks.reduce((sum, { length }) => sum + length, 0);
        const due = Math.round(((nowMs + 100 - this.startMs) / 1000) * NODE_RATE) - played;
        if (due > 0) {
          const pcm = this.play.playout.pull(due, this.startMs + (played / NODE_RATE) * 1000);
          this.voices.mixer.mix(pcm);
          this.#blocks.push(pcm);
        }
      }
      this.#tick();
    });
  }
}

/** Keeps what the page's loudspeaker gets, with the session time at which each block is heard. */
export async function record(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { played } = (globalThis as unknown as Inspected).latentcast;
    const { output, context } = played!;
    const source = `registerProcessor('test-record', class extends AudioWorkletProcessor {
      process([input]) {
        if (input[0]) this.port.postMessage({ pcm: input[0].slice(), frame: currentFrame });
        return true;
      }
    });`;
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    await context.audioWorklet.addModule(url);
    const node = new AudioWorkletNode(context, 'test-record');
    const blocks: { pcm: Float32Array; frame: number }[] = [];
    Object.assign(globalThis, { recorded: blocks });
    node.port.onmessage = ({ data }) => blocks.push(data);
    output.connect(node);
    node.connect(context.destination);
  });
}

/**
 * What was recorded in the last seconds, and when its first sample was heard: by the session's time as the page knows it, and
 * by the machine's clock.
 */
export async function recorded(
  page: Page,
  seconds: number,
): Promise<{ pcm: Float32Array; rateHz: number; atMs: number; wallMs: number }> {
  const { text, rateHz, ...heard } = await page.evaluate((wanted) => {
    const own = globalThis as unknown as Inspected & { recorded: { pcm: Float32Array; frame: number }[] };
    const { context, play } = own.latentcast.played!;
    const blocks = own.recorded.slice(-Math.round((wanted * context.sampleRate) / 128));
    const first = blocks[0]!;
    const all = new Int16Array(blocks.length * 128);
    for (const { pcm, frame } of blocks)
      for (let i = 0; i < 128; i++)
        if (frame - first.frame + i < all.length)
          all[frame - first.frame + i] = Math.max(-32768, Math.min(32767, Math.round(pcm[i]! * 32768)));
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    const heardMs = performanceTime! + (first.frame / context.sampleRate - contextTime!) * 1000;
    const bytes = new Uint8Array(all.buffer);
    let binary = '';
    for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
    const wallMs = performance.timeOrigin + heardMs;
    return { text: btoa(binary), rateHz: context.sampleRate, atMs: play.time.toSession(heardMs) ?? Number.NaN, wallMs };
  }, seconds);
  const bytes = Buffer.from(text, 'base64');
  const pcm = Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
  return { pcm, rateHz, ...heard };
}

/** Every nth sample of the mean of n, by linear interpolation: enough for tones far below the new rate. */
export function resample(pcm: Float32Array, fromHz: number, toHz: number): Float32Array {
  const step = fromHz / toHz;
  return Float32Array.from({ length: Math.floor((pcm.length - 1) / step) }, (_, i) => {
    const at = i * step;
    const k = Math.floor(at);
    return pcm[k]! + (at - k) * ((pcm[k + 1] ?? 0) - pcm[k]!);
  });
}

/** Where `b` is most like `a`: the shift of `b` in samples, up to `reach`, and the normalised correlation there. */
export function bestShift(a: Float32Array, b: Float32Array, reach: number): { shift: number; likeness: number } {
  let best = { shift: 0, likeness: -1 };
  for (let shift = -reach; shift <= reach; shift++) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = reach; i < Math.min(a.length, b.length) - reach; i++) {
      ab += a[i]! * b[i + shift]!;
      aa += a[i]! ** 2;
      bb += b[i + shift]! ** 2;
    }
    const likeness = ab / Math.sqrt(aa * bb + 1e-12);
    if (likeness > best.likeness) best = { shift, likeness };
  }
  return best;
}

/** Level of one frequency in dB against a full tone of it. */
export function toneDb(pcm: Float32Array, hz: number, rateHz: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < pcm.length; i++) {
    const angle = (2 * Math.PI * hz * i) / rateHz;
    re += pcm[i]! * Math.cos(angle);
    im += pcm[i]! * Math.sin(angle);
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / Math.max(1, pcm.length) + 1e-9);
}
