/**
 * What a session's music costs over a direct path, and how much of it is played: repeats as reports ask for them, beside
 * the same eight frames in every message.
 *
 *     npm run build && node bench/session-music.mjs [MINUTES]
 *
 * Simulated time: messages of four frames of the default model, one plane, 40 ± 5 ms, losses at random and in bursts
 * of three. The rate is that on the wire of a data channel over IPv4, with the session's five bytes; a frame counts as
 * played where one of its copies comes within 1.2 s behind the earliest.
 */

import { bytesPerFramePlane, framesToMs } from '../dist/core/latent/format.js';
import { seededRandom } from '../dist/core/random.js';
import { AUDIO_HEADER_BYTES, parsePacket } from '../dist/core/wire/packet.js';
import { loadModel } from '../dist/node/model/onnx-model.js';
import { MUSIC_REPAIR_MS, MusicSender } from '../dist/session/play/music-sender.js';
import { musicStream } from '../dist/session/play/music-stream.js';
import { dataChannelWireCost } from '../dist/transports/datachannel/datachannel-cost.js';
import { burstLoss, randomLoss } from '../dist/transports/loss-model.js';
import { LossyReceiver } from '../dist/transports/lossy/lossy-receiver.js';

const minutes = Number(process.argv[2] ?? 5);
const FRAMES = 4;
const REPEATED = 8;
const SESSION_BYTES = 5;
const DELAY_MS = 40;
const JITTER_MS = 5;
const DEADLINE_MS = MUSIC_REPAIR_MS.recording;
const REPORT_MS = 3000;

const { info } = await loadModel();
const { format } = info;
const frameMs = framesToMs(format, 1);
const width = bytesPerFramePlane(format);
const total = Math.round((minutes * 60_000) / frameMs / FRAMES) * FRAMES;

/** @returns wire bytes, frames in time, mean depth */
function run(loss, isAdaptive) {
  const random = seededRandom(1);
  const seen = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  let bytes = 0;
  let depths = 0;
  let nowMs = 0;
  const reach = (packet) => {
    const { firstFrame, frames } = parsePacket(packet, { bytesPerFramePlane: width });
    const atMs = nowMs + DELAY_MS + JITTER_MS * (2 * random() - 1);
    for (let i = firstFrame; i < firstFrame + frames; i++) seen[i] = Math.min(seen[i], atMs);
  };
  const receiver = new LossyReceiver(info, { onStream() {}, onMismatch() {}, onPacket: reach });
  const sender = new MusicSender(musicStream(info, 1, false), 1, FRAMES, DEADLINE_MS, {
    maxMessageBytes: 1100,
    send(message) {
      bytes += dataChannelWireCost(message.length + SESSION_BYTES);
      if (!loss()) receiver.receive(message, nowMs + DELAY_MS);
      return true;
    },
  });
  for (let frame = 0; frame < total; frame += FRAMES) {
    nowMs = (frame + FRAMES) * frameMs;
    if (isAdaptive) {
      sender.send({ firstFrame: frame, frames: FRAMES, planes: 1, payload: new Uint8Array(FRAMES * width) }, nowMs);
      depths += sender.stats.depth;
      const report = receiver.report();
      if (report && Math.floor(nowMs / REPORT_MS) !== Math.floor((nowMs - FRAMES * frameMs) / REPORT_MS) && !loss())
        sender.report(report, nowMs, 'peer');
      continue;
    }
    const first = Math.max(0, frame - REPEATED);
    bytes += dataChannelWireCost(AUDIO_HEADER_BYTES + (frame + FRAMES - first) * width + SESSION_BYTES);
    depths += REPEATED / FRAMES;
    if (loss()) continue;
    for (let i = first; i < frame + FRAMES; i++) seen[i] = Math.min(seen[i], nowMs + DELAY_MS);
  }
  // The last messages' repeats were never sent.
  const counted = total - 64;
  let played = 0;
  for (let i = 0; i < counted; i++) if (seen[i] - (i + 1) * frameMs <= DEADLINE_MS + DELAY_MS) played++;
  return { kbps: (8 * bytes) / (total * frameMs), share: played / counted, depth: depths / (total / FRAMES) };
}

console.log('| loss | 8 frames always: kbit/s | played | by reports: kbit/s | played | repeats |');
console.log('| --- | --- | --- | --- | --- | --- |');
const CASES = [
  ['none', () => () => false],
  ['5 % at random', () => randomLoss(0.05, 3)],
  ['20 % at random', () => randomLoss(0.2, 3)],
  ['20 % in bursts of 3', () => burstLoss(0.2, 3, 3)],
];
for (const [name, make] of CASES) {
  const [before, after] = [run(make(), false), run(make(), true)];
  const percent = ({ share }) => `${(100 * share).toFixed(2)} %`;
  const cells = [
    name,
    before.kbps.toFixed(2),
    percent(before),
    after.kbps.toFixed(2),
    percent(after),
    after.depth.toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
