import { bytesPerFramePlane, type CodecFormat } from '../../src/core/latent/format.js';
import type { StreamHello } from '../../src/core/wire/hello.js';
import {
  type AudioPacket,
  encodePacket,
  type Packet,
  type PacketContext,
  parsePacket,
  type SilencePacket,
} from '../../src/core/wire/packet.js';
import type { CloseEvent, Connection } from '../../src/ports/transport.js';
import type { ChannelResources } from '../../src/relay/channel/channel-resources.js';
import { RingBudget } from '../../src/relay/channel/ring-budget.js';

/** A small format with easy numbers: a frame is 100 ms, a plane of it 8 bytes. */
export const FORMAT: CodecFormat = {
  sampleRateHz: 10_000,
  channels: 1,
  hopSamples: 1000,
  latentSize: 64,
  maxPlanes: 8,
  crossfadeSamples: 0,
  encoder: { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 },
  decoder: { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 },
};
export const CONTEXT = { bytesPerFramePlane: bytesPerFramePlane(FORMAT) };
export const STEREO_CONTEXT: PacketContext = { ...CONTEXT, hasSpatialParameters: true };
export const SHA = 'a'.repeat(64);
export const OTHER_SHA = 'b'.repeat(64);
/** What a source states that continues its stream. */
export const SECRET = 'c'.repeat(32);
/** What a channel needs of its relay, for a channel alone. */
export const resources = (): ChannelResources => ({
  createSecret: () => SECRET,
  wallMs: () => 0,
  ringBudget: new RingBudget({ maxRingChannelMs: 2 ** 26 }),
});
export const MODEL = { id: 'test-model', sha256: SHA, compatibleWith: [], format: FORMAT };

export function streamHello(overrides: Partial<StreamHello> = {}): StreamHello {
  return {
    role: 'source',
    modelId: 'test-model',
    modelSha256: SHA,
    format: FORMAT,
    planes: 2,
    epoch: 7,
    framesPerPacket: 4,
    startedAtMs: 0,
    ...overrides,
  };
}

/** A payload whose bytes identify their frame and plane. */
export function payloadFor(firstFrame: number, frames: number, planes: number): Uint8Array {
  const { bytesPerFramePlane: size } = CONTEXT;
  const out = new Uint8Array(planes * frames * size);
  for (let p = 0; p < planes; p++)
    for (let f = 0; f < frames; f++)
      out.fill((firstFrame + f + 100 * p) & 255, (p * frames + f) * size, (p * frames + f + 1) * size);
  return out;
}

export function audioPacket(firstFrame: number, frames = 4, planes = 2, epoch = 7): AudioPacket {
  const payload = payloadFor(firstFrame, frames, planes);
  return {
    type: 'audio',
    epoch: epoch % 32,
    firstFrame: firstFrame % 2 ** 24,
    frames,
    encodedPlanes: planes,
    planes,
    payload,
  };
}

/** A byte that identifies its frame. */
export const spatialFor = (firstFrame: number, frames: number): Uint8Array =>
  Uint8Array.from({ length: frames }, (_, i) => (7 * (firstFrame + i)) % 248);

export const stereoPacket = (firstFrame: number, frames = 4, planes = 2, epoch = 7): AudioPacket => ({
  ...audioPacket(firstFrame, frames, planes, epoch),
  spatial: spatialFor(firstFrame, frames),
});

export function silencePacket(firstFrame: number, frames = 4, continues = true, epoch = 7): SilencePacket {
  const noise = { level: 120, reflection: [10, 200] };
  return { type: 'silence', epoch: epoch % 32, firstFrame: firstFrame % 2 ** 24, frames, noise, continues };
}

type PacketOf<T, P = Packet> = P extends { type: infer U } ? (T extends U ? P : never) : never;

/** The far end of a connection: sends and parses packets, answers pings unless disabled, records what it received. */
export class Peer {
  readonly connection: Connection;
  readonly packets: Packet[] = [];
  closed: CloseEvent | null = null;
  answersPings = true;

  constructor(
    connection: Connection,
    readonly context: PacketContext = CONTEXT,
  ) {
    this.connection = connection;
    connection.setHandlers({
      onMessage: (message) => {
        const packet = parsePacket(new Uint8Array(message), this.context);
        this.packets.push(packet);
        if (packet.type === 'ping' && this.answersPings) this.send({ type: 'pong', token: packet.token });
      },
      onClose: (event) => {
        this.closed = event;
      },
    });
  }

  send(packet: Packet): boolean {
    return this.connection.send(encodePacket(packet, this.context));
  }

  hello(hello: object): void {
    this.send({ type: 'hello', body: { ...hello } });
  }

  listen(overrides: object = {}): void {
    this.hello({ role: 'listener', planes: 8, burstMs: 0, ...overrides });
  }

  of<T extends Packet['type']>(type: T): PacketOf<T>[] {
    return this.packets.filter((packet) => packet.type === type) as PacketOf<T>[];
  }

  /** First frames of the received audio, in order. */
  get frames(): number[] {
    return this.of('audio').map(({ firstFrame }) => firstFrame);
  }

  /** What was received without pings and pongs. */
  get story(): string[] {
    return this.packets.filter(({ type }) => type !== 'ping' && type !== 'pong').map(({ type }) => type);
  }
}
