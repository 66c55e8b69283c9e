import type { Clock } from '../../src/ports/clock.js';
import type { LossyLink, LossyLinkHandlers } from '../../src/ports/lossy-link.js';
import type {
  BroadcastStream,
  ControlMessage,
  MembershipEvents,
  PeerLink,
  PeerPath,
  PeerRole,
  SessionMembership,
} from '../../src/session/peer-link.js';
import {
  createLossyPair,
  type LossyMemoryOptions,
  type MemoryLossyLink,
} from '../../src/transports/memory-lossy-link.js';

type PathOptions = Omit<LossyMemoryOptions, 'clock' | 'direction'>;

interface SimulatedPeers {
  readonly clock: Clock;
  readonly seed?: number;
  /** Of the path between two members; the same for all where it is an object. */
  readonly path?: PathOptions | ((a: string, b: string) => PathOptions);
}

/**
 * A session in memory: every two members have a lossy path of their own, control messages arrive in order after the same
 * latency, nothing is encrypted. The first that is added is the host.
 */
export class MemorySession {
  readonly members = new Map<string, MemoryMember>();
  readonly clock: Clock;
  readonly #options: SimulatedPeers;
  #pairs = 0;

  constructor(options: SimulatedPeers) {
    this.clock = options.clock;
    this.#options = options;
  }

  /** @param id by default m1, m2, … */
  add(name: string, id = `m${this.members.size + 1}`): MemoryMember {
    const member = new MemoryMember(id, name, this);
    if (this.members.size === 0) member.hostId = id;
    for (const other of this.members.values()) {
      const { path = {} } = this.#options;
      const options = typeof path === 'function' ? path(other.ownId, id) : path;
      const seed = (this.#options.seed ?? 1) * 1000 + 3 * this.#pairs++;
      const [a, b] = createLossyPair({ seed, ...options, clock: this.clock });
      const latencyMs = options.latencyMs ?? 0;
      member.hostId = other.hostId;
      const near = new MemoryPeerLink(member, other, b, latencyMs);
      const far = new MemoryPeerLink(other, member, a, latencyMs);
      near.far = far;
      far.far = near;
      member.peers.set(other.ownId, near);
      other.peers.set(id, far);
      other.emit('joined', far);
    }
    this.members.set(id, member);
    return member;
  }

  /** Another member is the host. */
  makeHost(id: string): void {
    for (const member of this.members.values()) member.hostId = id;
  }

  /** Nothing reaches the member or comes from it, and the others are told that it is gone. @returns ends that */
  suspend(id: string): () => void {
    const one = this.members.get(id)!;
    for (const [otherId, near] of one.peers) {
      near.isCut = near.far.isCut = true;
      const other = this.members.get(otherId)!;
      other.peers.delete(id);
      other.emit('left', { peer: near.far, reason: 'was lost' });
    }
    return () => {
      for (const [otherId, near] of one.peers) {
        near.isCut = near.far.isCut = false;
        const other = this.members.get(otherId)!;
        other.peers.set(id, near.far);
        other.emit('joined', near.far);
      }
    };
  }

  remove(id: string, reason = 'left'): void {
    const gone = this.members.get(id)!;
    this.members.delete(id);
    for (const link of [...gone.peers.values()]) link.close(reason);
    for (const other of this.members.values()) {
      const peer = other.peers.get(id)!;
      other.peers.delete(id);
      if (other.hostId === id) other.hostId = null;
      peer.close(reason);
      other.emit('left', { peer, reason });
    }
  }
}

export class MemoryMember implements SessionMembership {
  readonly ownId: string;
  readonly ownName: string;
  readonly session: MemorySession;
  readonly peers = new Map<string, MemoryPeerLink>();
  hostId: string | null = null;
  readonly #handlers = new Map<string, Set<(event: never) => void>>();
  readonly #controls = new Map<string, Set<(message: ControlMessage, from: PeerLink) => void>>();
  readonly #broadcasts = new Map<number, MemoryBroadcast>();

  constructor(ownId: string, ownName: string, session: MemorySession) {
    this.ownId = ownId;
    this.ownName = ownName;
    this.session = session;
  }

  get ownRole(): PeerRole {
    return this.hostId === this.ownId ? 'host' : 'peer';
  }

  broadcast(stream: number): MemoryBroadcast {
    const found = this.#broadcasts.get(stream) ?? new MemoryBroadcast(this, stream);
    this.#broadcasts.set(stream, found);
    return found;
  }

  sendControlToAll(message: ControlMessage): void {
    for (const peer of this.peers.values()) peer.sendControl(message);
  }

  onControl(type: string, handler: (message: ControlMessage, from: PeerLink) => void): () => void {
    return addTo(this.#controls, type, handler);
  }

  on<Name extends keyof MembershipEvents>(name: Name, handler: (event: MembershipEvents[Name]) => void): () => void {
    return addTo(this.#handlers, name, handler);
  }

  emit<Name extends keyof MembershipEvents>(name: Name, event: MembershipEvents[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) handler(event as never);
  }

  controlFrom(from: PeerLink, message: ControlMessage): void {
    for (const handler of [...(this.#controls.get(message.type) ?? [])]) handler(message, from);
  }
}

export class MemoryPeerLink implements PeerLink {
  readonly peerId: string;
  readonly name: string;
  path: PeerPath = { kind: 'direct' };
  roundTripMs: number | null = null;
  lossShare: number | null = null;
  far!: MemoryPeerLink;
  /** Whether nothing gets through. */
  isCut = false;
  /** The path underneath, to cut it or look at its counters. */
  readonly link: MemoryLossyLink;
  readonly #owner: MemoryMember;
  readonly #other: MemoryMember;
  readonly #latencyMs: number;
  readonly #streams = new Map<number, MemoryStream>();
  readonly #controls = new Map<string, Set<(message: ControlMessage) => void>>();
  readonly #closeHandlers = new Set<(reason: string) => void>();
  #closed: string | null = null;

  constructor(owner: MemoryMember, other: MemoryMember, link: MemoryLossyLink, latencyMs: number) {
    this.#owner = owner;
    this.#other = other;
    this.#latencyMs = latencyMs;
    this.peerId = other.ownId;
    this.name = other.ownName;
    this.link = link;
    link.setHandlers({
      onMessage: (message) => {
        if (this.#closed !== null || this.isCut) return;
        const body = message.subarray(1);
        this.stream(message[0]!).receive(body);
        owner.broadcast(message[0]!).receive(body, this);
      },
    });
  }

  get role(): PeerRole {
    return this.#other.ownRole;
  }

  get media(): LossyLink {
    return this.stream(0);
  }

  stream(stream: number): MemoryStream {
    const found = this.#streams.get(stream) ?? new MemoryStream(this.link, stream);
    this.#streams.set(stream, found);
    return found;
  }

  sendControl(message: ControlMessage): boolean {
    if (this.#closed !== null || this.isCut) return false;
    const text = JSON.stringify(message);
    this.#owner.session.clock.schedule(this.#latencyMs, () => this.far.control(JSON.parse(text) as ControlMessage));
    return true;
  }

  control(message: ControlMessage): void {
    if (this.#closed !== null) return;
    for (const handler of [...(this.#controls.get(message.type) ?? [])]) handler(message);
    this.#owner.controlFrom(this, message);
  }

  onControl(type: string, handler: (message: ControlMessage) => void): () => void {
    return addTo(this.#controls, type, handler);
  }

  onClose(handler: (reason: string) => void): () => void {
    if (this.#closed !== null) handler(this.#closed);
    else this.#closeHandlers.add(handler);
    return () => void this.#closeHandlers.delete(handler);
  }

  close(reason = 'closed'): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    this.link.close();
    for (const stream of this.#streams.values()) stream.closed(reason);
    for (const handler of this.#closeHandlers) handler(reason);
  }
}

class MemoryStream implements LossyLink {
  readonly direction = 'both';
  readonly #link: MemoryLossyLink;
  readonly #stream: number;
  #handlers: LossyLinkHandlers | null = null;

  constructor(link: MemoryLossyLink, stream: number) {
    this.#link = link;
    this.#stream = stream;
  }

  get state() {
    return this.#link.state;
  }

  get maxMessageBytes(): number {
    return this.#link.maxMessageBytes - 1;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  get counters() {
    return this.#link.counters;
  }

  send(message: Uint8Array): boolean {
    if (message.length === 0 || message.length > this.maxMessageBytes) return false;
    return this.#link.send(tagged(this.#stream, message));
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#handlers = handlers;
  }

  receive(message: Uint8Array): void {
    this.#handlers?.onMessage(message);
  }

  closed(reason: string): void {
    this.#handlers?.onClose?.({ reason });
  }

  close(): void {}
}

class MemoryBroadcast implements BroadcastStream {
  readonly #owner: MemoryMember;
  readonly #stream: number;
  readonly #handlers = new Set<(message: Uint8Array, from: PeerLink) => void>();

  constructor(owner: MemoryMember, stream: number) {
    this.#owner = owner;
    this.#stream = stream;
  }

  get maxMessageBytes(): number {
    return Math.min(1199, ...[...this.#owner.peers.values()].map(({ link }) => link.maxMessageBytes - 1));
  }

  send(message: Uint8Array): boolean {
    if (message.length === 0 || message.length > this.maxMessageBytes) return false;
    for (const { link } of this.#owner.peers.values()) link.send(tagged(this.#stream, message));
    return true;
  }

  onMessage(handler: (message: Uint8Array, from: PeerLink) => void): () => void {
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }

  receive(message: Uint8Array, from: PeerLink): void {
    for (const handler of [...this.#handlers]) handler(message, from);
  }
}

function tagged(stream: number, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(message.length + 1);
  bytes[0] = stream;
  bytes.set(message, 1);
  return bytes;
}

function addTo<Handler>(map: Map<string, Set<Handler>>, key: string, handler: Handler): () => void {
  const set = map.get(key) ?? new Set();
  map.set(key, set);
  set.add(handler);
  return () => void set.delete(handler);
}
