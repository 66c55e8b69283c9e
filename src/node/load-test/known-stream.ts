import { framesToMs } from '../../core/latent/format.js';
import { parseHello, type StreamHello, streamContext } from '../../core/wire/hello.js';
import { parsePacket } from '../../core/wire/packet.js';
import { type ChannelSchedule, monotonicMs } from './plan.js';

const UNKNOWN_STREAM = { bytesPerFramePlane: 1 };

/** What is known of a channel's stream, shared by its listeners: the hello is parsed once. */
export interface KnownStream {
  schedule: ChannelSchedule;
  /** The relay's last hello, as it came. */
  hello: Buffer | null;
  epoch: number;
  planes: number;
  bytesPerFramePlane: number;
  /** Interval at which the relay asks what is played; null where it does not. */
  playedEveryMs: number | null;
}

/** Reads the relay's hello, unless it is the last one again. @returns whether it is the hello of a stream */
export function learnHello(stream: KnownStream, message: Buffer): boolean {
  if (stream.hello?.equals(message)) return true;
  try {
    const packet = parsePacket(message, UNKNOWN_STREAM);
    const hello = packet.type === 'hello' ? parseHello(packet.body) : null;
    if (hello?.role !== 'source') return false;
    stream.hello = Buffer.from(message);
    learn(stream, hello);
    return true;
  } catch {
    return false;
  }
}

function learn(stream: KnownStream, hello: StreamHello): void {
  const { schedule } = stream;
  stream.epoch = hello.epoch;
  stream.playedEveryMs = hello.playedEveryMs ?? null;
  stream.planes = hello.planes;
  stream.bytesPerFramePlane = streamContext(hello).bytesPerFramePlane;
  if (schedule.startMs !== null || hello.startedAtMs === 0) return;
  // Another source's own statement of when frame 0 was captured, on the wall clock.
  stream.schedule = {
    ...schedule,
    startMs: hello.startedAtMs - Date.now() + monotonicMs(),
    frameMs: framesToMs(hello.format, 1),
    framesPerPacket: hello.framesPerPacket,
  };
}
