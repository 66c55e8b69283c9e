import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect, toMono } from '../../src/node/files/collect.js';
import { readManifest } from '../support/manifest.js';
import { addScore, emptyScore, type SilenceScore, sentByDecisions, sentByDtx } from '../support/silence-score.js';
import { SET_RATE_HZ, type SilenceClip, silenceSet } from '../support/silence-set.js';

/**
 * LATENTCAST_SILENCE_SET=1 npx vitest run test/opt-in/silence-set.test.ts
 *
 * Prints how much sound DTX loses and how much silence it saves on the 60 clips of test/support/silence-set.ts.
 * LATENTCAST_VADS=DIR compares with the packages @echogarden/fvad-wasm (WebRTC's detector) and @ricky0123/vad-web
 * (Silero's model) that are installed there. LATENTCAST_SPEECH=DIR takes 48 voices from the audio files of that folder.
 */
const { LATENTCAST_SILENCE_SET, LATENTCAST_VADS, LATENTCAST_SPEECH } = process.env;
const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
/** Voices from a folder are cut to this length. */
const VOICE_S = 8;
const VAD_RATE_HZ = 16_000;

/** What is sent of a clip, for every 10 ms. */
type Detector = (clip: SilenceClip) => boolean[] | Promise<boolean[]>;

async function readMono(file: string): Promise<Float32Array> {
  const source = await openAudioFile(file);
  const pcm = await collect(source);
  await source.close();
  return toMono(pcm, source, SET_RATE_HZ);
}

async function voices(): Promise<Float32Array[]> {
  if (!LATENTCAST_SPEECH) return [await readMono(path.join(ASSETS, 'voice.flac'))];
  const files = readdirSync(LATENTCAST_SPEECH).sort();
  const step = Math.max(1, Math.floor(files.length / 48));
  const chosen = Array.from({ length: 48 }, (_, i) => files[(i * step) % files.length]!);
  const read: Float32Array[] = [];
  for (const file of chosen) {
    const pcm = await readMono(path.join(LATENTCAST_SPEECH, file));
    read.push(pcm.slice(0, VOICE_S * SET_RATE_HZ));
  }
  return read;
}

const format = await readManifest();
const at16k = (clip: SilenceClip): Float32Array =>
  toMono(clip.pcm, { sampleRateHz: SET_RATE_HZ, channels: 1 }, VAD_RATE_HZ);

/** WebRTC's detector, 0 (sends most) to 3. */
async function webrtc(folder: string, mode: number): Promise<Detector> {
  const url = pathToFileURL(path.join(folder, 'node_modules/@echogarden/fvad-wasm/fvad.js')).href;
  const fvad = await (await import(url)).default();
  return (clip) => {
    const detector = fvad._fvad_new();
    fvad._fvad_set_mode(detector, mode);
    fvad._fvad_set_sample_rate(detector, VAD_RATE_HZ);
    const pcm = at16k(clip);
    const size = VAD_RATE_HZ / 100;
    const at = fvad._malloc(2 * size);
    const decisions = Array.from({ length: Math.floor(pcm.length / size) }, (_, k) => {
      const frame = pcm.subarray(k * size, (k + 1) * size);
      frame.forEach((x, i) => {
        fvad.HEAP16[at / 2 + i] = Math.max(-32_768, Math.min(32_767, Math.round(x * 32_767)));
      });
      return fvad._fvad_process(detector, at, size) === 1;
    });
    fvad._fvad_free(detector);
    return sentByDecisions(format, clip.pcm, decisions);
  };
}

/** Silero's model: speech where its probability exceeds the threshold. */
async function silero(folder: string): Promise<(threshold: number) => Detector> {
  const file = path.join(folder, 'node_modules/@ricky0123/vad-web/dist/silero_vad_v6.onnx');
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  const sr = new ort.Tensor('int64', BigInt64Array.of(BigInt(VAD_RATE_HZ)), []);
  const probabilities = async (clip: SilenceClip): Promise<number[]> => {
    let state = new ort.Tensor('float32', new Float32Array(256), [2, 1, 128]);
    const pcm = at16k(clip);
    const out10ms: number[] = [];
    // Each call takes 512 new samples behind 64 old ones.
    const input = new Float32Array(64 + 512);
    for (let from = 0; from + 512 <= pcm.length; from += 512) {
      input.copyWithin(0, 512);
      input.set(pcm.subarray(from, from + 512), 64);
      const out = await session.run({ input: new ort.Tensor('float32', input, [1, input.length]), state, sr });
      state = out.stateN as typeof state;
      const probability = (out.output!.data as Float32Array)[0]!;
      while (out10ms.length < (from + 512) / 160) out10ms.push(probability);
    }
    return out10ms;
  };
  const known = new WeakMap<SilenceClip, Promise<number[]>>();
  return (threshold) => async (clip) => {
    const each = known.get(clip) ?? probabilities(clip);
    known.set(clip, each);
    return sentByDecisions(
      format,
      clip.pcm,
      (await each).map((probability) => probability > threshold),
    );
  };
}

const share = (part: number, all: number): string => (all === 0 ? '-' : `${((100 * part) / all).toFixed(2)} %`);

it.skipIf(!LATENTCAST_SILENCE_SET)('compares detectors on the silence set', { timeout: 1_800_000 }, async () => {
  const detectors: Record<string, Detector> = { latentcast: (clip) => sentByDtx(format, clip.pcm) };
  if (LATENTCAST_VADS) {
    for (const mode of [0, 3]) detectors[`WebRTC ${mode}`] = await webrtc(LATENTCAST_VADS, mode);
    const withThreshold = await silero(LATENTCAST_VADS);
    for (const threshold of [0.5, 0.1]) detectors[`Silero ${threshold}`] = withThreshold(threshold);
  }
  const names = Object.keys(detectors);
  const scores = new Map<string, SilenceScore[]>();
  const cpuMs = names.map(() => 0);
  let seconds = 0;
  const lines: string[] = [];
  const music = await readMono(path.join(ASSETS, 'music.flac'));
  for (const clip of silenceSet({ voices: await voices(), music })) {
    seconds += clip.pcm.length / SET_RATE_HZ;
    const keys = [clip.category, clip.isMusic ? '' : 'all speech'].filter(Boolean);
    const own: string[] = [];
    for (const [k, name] of names.entries()) {
      const began = performance.now();
      const sent = await detectors[name]!(clip);
      cpuMs[k]! += performance.now() - began;
      for (const key of keys) {
        const row = scores.get(key) ?? names.map(emptyScore);
        addScore(row[k]!, clip, sent);
        scores.set(key, row);
      }
      const one = emptyScore();
      addScore(one, clip, sent);
      own.push(`${share(one.lost, one.sound)} / ${share(one.saved, one.silence)}`);
    }
    lines.push(`| ${clip.category} | ${clip.name} | ${own.join(' | ')} |`);
  }
  const head = `| ${names.join(' | ')} |`;
  console.log(`Sound lost / silence saved\n| category | clip ${head}\n${lines.join('\n')}\n\n| category ${head}`);
  for (const [key, row] of scores)
    console.log(
      `| ${key} | ${row.map((s) => `${share(s.lost, s.sound)} / ${share(s.saved, s.silence)}`).join(' | ')} |`,
    );
  console.log(
    `CPU of 1 s of audio in ms, resampling included: ${cpuMs.map((ms) => (ms / seconds).toFixed(2)).join(', ')}`,
  );
  const all = scores.get('all speech')![0]!;
  expect(all.lost / all.sound).toBeLessThanOrEqual(0.005);
});
