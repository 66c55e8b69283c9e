import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatFloats } from '../../src/core/buffers.js';
import { melDistanceDb } from '../../src/core/dsp/spectrum.js';
import { seededRandom } from '../../src/core/random.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect, memorySource } from '../../src/node/files/collect.js';
import { broadcastTo, listenTo } from '../../src/node/live.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { bestLag, envelope } from '../support/envelope.js';

const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const RATE = 44_100;
const PAUSE_S = 5;

let model: OnnxModel;
let relay: RelayServer;
/** Speech with pauses: voice, five seconds, voice, five seconds, voice, over background noise of −58 dB. */
let talk: Float32Array;
let voiceSamples = 0;
beforeAll(async () => {
  model = await loadModel();
  relay = await startRelayServer({ port: 0 });
  const voice = await collect(await openAudioFile(VOICE));
  voiceSamples = voice.length;
  const pause = new Float32Array(PAUSE_S * RATE);
  talk = concatFloats([voice, pause, voice, pause, voice]);
  const random = seededRandom(20261123);
  let hum = 0;
  // Background noise with less energy at high frequencies, as in rooms.
  for (let i = 0; i < talk.length; i++) {
    hum = 0.9 * hum + 0.00095 * (2 * random() - 1);
    talk[i]! += hum;
  }
});
afterAll(async () => {
  await relay?.close();
  await model?.close();
});

/** What a listener plays of the speech, and the broadcast's figures. */
async function carry(channel: string, dtx: boolean, frames = 4) {
  const played: Float32Array[] = [];
  let ended!: () => void;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const url = `${relay.url}/${channel}`;
  const listener = listenTo(url, {
    model,
    write: (pcm) => {
      played.push(pcm.slice());
    },
    handlers: { onEnd: () => ended() },
  });
  await listener.start();
  const source = memorySource(talk, { sampleRateHz: RATE, channels: 1 });
  const { done } = broadcastTo(url, {
    model,
    audio: source.blocks(),
    encoder: { sampleRateHz: RATE, channels: 1, preset: frames },
    features: { dtx },
  });
  const result = await done;
  await end;
  const stats = listener.stats();
  await listener.close();
  return { played: concatFloats(played), result, stats };
}
const rmsDb = (pcm: Float32Array): number => 10 * Math.log10(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);

describe('speech with pauses through a real relay and the default model', () => {
  it('costs payload for its words only, keeps its length to the sample, and has the background noise in its pauses', async () => {
    const all = await carry('all', false);
    const saved = await carry('saved', true);
    expect(saved.played).toHaveLength(talk.length);
    expect(saved.stats.player.jitter).toMatchObject({ lost: 0, late: 0, duplicate: 0 });
    const { sender, frames } = saved.result;
    const seconds = talk.length / RATE;
    const kbps = (bytes: number): number => Number(((bytes * 8) / seconds / 1000).toFixed(3));
    const figures = {
      seconds: Number(seconds.toFixed(2)),
      frames,
      silentFrames: sender.silentFrames,
      payloadKbps: [all.result.sender.payloadBytes, sender.payloadBytes].map(kbps),
      wireKbps: [all.result.sender.wireBytes, sender.wireBytes].map(kbps),
      pauseDb: [] as number[],
      afterPauseMelDb: [] as number[],
    };
    for (const n of [0, 1]) {
      // The middle of each pause, and the first second after it.
      const from = (n + 1) * voiceSamples + n * PAUSE_S * RATE;
      const middle = [from + RATE, from + (PAUSE_S - 0.2) * RATE] as const;
      figures.pauseDb.push(...[talk, saved.played].map((pcm) => Number(rmsDb(pcm.subarray(...middle)).toFixed(1))));
      const word = [from + PAUSE_S * RATE, from + (PAUSE_S + 1) * RATE] as const;
      const clean = talk.slice(...word);
      figures.afterPauseMelDb.push(
        ...[all.played, saved.played].map((pcm) => Number(melDistanceDb(clean, pcm.slice(...word), RATE).toFixed(2))),
      );
    }
    console.log(`dtx: ${JSON.stringify(figures)}`);
    // Ten of about 32.4 seconds are pauses; each keeps a hangover of 400 ms and a part of two packets.
    expect(sender.silentFrames / frames).toBeGreaterThan(0.24);
    expect(sender.payloadBytes).toBe((frames - sender.silentFrames) * 8);
    expect(saved.result.sender.wireBytes).toBeLessThan(0.8 * all.result.sender.wireBytes);
    const [original, first, , second] = figures.pauseDb as [number, number, number, number];
    for (const level of [first, second]) expect(Math.abs(level - original)).toBeLessThan(1.5);
    // The mel distance of a word after a pause is as small as without a pause.
    const [a, b, c, d] = figures.afterPauseMelDb as [number, number, number, number];
    expect(b).toBeLessThan(a + 0.5);
    expect(d).toBeLessThan(c + 0.5);
    const [x, y] = [all.played, saved.played].map((pcm) => envelope(pcm, RATE, 10));
    const { lag, correlation } = bestLag(x!, y!, -10, 10);
    expect(lag).toBe(0);
    expect(correlation).toBeGreaterThan(0.99);
    // No step is larger than without DTX where sending stops and starts. Within words, which the model's state makes
    // differ a little after a pause, it may be a little larger.
    const steepest = (pcm: Float32Array): number =>
      pcm.reduce((m, v, i) => Math.max(m, Math.abs(v - (pcm[i - 1] ?? v))), 0);
    for (const n of [0, 1]) {
      const from = (n + 1) * voiceSamples + n * PAUSE_S * RATE;
      const around = saved.played.subarray(from - 0.2 * RATE, from + (PAUSE_S + 0.2) * RATE);
      expect(steepest(around)).toBeLessThanOrEqual(steepest(all.played) * 1.1);
    }
    expect(steepest(saved.played)).toBeLessThanOrEqual(steepest(all.played) * 1.25);
  });
});
