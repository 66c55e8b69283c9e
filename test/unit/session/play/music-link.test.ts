import { describe, expect, it } from 'vitest';
import { parsePacket } from '../../../../src/core/wire/packet.js';
import { MUSIC_REPAIR_MS, MusicSender } from '../../../../src/session/play/music-sender.js';
import { musicStream } from '../../../../src/session/play/music-stream.js';
import { randomLoss } from '../../../../src/transports/loss-model.js';
import { LossyReceiver } from '../../../../src/transports/lossy/lossy-receiver.js';
import { FakeModel } from '../../../support/fake-model.js';

const FRAMES = 4;
const { info } = new FakeModel({ hopSamples: 320, sampleRateHz: 8000, encoder: { stateSize: 1 } });

/** Sends 400 messages over a path, with a report every twentieth. @returns bytes sent, the last depth, and the share of frames that came */
function sent(lossShare: number) {
  const loss = randomLoss(lossShare, 5);
  const frames = new Set<number>();
  const receiver = new LossyReceiver(info, {
    onStream() {},
    onMismatch() {},
    onPacket(packet) {
      const parsed = parsePacket(packet, { bytesPerFramePlane: 40 });
      if (parsed.type === 'audio') for (let i = 0; i < parsed.frames; i++) frames.add(parsed.firstFrame + i);
    },
  });
  let bytes = 0;
  let nowMs = 0;
  const sender = new MusicSender(musicStream(info, 7, false), 1, FRAMES, MUSIC_REPAIR_MS.recording, {
    maxMessageBytes: 1100,
    send(message) {
      bytes += message.length;
      if (!loss()) receiver.receive(message, nowMs + 40);
      return true;
    },
  });
  for (let i = 0; i < 400; i++) {
    nowMs = i * 160;
    sender.send({ firstFrame: i * FRAMES, frames: FRAMES, planes: 1, payload: new Uint8Array(FRAMES * 40) }, nowMs);
    const report = i % 20 === 19 && receiver.report();
    if (report) sender.report(report, nowMs, 'peer');
  }
  return { bytes, repeats: sender.stats.depth, share: frames.size / (400 * FRAMES) };
}

describe("a session's music on a lossy path", () => {
  it('repeats nothing where nothing is lost, and as much as the loss asks for where it is', () => {
    const [none, some, much] = [sent(0), sent(0.05), sent(0.2)];
    expect(none.repeats).toBe(0);
    expect(some.repeats).toBeGreaterThanOrEqual(1);
    expect(much.repeats).toBeGreaterThan(some.repeats);
    expect(none.bytes).toBeLessThan(0.85 * some.bytes);
    expect(none.share).toBe(1);
    expect(some.share).toBeGreaterThan(0.985);
    expect(much.share).toBeGreaterThan(0.975);
  });

  it('counts what is no report, and repeats no less for it', () => {
    const sender = new MusicSender(musicStream(info, 7, false), 1, FRAMES, 1200, {
      maxMessageBytes: 1100,
      send: () => true,
    });
    const { depth } = sender.stats;
    for (const bytes of [[], [1], [0x1b], Array.from({ length: 40 }, () => 255)])
      sender.report(Uint8Array.from(bytes), 0, 'peer');
    expect(sender.stats).toMatchObject({ badMessages: 4, depth });
  });
});
