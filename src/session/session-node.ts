import { CodecError } from '../core/errors.js';
import type { PeerCard } from './card.js';
import { SenderKey } from './crypto/sender-key.js';
import { safetyNumber } from './crypto/session-secret.js';
import { getOrMake } from './handler-set.js';
import { notTheHost } from './host-pin.js';
import { KEY_CONTROL, KeyExchange, parseKeyMessage } from './key-exchange.js';
import { LinkedRoom, type RenewLinkOptions } from './linked-room.js';
import { MediaRouter } from './media/media-router.js';
import { ToEverybody } from './media/to-everybody.js';
import { Members } from './members.js';
import { createIdentity, type OwnIdentity, sealOwnCard } from './own-identity.js';
import type { DirectConnector } from './peer/direct-paths.js';
import type { PeerHost } from './peer/peer-host.js';
import type { SessionPeer } from './peer/session-peer.js';
import type { ControlMessage, SessionMembership } from './peer-link.js';
import type { RoomClient } from './room/room-client.js';
import { SessionMembers } from './session-members.js';
import { noneRefused, type SessionNodeOptions, type SessionParts } from './session-options.js';
import { LinkQuality } from './topology/link-quality.js';
import { Tree } from './topology/tree.js';

/** This peer's part in a listening session: who else is there, the ways to them, and the keys. */
export class SessionNode extends SessionMembers implements SessionMembership {
  readonly refused = noneRefused();
  readonly router: MediaRouter;
  readonly tree: Tree;
  readonly #parts: SessionParts;
  readonly #options: SessionNodeOptions;
  readonly #members: Members;
  readonly #rooms: LinkedRoom;
  readonly #exchange: KeyExchange;
  readonly #quality: LinkQuality | null = null;
  readonly #broadcasts = new Map<number, ToEverybody>();
  /** Undefined before the relay has told of its STUN server. */
  #connector: DirectConnector | null | undefined;
  /** Notices are taken one after the other: a card takes time to open. */
  #noticing: Promise<unknown> = Promise.resolve();
  #isOver = false;

  private constructor(parts: SessionParts, options: SessionNodeOptions, own: OwnIdentity, sealedCard: string) {
    super();
    this.#parts = parts;
    this.#options = options;
    const { clock, crypto } = parts;
    this.#members = new Members(own, {
      clock,
      crypto,
      peerHost: this.#peerHost(own.id),
      onJoined: (peer) => this.#onJoined(peer),
      onBack: (peer) => this.#onBack(peer),
      onLeft: (peer, reason) => this.#onLeft(peer, reason),
      onChanged: (peer) => this.#onChanged(peer),
      // Those who come while the host is away are told; one that has passed for the host leaves.
      onHostKnown: (host) => (this.ownRole === 'host' ? this.#end(notTheHost()) : void this.#setCard({ host })),
      onForged: () => void this.refused.identities++,
    });
    const key = new SenderKey(crypto, options.suite ?? 'ctr-hmac-64', 0);
    this.tree = new Tree(
      {
        clock,
        ownId: own.id,
        peers: this.peers,
        root: () => this.#members.root(),
        receiveFrom: (root, isOn) => this.#room.receive(root.seat, isOn),
        isLeaf: ({ role }) => role === 'leaf',
        replay: (to, sinceMs) => this.router.replay(to, sinceMs),
        onChanged: () => this.emit('changed', null),
      },
      options.tree,
    );
    if (own.card.role === 'peer')
      this.#quality = new LinkQuality(
        clock,
        () => this.tree.parent,
        (isPoor) => void this.#setCard({ role: isPoor ? 'leaf' : 'peer' }),
      );
    this.#exchange = new KeyExchange({ clock, key, peers: () => [...this.peers.values()] });
    if (options.isHost) this.#exchange.give();
    this.router = new MediaRouter({
      clock,
      key,
      edges: this.tree,
      peerOnSeat: (seat) => this.#members.onSeat(seat),
      ownSeat: () => this.#room.seat ?? -1,
      passOn: (seat, frame) => this.#room.passOn(seat, frame),
      onRefused: (why) => this.refused[why]++,
      onMessage: () => this.tree.onMessage(),
      onKeyMissing: (origin) => origin.sendControl({ type: 'session.askKey' }),
    });
    this.#rooms = new LinkedRoom({
      parts,
      options,
      members: this.#members,
      card: sealedCard,
      inOrder: (act) => this.#inOrder(act),
      onMoved: () => this.emit('moved', this.link),
      onForged: () => void this.refused.identities++,
      onEnd: (error) => this.#end(error),
      handlers: {
        onWelcome: (seat, stunPort) => this.#onWelcome(seat, stunPort),
        onSynced: () => this.#inOrder(() => this.#onSynced()),
        onNotice: (notice) =>
          this.#inOrder(() =>
            notice.type === 'audience' ? this.tree.setAudience(notice.count) : this.#members.notice(notice),
          ),
        onData: (seat, payload) => this.#members.onSeat(seat)?.receive(payload, false),
        onDown: (error) => this.emit('relayLost', error),
        onFailed: (error) => this.#end(error),
      },
    });
  }

  /** Prepares the keys; {@link open} enters it. @throws TypeError, RangeError naming a wrong option */
  static async create(parts: SessionParts, options: SessionNodeOptions): Promise<SessionNode> {
    const { own, sealedCard } = await createIdentity(parts, options);
    return new SessionNode(parts, options, own, sealedCard);
  }

  /** Enters the session's room. */
  open(): void {
    this.#room.open();
  }

  /** The invitation: the relay's page, and the secret behind a `#`. It is another one after {@link renewLink}. */
  get link(): string {
    return this.#rooms.link;
  }

  /** Whether the relay can be reached. */
  get isAtRelay(): boolean {
    return this.#room.isIn;
  }

  reaches(peerId: string): boolean {
    return this.#members.reaches(peerId, this.isAtRelay);
  }

  broadcast(stream: number): ToEverybody {
    return getOrMake(
      this.#broadcasts,
      stream,
      () => new ToEverybody(stream, (...message) => this.#broadcast(...message)),
    );
  }

  /**
   * What the two compare by voice: the same on both sides where nobody stands between them.
   * @throws RangeError for an id of nobody in the session
   */
  safetyNumber(peerId: string): Promise<string> {
    const peer = this.peers.get(peerId);
    if (!peer) throw new RangeError(`peerId must be that of a peer in the session, got ${peerId}`);
    return safetyNumber(this.#parts.crypto, this.#members.own.card.publicKey, peer.card.publicKey);
  }

  /** New keys for what every peer sends from now on. */
  renewKeys(): void {
    this.#exchange.renew();
    this.sendControlToAll({ type: 'session.renew' });
  }

  /**
   * As the host: gives the session another link, which those who stay follow by themselves, but for peers of older
   * versions; with the old one nobody comes in. Where it fails, nothing has changed. @returns the new link
   * @throws RangeError for an id of nobody; CodecError NOT_ALLOWED for another peer than the host, and as creating a session
   */
  async renewLink(options: RenewLinkOptions = {}): Promise<string> {
    if (this.ownRole !== 'host') throw new CodecError('NOT_ALLOWED', 'only the host gives the session another link');
    await this.#rooms.renew(options);
    return this.link;
  }

  /** The network has changed: direct paths are made anew, and, where an address is gone, the connection to the relay. */
  networkChanged(isLost = true): void {
    if (isLost) this.#room.renew();
    for (const peer of this.peers.values()) peer.paths.renew();
  }

  /** Leaves; every peer is told. May be called twice. */
  close(reason = 'left'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#rooms.close();
    this.tree.close();
    this.#quality?.close();
    this.#exchange.close();
    this.#members.close(reason);
    this.emit('closed', null);
  }

  protected get members(): Members {
    return this.#members;
  }

  get #room(): RoomClient {
    return this.#rooms.client;
  }

  async #setCard(change: Partial<PeerCard>): Promise<void> {
    const { own } = this.#members;
    own.card = { ...own.card, ...change, version: own.card.version + 1 };
    this.#room.setCard(await sealOwnCard(own));
    this.emit('changed', null);
  }

  #broadcast(stream: number, message: Uint8Array): boolean {
    if (this.#isOver) return false;
    this.#exchange.give();
    this.router.send(stream, message);
    return true;
  }

  #peerHost(ownId: string): PeerHost<SessionPeer> {
    const { clock, crypto } = this.#parts;
    return {
      clock,
      crypto,
      ownId,
      connector: () => this.#connector ?? null,
      passOn: (seat, frame) => this.#room.passOn(seat, frame),
      signal: (seat, data) => void this.#room.signal(seat, data),
      indirectPath: (peer) => this.tree.indirectPathOf(peer),
      onMedia: (frame, via, isDirect) => this.router.receive(frame, via, isDirect),
      onControl: (peer, message) => this.#onControl(peer, message),
      onStreamMessage: (peer, stream, message) => this.#broadcasts.get(stream)?.receive(message, peer),
      onDirect: (peer, event) => this.tree.onDirect(peer, event),
      onRefused: (why) => this.refused[why]++,
    };
  }

  #onWelcome(seat: number, stunPort: number | null): void {
    const host = new URL(this.#options.link.relayUrl).host.replace(/:\d+$/, '');
    this.#connector ??= this.#parts.directConnector(stunPort === null ? null : `stun:${host}:${stunPort}`);
    this.#members.ownSeat = seat;
    this.#members.welcomed();
    this.#exchange.setSeat(seat);
    this.emit('relayBack', null);
  }

  #onSynced(): void {
    this.#members.synced();
    this.#members.rename();
    this.tree.relayRenewed();
    for (const peer of this.peers.values()) peer.pathChanged();
    this.emit('changed', null);
  }

  #onJoined(peer: SessionPeer): void {
    this.#exchange.onJoined(peer);
    this.tree.update();
    this.emit('joined', peer);
  }

  #onChanged(peer: SessionPeer): void {
    this.tree.update();
    this.emit('changed', peer);
  }

  #onBack(peer: SessionPeer): void {
    this.#exchange.giveTo(peer);
    peer.pathChanged();
    peer.paths.retry();
    this.tree.update();
  }

  #onLeft(peer: SessionPeer, reason: string): void {
    this.#exchange.onLeft(peer);
    this.tree.update();
    this.emit('left', { peer, reason });
  }

  #onControl(peer: SessionPeer, message: ControlMessage): void {
    if (message.type === KEY_CONTROL) {
      const grant = parseKeyMessage(message);
      if (!grant) this.refused.identities++;
      else void peer.keys.add(grant, this.#parts.clock.nowMs()).then(() => this.router.keyArrived());
    } else if (message.type === 'session.askKey') this.#exchange.giveTo(peer);
    else if (message.type === 'session.renew' && peer.role === 'host') this.#exchange.renew();
    else if (this.#rooms.onControl(peer, message)) return;
    else if (message.type.startsWith('session.')) this.tree.onControl(peer, message);
    else this.control(message, peer);
  }

  #inOrder(take: () => unknown): Promise<unknown> {
    this.#noticing = this.#noticing.then(() => (this.#isOver ? undefined : take())).catch(() => {});
    return this.#noticing;
  }

  #end(error: Error): void {
    if (this.#isOver) return;
    this.close('the session has ended');
    this.emit('ended', error);
  }
}
