import type { CodecError } from '../core/errors.js';
import { parseControl } from '../core/wire/control.js';
import type { Hello, ListenerHello } from '../core/wire/hello.js';
import { type Packet, packetType, parsePacket } from '../core/wire/packet.js';
import type { Grant, PeerIdentity } from '../ports/authorizer.js';
import type { CloseEvent, Connection, ConnectionHandlers } from '../ports/transport.js';
import type { ConnectionInfo } from './administration/connection-info.js';
import { Admission } from './auth/admission.js';
import { Lease } from './auth/lease.js';
import type { Channel } from './channel/channel.js';
import { withBurst } from './channel/channel-policy.js';
import { takeOver } from './channel/take-over.js';
import { answerPing, UNKNOWN_STREAM } from './control-packet.js';
import { MessageBudget } from './message-budget.js';
import { PeerAllowance } from './peer-allowance.js';
import { notAllowed, refuseConnection, relayError } from './refusal.js';
import { peerOf, type RelayPeer } from './relay-peer.js';
import type { SessionHost } from './session-host.js';
import {
  CLOSE_LOST,
  denied,
  lateness,
  mustWait,
  notAdmitted,
  parseHelloOnce,
  type SessionState,
  unexpectedPacket,
} from './session-state.js';
import { SocketSource } from './sources/socket-source.js';
import { SourceIntake } from './sources/source-intake.js';
import { SocketSubscriber } from './subscribers/socket-subscriber.js';

/** Characters of a channel's name: what is longer is no name, and is cut for logs. */
const MAX_SHOWN_NAME = 64;

/**
 * One connection to the relay, from the request for its grant to its close. Everything that a peer gets wrong ends
 * here: it is told why in an error packet and closed with a code, and no other connection notices.
 */
export class Session implements ConnectionHandlers {
  readonly id: number;
  readonly connection: Connection;
  /** As the request has stated it; a listener may have been moved since. */
  readonly channelName: string;
  readonly #identity: PeerIdentity;
  readonly #host: SessionHost<Session>;
  readonly #sinceMs: number;
  readonly #admission: Admission;
  #state: SessionState = 'waiting';
  #lease: Lease | null = null;
  #channel: Channel | null = null;
  #source: SocketSource | null = null;
  #subscriber: SocketSubscriber | null = null;
  readonly #budget: MessageBudget;
  readonly #allowance: PeerAllowance;
  #intake: SourceIntake | null = null;
  #peer: RelayPeer | null = null;
  #isDismissed = false;
  readonly #onClose = (error: CodecError, closeCode?: number): void => this.refuse(error, closeCode);

  constructor(connection: Connection, channelName: string, identity: PeerIdentity, host: SessionHost<Session>) {
    this.id = host.nextId();
    this.connection = connection;
    this.channelName = channelName.length > MAX_SHOWN_NAME ? `${channelName.slice(0, MAX_SHOWN_NAME)}…` : channelName;
    this.#identity = identity;
    this.#host = host;
    this.#sinceMs = host.nowMs();
    this.#admission = new Admission(host.limits.maxMessagesBeforeGrant);
    this.#budget = new MessageBudget(host.limits);
    this.#allowance = new PeerAllowance(identity.network ?? identity.address ?? null, host);
  }

  /** The source or listener that the connection has become, also when it has gone; null before. */
  get peer(): RelayPeer | null {
    return this.#peer;
  }

  get address(): string | undefined {
    return this.#identity.address;
  }

  /** Whether it is a listener: nothing but the end of its grant is due then. */
  get isListening(): boolean {
    return this.#state === 'listener';
  }

  /** Whether it was closed only because the relay was. */
  get isDismissed(): boolean {
    return this.#isDismissed;
  }

  /** Asks for the connection's grant and reads its messages; apart from the constructor, as both may act at once. */
  start(): void {
    const request = { ...this.#identity, channel: this.channelName };
    this.#admission.ask(this.#host.authorizer, request, {
      onGrant: (grant) => this.#onGrant(grant),
      onRefused: (cause) => this.refuse(notAdmitted(this.channelName, cause)),
    });
    this.connection.setHandlers(this);
  }

  /** A message of the peer, a view that is valid only during the call. */
  onMessage(message: Uint8Array): void {
    if (this.#state === 'gone') return;
    try {
      const nowMs = this.#host.nowMs();
      const type = packetType(message);
      this.#budget.count(type, nowMs);
      // A pong behind audio that waits would make the source seem slow; everything else keeps its place.
      if (this.#intake && type !== 'pong') this.#intake.push(message, nowMs);
      else this.#take(message);
    } catch (cause) {
      this.refuse(relayError(cause));
    }
  }

  /** The connection is closed, from the other side or by the network. */
  onClose({ code }: CloseEvent): void {
    if (this.#state === 'gone') return;
    this.#leave(code === CLOSE_LOST);
    this.#host.onGone(this, null);
  }

  /** Tells the peer why and closes. Never throws; later calls do nothing. */
  refuse(error: CodecError, closeCode?: number): void {
    if (this.#state === 'gone') return;
    this.#leave();
    refuseConnection(this.connection, error, closeCode);
    this.#host.onGone(this, error, closeCode);
  }

  /** The relay is closing: as {@link refuse}, for no fault of the peer. */
  dismiss(error: CodecError, closeCode: number): void {
    this.#isDismissed = true;
    this.refuse(error, closeCode);
  }

  /** Called every tick; for a listener every few. */
  tick(nowMs: number): void {
    const { helloTimeoutMs } = this.#host.limits;
    const late = nowMs - this.#sinceMs > helloTimeoutMs ? lateness(this.#state, helloTimeoutMs) : null;
    if (late) this.refuse(late);
    else if (this.#lease?.hasExpired(this.#host.clockMs())) this.#refuseLease('has expired');
    this.#guard(() => {
      this.#intake?.tick(nowMs);
      if (this.#state === 'source' || this.#state === 'queued') this.#source!.tick(nowMs);
    });
  }

  #onGrant(grant: Grant): void {
    if (this.#state !== 'waiting') return;
    const nowMs = this.#host.clockMs();
    try {
      this.#lease = new Lease(grant, nowMs, () => this.#refuseLease('was withdrawn'));
    } catch (cause) {
      this.refuse(notAdmitted(this.channelName, cause));
      return;
    }
    this.#state = 'new';
    if (this.#lease.isWithdrawn) this.#refuseLease('was withdrawn');
    else if (this.#lease.hasExpired(nowMs)) this.#refuseLease('has expired');
    this.#readHeld();
  }

  /** Reads what has waited for the grant or the channel. */
  #readHeld(): void {
    const messages = this.#admission.release();
    for (let i = 0; i < messages.length && this.#state !== 'gone'; i++) this.#guard(() => this.#take(messages[i]!));
  }

  #refuseLease(why: string): void {
    this.refuse(notAllowed(`the permission for channel ${this.channelName} ${why}`, this.#lease?.withdrawalCause));
  }

  #take(message: Uint8Array): void {
    if (mustWait(message, this.#state)) this.#admission.hold(message);
    else this.#read(message);
  }

  #read(message: Uint8Array): void {
    const nowMs = this.#host.nowMs();
    this.#source?.onAlive(nowMs);
    // Before the hello the length of a plane is not known: audio cannot be parsed, only refused.
    if (this.#state === 'new' && packetType(message) === 'audio') throw unexpectedPacket('audio', this.#state);
    this.#dispatch(message, parsePacket(message, this.#channel?.context ?? UNKNOWN_STREAM), nowMs);
  }

  #dispatch(message: Uint8Array, packet: Packet, nowMs: number): void {
    if (packet.type === 'ping') answerPing(this.connection, packet.token);
    else if (packet.type === 'hello') this.#onHello(parseHelloOnce(packet.body, this.#state), nowMs);
    else if (this.#source) {
      if (!this.#source.receive(packet, message, nowMs)) throw unexpectedPacket(packet.type, this.#state);
    } else if (packet.type === 'pong') {
      const lagMs = this.#subscriber?.onPong(packet.token, nowMs) ?? null;
      if (lagMs !== null) this.#host.totals.lag.observe(lagMs);
    } else if (packet.type === 'control' && this.#subscriber) {
      const lagMs = this.#subscriber.onControl(parseControl(packet.body), nowMs);
      if (lagMs !== null) this.#host.totals.lag.observe(lagMs);
      this.#channel!.audience.watch(this.#subscriber);
    } else throw unexpectedPacket(packet.type, this.#state);
  }

  #onHello(hello: Hello, nowMs: number): void {
    const permission = hello.role === 'source' ? 'publish' : 'listen';
    if (!this.#lease!.use(permission)) throw denied(permission, this.channelName, this.#lease!.denialOf(permission));
    const { limits, desk } = this.#host;
    const channel = this.#host.channel(this.channelName, hello);
    this.#allowance.enter(hello.role);
    this.#channel = channel;
    if (hello.role === 'source') {
      this.#state = 'queued';
      this.#source = new SocketSource({ connection: this.connection, channel, limits, nowMs, onClose: this.#onClose });
      const { identity } = this.#lease!;
      desk.attachSource(channel, { source: this.#source, hello, identity, onTaken: () => this.#onSeated() }, nowMs);
      return;
    }
    const ready = desk.prepare(channel, hello.from);
    this.#state = 'joining';
    if (!ready) this.#listen(hello, channel);
    else ready.then(() => this.#listen(hello, channel)).catch((cause: unknown) => this.refuse(relayError(cause)));
  }

  #listen(asked: ListenerHello, channel: Channel): void {
    if (this.#state === 'gone') return;
    const hello = withBurst(asked, channel.policy);
    const { limits, random } = this.#host;
    const nowMs = this.#host.nowMs();
    this.#state = 'listener';
    const isBurstRefused = this.#allowance.isBurstRefused(hello, channel, nowMs);
    const common = { connection: this.connection, limits, nowMs, random, onClose: this.#onClose };
    this.#subscriber = new SocketSubscriber({ ...common, hello, isBurstRefused });
    this.#guard(() => channel.subscribe(this.#subscriber!));
    // Whatever has thrown by now has refused the connection; one that throws from now on leaves.
    if ((this.#state as SessionState) !== 'listener') return;
    this.#join('listener');
    this.#readHeld();
  }

  /** The channel is this source's. */
  #onSeated(): void {
    if (this.#state !== 'queued') return;
    this.#state = 'source';
    this.#join('source');
    this.#budget.exemptAudio();
    const intake = { connection: this.connection, channel: this.#channel!, read: (m: Uint8Array) => this.#take(m) };
    this.#intake = this.#source!.intake = new SourceIntake(intake);
    this.#readHeld();
  }

  get sentPayloadBytes(): number {
    return this.#subscriber?.payloadBytes ?? 0;
  }

  /** How it is served; null before it is a source or listener. */
  describe(nowMs: number): ConnectionInfo | null {
    if (!this.#peer) return null;
    const { receivedWireBytes, sentWireBytes } = this.connection.counters;
    const listener = this.#subscriber?.stats(nowMs) ?? null;
    return { ...this.#peer, connectedMs: nowMs - this.#sinceMs, receivedWireBytes, sentWireBytes, listener };
  }

  /**
   * Moves a listener to another channel; does nothing for anything else.
   * @throws CodecError CHANNEL_LIMIT | MODEL_MISMATCH when that channel cannot take it: it stays where it was
   */
  move(to: Channel): void {
    const from = this.#channel;
    const before = this.#peer;
    if (this.#state !== 'listener' || !from || !before || from === to) return;
    takeOver(this.#subscriber!, from, to, this.#host.nowMs());
    this.#channel = to;
    this.#peer = { ...before, channel: to.name };
    this.#host.onMoved(before, this.#peer);
  }

  #join(role: RelayPeer['role']): void {
    this.#peer = peerOf(this.id, this.channelName, role, this.address, this.#lease?.subject);
    this.#host.onJoined(this.#peer);
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.refuse(relayError(cause));
    }
  }

  /** @param isLost whether the network has closed the connection, and not the peer or the relay */
  #leave(isLost = false): void {
    const nowMs = this.#host.nowMs();
    this.#state = 'gone';
    this.#lease?.release();
    this.#admission.release();
    this.#intake?.clear();
    this.#allowance.leave();
    if (this.#source) this.#host.desk.detachSource(this.#channel!, this.#source, nowMs, isLost);
    if (this.#subscriber) this.#channel?.unsubscribe(this.#subscriber, nowMs);
  }
}
