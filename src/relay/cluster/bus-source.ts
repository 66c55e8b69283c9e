import type { CodecError } from '../../core/errors.js';
import {
  parseHello,
  parseMetadata,
  type StreamHello,
  type StreamMetadata,
  streamContext,
} from '../../core/wire/hello.js';
import {
  type AudioPacket,
  type EndPacket,
  type Packet,
  type PacketContext,
  packetType,
  parsePacket,
  type SilencePacket,
} from '../../core/wire/packet.js';
import type { BusMessage, ChannelRecall } from '../../ports/cluster-bus.js';
import type { Channel } from '../channel/channel.js';
import { type RemotePast, RemoteStream } from '../channel/remote-stream.js';
import type { ChannelSource } from '../channel/source.js';
import { UNKNOWN_STREAM } from '../control-packet.js';
import type { FeedTarget } from './channel-feed.js';

/** Where the messages of a feed go. */
export interface BusSourceOptions {
  /** Is fed. */
  readonly channel: Channel;
  /** The relay's clock. */
  readonly nowMs: () => number;
  /** Called for a message that no relay of this build publishes; it is left out. */
  readonly onBadMessage: (error: CodecError) => void;
}

const NOTHING: RemotePast = { audio: [], firstFrame: 0, metadata: null, end: null };

/** The source of a channel that another node has: makes this node's stream what it is there. */
export class BusSource implements ChannelSource, FeedTarget {
  readonly #options: BusSourceOptions;
  #receivedWireBytes = 0;
  #owner = '';
  /** The last hello, and the term of the claim under which the source had the channel then. */
  #known: { readonly hello: StreamHello; readonly term: number } | null = null;
  #isAttached = false;
  #isAttaching = false;
  /** What is recalled first has passed before anybody here waited for it; what is recalled later was missed. */
  #hasRecalled = false;
  /** Replaced by a source of this node: what still comes is of no use. */
  #isClosed = false;

  constructor(options: BusSourceOptions) {
    this.#options = options;
  }

  get receivedWireBytes(): number {
    return this.#receivedWireBytes;
  }

  /** The secret of the stream's source. */
  get owner(): string {
    return this.#owner;
  }

  /** Whether the channel's present source is on another node. */
  get isAttached(): boolean {
    return this.#isAttached;
  }

  welcome(): void {
    // The node that has the source answers it.
  }

  close(): void {
    // Its next stream takes the place of the one before.
    if (this.#isAttaching) return;
    this.#isClosed = true;
    this.#isAttached = false;
  }

  onRecall(recall: ChannelRecall): void {
    if (this.#isClosed) return;
    this.#owner = recall.owner;
    const first = recall.messages[0];
    const hello = first && packetType(first.bytes) === 'hello' ? this.#parse(first, UNKNOWN_STREAM) : null;
    if (hello?.type === 'hello') this.#guard(() => this.#restore(asStreamHello(hello.body), recall));
    else {
      if (recall.isHeld) this.#continue(recall);
      for (const message of recall.messages) this.onMessage(message);
    }
    this.#hasRecalled = true;
    if (!recall.isHeld) this.onReleased();
  }

  onMessage(message: BusMessage): void {
    if (this.#isClosed) return;
    this.#receivedWireBytes += message.bytes.length;
    const packet = this.#parse(message, this.#options.channel.context);
    if (packet) this.#guard(() => this.#take(packet, message));
  }

  onReleased(): void {
    if (!this.#isAttached) return;
    this.#isAttached = false;
    const { channel, nowMs } = this.#options;
    channel.detachSource(this, nowMs());
  }

  /** Of no more use: the channel is not fed any more. */
  detach(): void {
    this.onReleased();
    this.#isClosed = true;
  }

  #take(packet: Packet, message: BusMessage): void {
    const { channel, nowMs } = this.#options;
    if (packet.type === 'hello') {
      const hello = asStreamHello(packet.body);
      if (hello.sourceState === 'gone') this.onReleased();
      else this.#attach(hello, { ...NOTHING, firstFrame: hello.resumeFrame ?? 0 }, message.term);
    } else if (!this.#isAttached) return;
    else if (packet.type === 'audio' || packet.type === 'silence') channel.onAudio(message.bytes, packet, nowMs());
    else if (packet.type === 'metadata') channel.onMetadata(parseMetadata(packet.body));
    else if (packet.type === 'end') channel.onEnd(packet, nowMs());
  }

  /** The source has the channel, with the stream whose hello is known: it was taken for gone, or has it from another node. */
  #continue({ messages, term }: ChannelRecall): void {
    if (this.#isAttached || !this.#known || (messages.length === 0 && term !== this.#known.term)) return;
    const { hello } = this.#known;
    this.#guard(() => this.#attach(hello, NOTHING, term));
  }

  #restore(hello: StreamHello, { messages, isHeld, term }: ChannelRecall): void {
    const context = streamContext(hello);
    const audio: { bytes: Uint8Array; packet: AudioPacket | SilencePacket }[] = [];
    let metadata: StreamMetadata | null = null;
    let end: EndPacket | null = null;
    for (const message of messages) {
      this.#receivedWireBytes += message.bytes.length;
      const packet = this.#parse(message, context);
      if (packet?.type === 'audio' || packet?.type === 'silence') audio.push({ bytes: message.bytes, packet });
      else if (packet?.type === 'metadata') metadata = parseMetadata(packet.body);
      else if (packet?.type === 'end') end = packet;
    }
    const firstFrame = messages.find(({ frames }) => frames > 0)?.firstFrame ?? hello.resumeFrame ?? 0;
    this.#attach(hello, { audio, firstFrame, metadata, end }, term, isHeld);
  }

  #attach(hello: StreamHello, past: RemotePast, term: number, isHeld = true): void {
    const { channel, nowMs } = this.#options;
    const begun = this.#hasRecalled ? { ...past, audio: [], end: null } : past;
    let isNew: boolean;
    this.#isAttaching = true;
    try {
      isNew = channel.attachRemote(isHeld ? this : null, new RemoteStream(hello, this.#owner, begun), nowMs());
    } finally {
      this.#isAttaching = false;
    }
    this.#isAttached = isHeld;
    this.#known = { hello, term };
    if (isNew && begun === past) return;
    if (past.metadata && !isNew) channel.onMetadata(past.metadata);
    for (const { bytes, packet } of past.audio) channel.onAudio(bytes, packet, nowMs());
    if (past.end) channel.onEnd(past.end, nowMs());
  }

  #parse(message: BusMessage, context: PacketContext): Packet | null {
    return this.#guard(() => parsePacket(message.bytes, context)) ?? null;
  }

  #guard<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#options.onBadMessage(error as CodecError);
      return undefined;
    }
  }
}

/** @throws CodecError PACKET_FIELD */
function asStreamHello(body: Readonly<Record<string, unknown>>): StreamHello {
  return parseHello({ ...body, role: 'source' }) as StreamHello;
}
