import type { FrameBlock, SilentBlock } from '../../src/core/latent/frames.js';
import { DueSchedule } from '../../src/core/playout/due-schedule.js';
import { JitterBuffer } from '../../src/core/playout/jitter-buffer.js';
import type { StreamMetadata } from '../../src/core/wire/hello.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { Sender } from '../../src/stream/send/sender.js';
import { LossyListenerConnection } from '../../src/transports/lossy/listener-connection.js';
import type { ProtectionOptions } from '../../src/transports/lossy/lossy-options.js';
import { LossySourceConnection } from '../../src/transports/lossy/source-connection.js';
import { createLossyPair, type LossyMemoryOptions } from '../../src/transports/memory-lossy-link.js';
import { FakeClock } from './fake-clock.js';
import { FORMAT, MODEL, payloadFor, streamHello } from './peers.js';

export interface LossyStreamOptions extends Partial<LossyMemoryOptions> {
  readonly protection?: ProtectionOptions;
  readonly planes?: number;
  readonly framesPerPacket?: number;
}

/** A frame that was handed out: its planes, 0 for silence, −1 for a loss. */
export interface PlayedFrame {
  readonly frame: number;
  readonly planes: number;
  readonly atMs: number;
}

/** A whole stream over a lossy path on a fake clock: 100 ms a frame; payload bytes identify frame and plane. */
export async function lossyStream(options: LossyStreamOptions = {}) {
  const { protection, planes = 2, framesPerPacket = 2, ...path } = options;
  const clock = new FakeClock(1000);
  const [a, b] = createLossyPair({ clock, latencyMs: 40, ...path });
  const source = new LossySourceConnection(a, clock, protection);
  const listener = new LossyListenerConnection(b, clock, MODEL);
  const played: PlayedFrame[] = [];
  const events: string[] = [];
  const metadata: StreamMetadata[] = [];
  const wrong: number[] = [];
  const jitter = new JitterBuffer({
    frameMs: 100,
    bytesPerFramePlane: 8,
    maxDelayMs: 60_000,
    schedule: new DueSchedule((frame) => listener.dueMs(frame)),
  });
  let connections = 0;
  const receiver = new Receiver({
    connect: () => (connections++ === 0 ? Promise.resolve(listener) : new Promise(() => {})),
    clock,
    model: MODEL,
    handlers: {
      onHello: ({ epoch }, isNewEpoch) => {
        events.push(`hello ${epoch}${isNewEpoch ? '' : ' again'}`);
        if (isNewEpoch) jitter.reset();
      },
      onBlock: (block) => void jitter.push(block, clock.nowMs()),
      onSilence: (block) => void jitter.pushSilence(block, clock.nowMs()),
      onMetadata: (value) => metadata.push(value),
      onSource: (state) => events.push(state),
      onEnd: (frames) => {
        events.push(`end ${frames}`);
        jitter.end(frames, clock.nowMs());
      },
      onError: (error) => events.push(error.message),
    },
  });
  const sender = new Sender({
    connect: async () => source,
    clock,
    hello: streamHello({ planes, framesPerPacket, silence: true }),
  });
  const pull = (): void => {
    for (;;) {
      const item = jitter.pull(clock.nowMs());
      if (item.kind === 'wait') return;
      const { firstFrame, frames } = item.kind === 'lost' ? item : item.block;
      for (let i = 0; i < frames; i++) {
        const kept = item.kind === 'frames' ? item.block.planes : item.kind === 'silent' ? 0 : -1;
        played.push({ frame: firstFrame + i, planes: kept, atMs: clock.nowMs() });
        if (item.kind === 'frames' && item.block.payload[8 * i] !== ((firstFrame + i) & 255))
          wrong.push(firstFrame + i);
      }
    }
  };
  const advance = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 20) {
      await clock.advanceAsync(20);
      pull();
    }
  };
  let next = 0;
  await receiver.start().catch(() => {});
  void sender.start();
  await advance(20);
  return {
    clock,
    links: [a, b] as const,
    source,
    listener,
    receiver,
    sender,
    played,
    events,
    metadata,
    wrong,
    advance,
    get sentFrames() {
      return next;
    },
    /** Sends packets of sound, at the pace at which they play. */
    async send(packets: number): Promise<void> {
      for (let i = 0; i < packets; i++) {
        await advance(framesPerPacket * 100);
        const block: FrameBlock = {
          firstFrame: next,
          frames: framesPerPacket,
          planes,
          payload: payloadFor(next, framesPerPacket, planes),
        };
        next += framesPerPacket;
        sender.send(block);
      }
    },
    async sendSilence(frames: number, continues: boolean): Promise<void> {
      await advance(frames * 100);
      const block: SilentBlock = { firstFrame: next, frames, continues, noise: { level: 118, reflection: [127] } };
      next += frames;
      sender.sendSilence(block);
    },
    async end(): Promise<void> {
      const ending = sender.end(next, next * FORMAT.hopSamples);
      await advance(5000);
      await ending;
    },
    /** Share of the frames that were handed out of those that were sent, from the first that was. */
    playedShare(): number {
      return played.filter(({ planes: kept }) => kept >= 0).length / (next - (played[0]?.frame ?? 0));
    },
  };
}
