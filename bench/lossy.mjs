/**
 * What is played of a stream over a lossy path, beside Opus with in-band FEC over the same losses:
 *
 *     npm run build && node bench/lossy.mjs --clips DIR --out DIR [--preset live] [--bits 1] [--only 20r] [--no-audio]
 *
 * The clips (FLAC, WAV) are one stream, sent twice; the figures are those of the second time, when the sender has learnt
 * of the losses. Time is simulated: 50 ms of latency, and 50 or 300 ms of jitter that lets messages overtake each other.
 * Losses are a series of 20 ms slots, each lost or not: at random, or in bursts of 400 ms in the mean; what is sent in a
 * lost slot is lost, whichever codec has sent it. Writes OUT/CONDITION/CLIP.wav and prints the wire rate, in both
 * directions and with all headers, and the share of frames that were played with sound. Opus: `bench/opus_fec.py`, called
 * with the same slots, without jitter, with 12 bytes of RTP and 28 of UDP and IPv4 a packet.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Decoder } from '../dist/codec/decoder.js';
import { Encoder } from '../dist/codec/encoder.js';
import { presetFrames } from '../dist/core/latent/presets.js';
import { DueSchedule } from '../dist/core/playout/due-schedule.js';
import { JitterBuffer } from '../dist/core/playout/jitter-buffer.js';
import { collect } from '../dist/node/files/collect.js';
import { openAudio } from '../dist/node/files/open-audio.js';
import { wavFileSink } from '../dist/node/files/wav.js';
import { loadModel } from '../dist/node/model/onnx-model.js';
import { selectKernels } from '../dist/node/native/native.js';
import { Receiver } from '../dist/stream/receive/receiver.js';
import { Sender } from '../dist/stream/send/sender.js';
import { burstLoss, randomLoss } from '../dist/transports/loss-model.js';
import { LossyListenerConnection } from '../dist/transports/lossy/listener-connection.js';
import { LossySourceConnection } from '../dist/transports/lossy/source-connection.js';
import { createLossyPair } from '../dist/transports/memory-lossy-link.js';

const { values } = parseArgs({
  options: {
    clips: { type: 'string' },
    out: { type: 'string' },
    preset: { type: 'string', default: 'live' },
    bits: { type: 'string', default: '1' },
    only: { type: 'string' },
    'no-audio': { type: 'boolean', default: false },
    'no-opus': { type: 'boolean', default: false },
  },
});
const SLOT_MS = 20;
const BURST_SLOTS = 20;
const LATENCY_MS = 50;
const framesPerPacket = presetFrames(values.preset);
const planes = Number(values.bits);

class SimulatedClock {
  now = 0;
  timers = [];
  nowMs() {
    return this.now;
  }
  schedule(delayMs, fn) {
    const timer = { dueMs: this.now + Math.max(0, delayMs), fn };
    let at = this.timers.length;
    while (at > 0 && this.timers[at - 1].dueMs > timer.dueMs) at--;
    this.timers.splice(at, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
  }
  async until(ms) {
    await settle();
    while (this.timers[0]?.dueMs <= ms) {
      const { dueMs, fn } = this.timers.shift();
      this.now = Math.max(this.now, dueMs);
      fn();
      await settle();
    }
    this.now = ms;
  }
}
const settle = async () => {
  for (let i = 0; i < 12; i++) await Promise.resolve();
};

const model = await loadModel('latentcast-44k-v5').catch(() => loadModel());
const { format } = model.info;
const frameMs = (1000 * format.hopSamples) / format.sampleRateHz;
const clips = [];
for (const name of readdirSync(values.clips).sort())
  if (/\.(flac|wav)$/i.test(name)) {
    const source = await openAudio(join(values.clips, name), {});
    if (source.sampleRateHz !== format.sampleRateHz || source.channels !== 1)
      throw new Error(`${name} must be mono at ${format.sampleRateHz} Hz`);
    clips.push({ name: basename(name, extname(name)), pcm: await collect(source) });
  }
const total = clips.reduce((sum, { pcm }) => sum + pcm.length, 0);
const all = new Float32Array(total);
let at = 0;
for (const clip of clips) {
  all.set(clip.pcm, at);
  clip.start = at;
  at += clip.pcm.length;
}

const encoder = new Encoder(model, {
  sampleRateHz: format.sampleRateHz,
  channels: 1,
  planes,
  framesPerBlock: framesPerPacket,
  kernels: selectKernels(),
});
const blocks = [...(await encoder.push(all)), ...(await encoder.flush())];
const roundFrames = blocks.reduce((sum, { frames }) => sum + frames, 0);
const seconds = (roundFrames * frameMs) / 1000;

/** Frames, lost ones as such, that a listener plays of the second round, and what it cost. */
async function stream(slots, jitterMs) {
  const clock = new SimulatedClock();
  const isLost = () => slots[Math.floor(clock.now / SLOT_MS) % slots.length];
  const [a, b] = createLossyPair({ clock, latencyMs: LATENCY_MS, jitterMs, loss: isLost, lossBack: isLost, seed: 9 });
  const source = new LossySourceConnection(a, clock);
  const listener = new LossyListenerConnection(b, clock, model.info);
  const jitter = new JitterBuffer({
    frameMs,
    bytesPerFramePlane: format.latentSize / 8,
    maxDelayMs: 60_000,
    schedule: new DueSchedule((frame) => listener.dueMs(frame)),
  });
  let connections = 0;
  const receiver = new Receiver({
    connect: () => (connections++ ? new Promise(() => {}) : Promise.resolve(listener)),
    clock,
    model: model.info,
    handlers: {
      onBlock: (block) => void jitter.push(block, clock.now),
      onEnd: (frames) => jitter.end(frames, clock.now),
      onError: (error) => {
        throw error;
      },
    },
  });
  const sender = new Sender({
    connect: async () => source,
    clock,
    hello: {
      ...{
        modelId: model.info.id,
        modelSha256: model.info.sha256,
        format,
        planes,
        epoch: 7,
        framesPerPacket,
        startedAtMs: 0,
      },
    },
  });
  const items = [];
  const pull = () => {
    for (let item = jitter.pull(clock.now); item.kind !== 'wait'; item = jitter.pull(clock.now)) items.push(item);
  };
  await receiver.start().catch(() => {});
  void sender.start();
  await clock.until(5);
  let wireBefore = 0;
  let sent = 0;
  for (let round = 0; round < 2; round++) {
    wireBefore = a.counters.sentWireBytes + b.counters.sentWireBytes;
    for (const block of blocks) {
      sent += block.frames;
      await clock.until(sent * frameMs);
      pull();
      sender.send({ ...block, firstFrame: sent - block.frames });
    }
  }
  const wireKbps = ((a.counters.sentWireBytes + b.counters.sentWireBytes - wireBefore) * 8) / seconds / 1000;
  const delays = listener.reception;
  const protection = source.protection;
  const ending = sender.end(sent, sent * format.hopSamples);
  for (let ms = 0; ms < 8000; ms += 20) {
    await clock.until(clock.now + 20);
    pull();
  }
  await ending;
  const played = new Map();
  for (const item of items)
    if (item.kind === 'frames')
      for (let i = 0; i < item.block.frames; i++) {
        const width = format.latentSize / 8;
        const plane = Array.from({ length: item.block.planes }, (_, p) =>
          item.block.payload.subarray((p * item.block.frames + i) * width, (p * item.block.frames + i + 1) * width),
        );
        played.set(item.block.firstFrame + i, plane);
      }
  const second = Array.from({ length: roundFrames }, (_, i) => played.get(roundFrames + i));
  return { second, wireKbps, protection, delayMs: delays.repairMs + delays.jitterMs + framesPerPacket * frameMs };
}

async function decode(frames) {
  const decoder = new Decoder(model, { kernels: selectKernels() });
  const parts = [];
  for (let i = 0; i < frames.length; i += 16)
    for (let from = i, end = Math.min(i + 16, frames.length); from < end; ) {
      let to = from + 1;
      while (to < end && frames[to]?.length === frames[from]?.length) to++;
      const count = to - from;
      const block = frames[from] && {
        firstFrame: from,
        frames: count,
        planes: frames[from].length,
        payload: Uint8Array.from(
          frames[from].flatMap((_, p) => frames.slice(from, to).flatMap((planesOf) => [...planesOf[p]])),
        ),
      };
      parts.push(
        await decoder.push(block ? { kind: 'frames', block } : { kind: 'lost', firstFrame: from, frames: count }),
      );
      from = to;
    }
  parts.push(await decoder.flush());
  const pcm = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    pcm.set(part, offset);
    offset += part.length;
  }
  return pcm;
}

async function writeClips(folder, pcm) {
  mkdirSync(folder, { recursive: true });
  for (const { name, start, pcm: clip } of clips) {
    const sink = await wavFileSink(join(folder, `${name}.wav`), {
      sampleRateHz: format.sampleRateHz,
      channels: 1,
      encoding: 's16le',
      replace: true,
    });
    await sink.write(pcm.subarray(start, start + clip.length));
    await sink.close();
  }
}

const share = (list) => list.filter(Boolean).length / list.length;
mkdirSync(values.out, { recursive: true });
const rows = [];
for (const loss of [0, 0.05, 0.1, 0.2, 0.4])
  for (const kind of loss === 0 ? ['random'] : ['random', 'bursts']) {
    const name = `${Math.round(loss * 100)}${kind[0]}`;
    if (values.only && values.only !== name) continue;
    const count = Math.ceil((2 * seconds * 1000) / SLOT_MS) + 1000;
    const model_ = kind === 'random' ? randomLoss(loss, 11) : burstLoss(loss, BURST_SLOTS, 11);
    const slots = Array.from({ length: count }, model_);
    const figures = {};
    for (const jitterMs of [50, 300]) {
      const { second, wireKbps, protection, delayMs } = await stream(slots, jitterMs);
      figures[jitterMs] = {
        played: share(second),
        wireKbps,
        delayMs,
        depth: protection.depth,
        stride: protection.stride,
      };
      if (jitterMs === 300 && !values['no-audio'])
        await writeClips(join(values.out, `latentcast-${name}`), await decode(second));
    }
    const opus = {};
    if (!values['no-opus']) {
      const trace = join(values.out, `slots-${name}.json`);
      const input = join(values.out, 'all.wav');
      const sink = await wavFileSink(input, {
        sampleRateHz: format.sampleRateHz,
        channels: 1,
        encoding: 's16le',
        replace: true,
      });
      await sink.write(all);
      await sink.close();
      writeFileSync(trace, JSON.stringify(slots.slice(Math.floor((seconds * 1000) / SLOT_MS)).map(Number)));
      for (const kbps of [6, 20]) {
        const output = join(values.out, 'opus.wav');
        const script = fileURLToPath(new URL('./opus_fec.py', import.meta.url));
        const run = spawnSync(
          'python3',
          [script, input, trace, output, String(kbps * 1000), String(Math.round(loss * 100))],
          { encoding: 'utf8' },
        );
        if (run.status !== 0) throw new Error(run.stderr);
        opus[kbps] = JSON.parse(run.stdout);
        if (!values['no-audio'])
          await writeClips(join(values.out, `opus${kbps}-${name}`), await collect(await openAudio(output, {})));
      }
    }
    rows.push({ name, loss, kind, slotLoss: share(slots), figures, opus });
    process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
  }
writeFileSync(
  join(values.out, 'figures.json'),
  JSON.stringify({ preset: values.preset, planes, seconds, rows }, null, 1),
);
await model.close();
