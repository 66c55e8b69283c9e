import { CodecError } from '../../core/errors.js';
import { asError } from '../../core/guarded.js';
import { packetType } from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';
import { BUS_LIMITS } from '../../ports/cluster-bus.js';
import { asRecalled, type ControlFrame, decodeFrame, encodeControlFrame, type MessageFrame } from './bus-frames.js';
import type { BusLink } from './bus-link.js';
import { ChannelLog } from './channel-log.js';

/** Bytes of audio that a hub retains of all channels together; beyond it the channel that publishes loses its oldest. */
const MAX_RETAINED_BYTES = 256 * 2 ** 20;
const TICK_MS = 1000;

/** One node as its hub sees it. */
interface Member {
  readonly link: BusLink;
  /** '' until it has joined. */
  node: string;
  readonly subscriptions: Set<string>;
  /** Channels of which it has not got messages because its link was full. */
  readonly behind: Set<string>;
  readonly ephemeralKeys: Set<string>;
}

interface HubChannel {
  readonly log: ChannelLog<Member>;
  readonly subscribers: Set<Member>;
  unusedSinceMs: number | null;
  /** Number behind the last message at the last tick, and whether subscribers have been told. */
  head: { readonly term: number; readonly next: number; isTold: boolean };
}

/** How a hub learns of time. */
export interface BusHubOptions {
  /** Ages what is retained. */
  readonly clock: Clock;
}

/**
 * The middle of a bus whose nodes all have a link to one place: decides claims, retains what late subscribers need, and
 * passes each message on to the nodes that subscribe to its channel, as the bytes that came.
 */
export class BusHub {
  readonly #clock: Clock;
  readonly #members = new Set<Member>();
  readonly #channels = new Map<string, HubChannel>();
  readonly #state = new Map<string, string>();
  #retainedBytes = 0;
  /** Of the newest claim of any channel: a channel that was forgotten keeps no term of its own. */
  #term = 0;
  #cancelTick: () => void;

  constructor({ clock }: BusHubOptions) {
    this.#clock = clock;
    this.#cancelTick = this.#scheduleTick();
  }

  /** Takes over the hub's end of a node's link. What a node gets wrong closes its link. */
  connect(link: BusLink): void {
    const member: Member = {
      link,
      node: '',
      subscriptions: new Set(),
      behind: new Set(),
      ephemeralKeys: new Set(),
    };
    this.#members.add(member);
    link.setHandlers({
      onFrame: (frame) => {
        try {
          if (this.#members.has(member)) this.#onFrame(member, frame);
        } catch {
          link.close();
        }
      },
      onDrain: () => {
        for (const channel of member.behind) send(member, { kind: 'gap', channel });
        member.behind.clear();
      },
      onClose: () => this.#leave(member),
    });
  }

  /** Bytes of audio and silence that are retained, over all channels. */
  get retainedBytes(): number {
    return this.#retainedBytes;
  }

  /** Closes every link; may be called twice. */
  close(): void {
    this.#cancelTick();
    for (const { link } of [...this.#members]) link.close();
  }

  #onFrame(member: Member, bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame.kind === 'message') this.#onMessage(member, frame, bytes);
    else if (frame.kind === 'join') this.#join(member, frame.node);
    else if (member.node === '') throw new CodecError('PROTOCOL', 'a node must join first');
    else this.#onControl(member, frame);
  }

  #onControl(member: Member, frame: ControlFrame): void {
    switch (frame.kind) {
      case 'claim':
        this.#claim(member, frame);
        return;
      case 'release':
        this.#release(member, frame.channel, frame.term, frame.isLost);
        return;
      case 'subscribe':
        member.subscriptions.add(frame.channel);
        this.#channel(frame.channel).subscribers.add(member);
        return;
      case 'unsubscribe':
        member.subscriptions.delete(frame.channel);
        this.#channels.get(frame.channel)?.subscribers.delete(member);
        return;
      case 'recall':
        this.#recall(member, frame);
        return;
      case 'put':
        if (frame.isEphemeral && frame.value !== null) member.ephemeralKeys.add(frame.key);
        else member.ephemeralKeys.delete(frame.key);
        this.#put(frame.key, frame.value);
        return;
      case 'request':
        for (const other of this.#joined())
          if (frame.to === null || frame.to === other.node) send(other, { ...frame, from: member.node });
        return;
      case 'reply':
        for (const other of this.#joined()) if (other.node === frame.to) send(other, { ...frame, from: member.node });
        return;
      default:
        throw new CodecError('PROTOCOL', `a node must not send ${frame.kind}`);
    }
  }

  #onMessage(member: Member, message: MessageFrame, frame: Uint8Array): void {
    const channel = this.#channels.get(message.channel);
    if (!channel) return;
    const before = channel.log.audioBytes;
    if (!channel.log.publish(member, message, frame, this.#clock.nowMs())) return;
    this.#retainedBytes += channel.log.audioBytes - before;
    while (this.#retainedBytes > MAX_RETAINED_BYTES && this.#shrink(channel.log, (log) => log.dropOldest())) {}
    const type = packetType(message.bytes);
    const isAudio = type === 'audio' || type === 'silence';
    for (const subscriber of channel.subscribers) {
      if (subscriber === member) continue;
      if (isAudio && subscriber.link.isFull) subscriber.behind.add(message.channel);
      else subscriber.link.send(frame);
    }
  }

  #join(member: Member, node: string): void {
    if (member.node !== '') throw new CodecError('PROTOCOL', 'a node joins once');
    for (const other of this.#joined())
      if (other.node === node) throw new CodecError('PROTOCOL', `the cluster has a node ${node} already`);
    member.node = node;
    for (const [key, value] of this.#state) send(member, { kind: 'put', key, value, isEphemeral: false });
    this.#announceNodes();
  }

  #leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    for (const [name, { log, subscribers }] of this.#channels) {
      subscribers.delete(member);
      if (log.claim?.holder === member) this.#release(member, name, log.term, true);
    }
    for (const key of member.ephemeralKeys) this.#put(key, null);
    if (member.node !== '') this.#announceNodes();
  }

  #claim(member: Member, frame: ControlFrame & { kind: 'claim' }): void {
    const { log, subscribers } = this.#channel(frame.channel);
    let taken: ReturnType<typeof log.take>;
    try {
      taken = log.take(member, frame, this.#term + 1, this.#clock.nowMs());
      this.#term++;
    } catch (thrown) {
      const error = thrown instanceof CodecError ? thrown : new CodecError('PROTOCOL', asError(thrown).message);
      send(member, { kind: 'claimed', id: frame.id, term: 0, isResumed: false, error: [error.code, error.message] });
      return;
    }
    const { previous, isResumed, isSameSource } = taken;
    if (previous) {
      send(previous.holder, { kind: 'lost', channel: frame.channel, term: previous.term, isResumed, isSameSource });
      released(subscribers, frame.channel, previous, true);
    }
    send(member, { kind: 'claimed', id: frame.id, term: log.term, isResumed });
  }

  #release(member: Member, name: string, term: number, isLost: boolean): void {
    const channel = this.#channels.get(name);
    const claim = channel?.log.release(member, term, isLost, this.#clock.nowMs());
    if (claim) released(channel!.subscribers, name, claim, false);
  }

  #recall(member: Member, { id, channel, term, number }: ControlFrame & { kind: 'recall' }): void {
    const log = this.#channels.get(channel)?.log;
    if (log) {
      this.#shrink(log, () => log.tick(this.#clock.nowMs()));
      for (const frame of log.after(term === 0 ? null : { term, number })) member.link.send(asRecalled(frame, id));
    }
    const isHeld = Boolean(log?.claim);
    send(member, { kind: 'recalled', id, term: log?.term ?? 0, isHeld, owner: log?.owner ?? '' });
  }

  #put(key: string, value: string | null): void {
    if (value === null) this.#state.delete(key);
    else this.#state.set(key, value);
    for (const member of this.#joined()) send(member, { kind: 'put', key, value, isEphemeral: false });
  }

  #channel(name: string): HubChannel {
    const known = this.#channels.get(name);
    if (known) return known;
    const channel: HubChannel = { log: new ChannelLog(), subscribers: new Set(), unusedSinceMs: null, head: noHead() };
    this.#channels.set(name, channel);
    return channel;
  }

  #joined(): Member[] {
    return [...this.#members].filter(({ node }) => node !== '');
  }

  #announceNodes(): void {
    const joined = this.#joined();
    const nodes = joined.map(({ node }) => node);
    for (const member of joined) send(member, { kind: 'nodes', nodes });
  }

  /** Drops retained audio, and keeps the total; returns what `drop` returned. */
  #shrink<T>(log: ChannelLog<Member>, drop: (log: ChannelLog<Member>) => T): T {
    const before = log.audioBytes;
    const result = drop(log);
    this.#retainedBytes += log.audioBytes - before;
    return result;
  }

  #scheduleTick(): () => void {
    return this.#clock.schedule(TICK_MS, () => {
      this.#cancelTick = this.#scheduleTick();
      const nowMs = this.#clock.nowMs();
      for (const [name, channel] of this.#channels) {
        this.#shrink(channel.log, (log) => log.tick(nowMs));
        tellHead(name, channel);
        if (channel.log.claim || channel.subscribers.size > 0) channel.unusedSinceMs = null;
        else channel.unusedSinceMs ??= nowMs;
        if (channel.unusedSinceMs === null || nowMs - channel.unusedSinceMs < BUS_LIMITS.forgetMs) continue;
        this.#retainedBytes -= channel.log.audioBytes;
        this.#channels.delete(name);
      }
    });
  }
}

/** Tells the subscribers, once, where a channel stands whose source has published nothing since the last tick. */
function tellHead(name: string, channel: HubChannel): void {
  const { log, head, subscribers } = channel;
  const claim = log.claim;
  if (!claim || claim.next === 0) return;
  if (claim.term !== head.term || claim.next !== head.next)
    channel.head = { term: claim.term, next: claim.next, isTold: false };
  else if (!head.isTold) {
    head.isTold = true;
    for (const subscriber of subscribers)
      if (subscriber !== claim.holder) send(subscriber, { kind: 'head', channel: name, ...position(claim) });
  }
}

const noHead = (): HubChannel['head'] => ({ term: 0, next: 0, isTold: true });
const position = ({ term, next }: { term: number; next: number }): { term: number; next: number } => ({ term, next });
const send = (member: Member, control: ControlFrame): void => member.link.send(encodeControlFrame(control));

function released(
  subscribers: Iterable<Member>,
  channel: string,
  { holder, term, next }: { holder: Member; term: number; next: number },
  isReplaced: boolean,
): void {
  for (const subscriber of subscribers)
    if (subscriber !== holder) send(subscriber, { kind: 'released', channel, term, next, isReplaced });
}
