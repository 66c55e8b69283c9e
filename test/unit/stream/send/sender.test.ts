import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import type { EndPacket } from '../../../../src/core/wire/packet.js';
import { NO_FEATURES } from '../../../../src/stream/link/features.js';
import { StreamStats } from '../../../../src/stream/link/stats.js';
import type { StreamMessage } from '../../../../src/stream/send/packetizer.js';
import { Sender } from '../../../../src/stream/send/sender.js';
import type { SenderState, SenderStats, Uplink } from '../../../../src/stream/send/uplink.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { payloadFor, streamHello } from '../../../support/peers.js';

const { role: _, ...HELLO } = streamHello();
const block = (firstFrame: number): FrameBlock => ({
  firstFrame,
  frames: 4,
  planes: 2,
  payload: payloadFor(firstFrame, 4, 2),
});

/** An uplink without guarantees: it accepts messages, loses every second one, and never asks to wait. */
class HalfUplink implements Uplink {
  readonly kept: StreamMessage[] = [];
  readonly features = NO_FEATURES;
  ended: EndPacket | null = null;
  state: SenderState = 'connecting';
  refusal: CodecError | null = null;
  #taken = 0;

  async start(): Promise<void> {
    this.state = 'live';
  }
  send(item: StreamMessage): boolean {
    if (this.#taken++ % 2 === 0) this.kept.push(item);
    return true;
  }
  async drained(): Promise<void> {}
  setMetadata(): void {}
  async end(packet: EndPacket): Promise<void> {
    this.ended = packet;
    this.close();
  }
  close(): void {
    this.state = 'closed';
    this.refusal = new CodecError('TRANSPORT_CLOSED', 'the sender is closed');
  }
  stats(): SenderStats {
    return { ...new StreamStats('sent').snapshot(0), state: this.state, pendingFrames: 0, lagMs: 0 };
  }
}

function setUp() {
  const uplink = new HalfUplink();
  const connect = () => Promise.reject(new Error('not used'));
  return { uplink, sender: new Sender({ connect, clock: new FakeClock(), hello: HELLO }, uplink) };
}

describe('a sender over an uplink that loses messages', () => {
  it('packetises all blocks, each with its own frame index', async () => {
    const { sender, uplink } = setUp();
    await sender.start();
    for (let i = 0; i < 6; i++) expect(sender.send(block(4 * i))).toBe(true);
    await sender.end(24, 24_000);
    expect(uplink.kept.map(({ firstFrame }) => firstFrame)).toEqual([0, 8, 16]);
    expect(uplink.ended).toMatchObject({ totalFrames: 24, totalSamples: 24_000 });
  });

  it('rejects every block once the uplink refuses', async () => {
    const { sender } = setUp();
    sender.close();
    expect(() => sender.send({ ...block(0), payload: new Uint8Array(1) })).toThrow('the sender is closed');
    const noise = { level: 120, reflection: [] };
    expect(() => sender.sendSilence({ firstFrame: 0, frames: 1, noise, continues: false })).toThrow('closed');
    expect(sender.state).toBe('closed');
  });
});
