/**
 * What a session's music costs over a direct path, and how much of it is played: lost messages sent again as they are asked
 * for, and repeats as reports ask for them; beside repeats alone, and the same eight frames in every message.
 *
 *     npm run build && node bench/session-music.mjs [MINUTES]
 *
 * Simulated time: messages of four frames of the default model, one plane, 40 ± 5 ms, losses at random and in bursts
 * of three, also of reports, requests and what is sent again. The rate is that on the wire of a data channel over IPv4, with
 * the session's own bytes, requests included; a frame counts as played where one of its copies comes within 1.2 s, or, in
 * the last column, within what the host sends ahead as reports of messages that came too late ask for: its mean is shown.
 */

import { bytesPerFramePlane, framesToMs } from '../dist/core/latent/format.js';
import { seededRandom } from '../dist/core/random.js';
import { AUDIO_HEADER_BYTES, parsePacket } from '../dist/core/wire/packet.js';
import { loadModel } from '../dist/node/model/onnx-model.js';
import { RESERVE_MS, RecordingDelay } from '../dist/session/play/delay-control.js';
import { MusicRepair } from '../dist/session/play/music-repair.js';
import { MUSIC_REPAIR_MS, MusicSender } from '../dist/session/play/music-sender.js';
import { musicStream } from '../dist/session/play/music-stream.js';
import { dataChannelWireCost } from '../dist/transports/datachannel/datachannel-cost.js';
import { burstLoss, randomLoss } from '../dist/transports/loss-model.js';
import { LossyReceiver } from '../dist/transports/lossy/lossy-receiver.js';

const minutes = Number(process.argv[2] ?? 5);
const FRAMES = 4;
const REPEATED = 8;
const SESSION_BYTES = 5;
const SEALED_BYTES = 2;
const DELAY_MS = 40;
const JITTER_MS = 5;
const DEADLINE_MS = MUSIC_REPAIR_MS.recording;
const REPORT_MS = 3000;

const { info } = await loadModel();
const { format } = info;
const frameMs = framesToMs(format, 1);
const width = bytesPerFramePlane(format);
const total = Math.round((minutes * 60_000) / frameMs / FRAMES) * FRAMES;

/** Simulated time. */
class SimulatedClock {
  #events = [];
  #now = 0;
  nowMs = () => this.#now;
  schedule(delayMs, act) {
    const event = { atMs: this.#now + delayMs, act };
    this.#events.push(event);
    return () => this.#events.splice(this.#events.indexOf(event) >>> 0, 1);
  }
  advanceTo(ms) {
    for (;;) {
      this.#events.sort((a, b) => a.atMs - b.atMs);
      if (!(this.#events[0]?.atMs <= ms)) break;
      const { atMs, act } = this.#events.shift();
      this.#now = atMs;
      act();
    }
    this.#now = ms;
  }
}

/** @param way 'always', 'reports' or 'again'. @returns rate, share of frames in time, mean repeats of a frame */
function run(loss, way) {
  const clock = new SimulatedClock();
  const random = seededRandom(1);
  const seen = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  /** By when each frame must be there. */
  const due = new Float64Array(total).fill(Number.POSITIVE_INFINITY);
  const control = new RecordingDelay();
  // What the path takes, and a spare, are the same for all: only the reserve changes.
  let delayMs = control.adapt(400, [150]);
  const baseMs = delayMs - RESERVE_MS;
  const repairSpares = [];
  let reserves = 0;
  let bytes = 0;
  let depths = 0;
  /** Over the path, either way. */
  const cross = (message, sessionBytes, arrive) => {
    bytes += dataChannelWireCost(message.length + sessionBytes);
    if (!loss(clock.nowMs())) clock.schedule(DELAY_MS + JITTER_MS * (2 * random() - 1), () => arrive(message));
  };
  const reach = (from, frames) => {
    for (let i = from; i < from + frames; i++) seen[i] = Math.min(seen[i], clock.nowMs());
  };
  const onPacket = (packet) => {
    const { firstFrame, frames } = parsePacket(packet, { bytesPerFramePlane: width });
    if (isRepair) repairSpares.push(due[firstFrame] - clock.nowMs());
    reach(firstFrame, frames);
  };
  let isRepair = false;
  const receiver = new LossyReceiver(info, { onStream() {}, onMismatch() {}, onPacket });
  const take = (message) => {
    if (way === 'again') here.note(message);
    receiver.receive(message, clock.nowMs());
  };
  const linkTo = (receive) => ({
    roundTripMs: 2 * DELAY_MS,
    stream: () => ({ send: (message) => cross(message, SEALED_BYTES, receive) }),
  });
  const toHost = linkTo((message) => there.receive(message, toPeer));
  const toPeer = linkTo((message) => here.receive(message, toHost));
  const there = new MusicRepair({ clock, source: () => undefined, take() {} });
  const takeRepair = (message) => {
    isRepair = true;
    take(message);
    isRepair = false;
  };
  const here = new MusicRepair({
    clock,
    source: () => toHost,
    take: takeRepair,
    isDue: () => clock.nowMs() < total * frameMs,
  });
  const sender = new MusicSender(musicStream(info, 1, false), 1, FRAMES, DEADLINE_MS, {
    maxMessageBytes: 1100,
    send(message) {
      if (way === 'again') there.note(message);
      cross(message, SESSION_BYTES, take);
      return true;
    },
  });
  for (let frame = 0; frame < total; frame += FRAMES) {
    clock.advanceTo((frame + FRAMES) * frameMs);
    const nowMs = clock.nowMs();
    const aheadMs = way === 'again' ? DEADLINE_MS + delayMs - baseMs - RESERVE_MS : DEADLINE_MS;
    reserves += aheadMs;
    for (let i = frame; i < frame + FRAMES; i++) due[i] = (i + 1) * frameMs + aheadMs + DELAY_MS;
    if (way === 'always') {
      const first = Math.max(0, frame - REPEATED);
      const message = { length: AUDIO_HEADER_BYTES + (frame + FRAMES - first) * width };
      cross(message, SESSION_BYTES, () => reach(first, frame + FRAMES - first));
      depths += REPEATED / FRAMES;
      continue;
    }
    sender.send({ firstFrame: frame, frames: FRAMES, planes: 1, payload: new Uint8Array(FRAMES * width) }, nowMs);
    depths += sender.stats.depth;
    const isDue = Math.floor(nowMs / REPORT_MS) !== Math.floor((nowMs - FRAMES * frameMs) / REPORT_MS);
    const report = isDue && receiver.report();
    if (isDue) delayMs = control.adapt(delayMs, [delayMs - baseMs + 150], repairSpares.splice(0));
    if (report) cross(report, SEALED_BYTES, (message) => sender.report(message, clock.nowMs(), 'peer'));
  }
  clock.advanceTo(clock.nowMs() + 5000);
  // The last messages' repeats were never sent.
  const counted = total - 64;
  let played = 0;
  for (let i = 0; i < counted; i++) if (seen[i] <= due[i]) played++;
  return {
    kbps: (8 * bytes) / (total * frameMs),
    share: played / counted,
    depth: depths / (total / FRAMES),
    aheadMs: reserves / (total / FRAMES),
  };
}

/** Bursts of as many messages' time: whatever is sent meanwhile is lost, and ends them no sooner. */
function outages(share, meanBurst, seed) {
  const next = burstLoss(share, meanBurst, seed);
  let slot = -1;
  let isLost = false;
  return (nowMs) => {
    for (const now = Math.floor(nowMs / (FRAMES * frameMs)); slot < now; slot++) isLost = next();
    return isLost;
  };
}

console.log('| loss | eight frames always | repeats by reports | sent again, and repeats by reports |');
console.log('| --- | --- | --- | --- |');
const CASES = [
  ['none', () => () => false],
  ['5 % at random', () => randomLoss(0.05, 3)],
  ['20 % at random', () => randomLoss(0.2, 3)],
  ['20 % in bursts of 3', () => burstLoss(0.2, 3, 3)],
  ['20 % in outages of 0.56 s', () => outages(0.2, 3, 3)],
];
for (const [name, make] of CASES) {
  const cells = ['always', 'reports', 'again'].map((way) => {
    const { kbps, share, depth, aheadMs } = run(make(), way);
    return `${kbps.toFixed(1)} kbit/s, ${(100 * share).toFixed(2)} %, ${depth.toFixed(1)} repeats, ${(aheadMs / 1000).toFixed(1)} s`;
  });
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}
