import type { RoomNotice } from '../core/wire/room-message.js';
import type { Clock } from '../ports/clock.js';
import type { SessionCrypto } from '../ports/session-crypto.js';
import { distinctNames, type PeerCard, parseCard } from './card.js';
import { fromBase64Url, isSameBytes } from './crypto/bytes.js';
import type { HostCommitment } from './crypto/host-key.js';
import { PairChannel } from './crypto/pair-channel.js';
import { peerIdOf } from './crypto/session-secret.js';
import { SFRAME_SUITES } from './crypto/sframe.js';
import { HostPin } from './host-pin.js';
import type { OwnIdentity } from './own-identity.js';
import type { PeerHost } from './peer/peer-host.js';
import { SessionPeer } from './peer/session-peer.js';

/** A peer that the relay does not see any more stays while its direct path is alive, and at most this long, in ms. */
const AWAY_MS = 30_000;
/** The same after the session has moved to another room: who was to follow is there by then. */
const MOVED_AWAY_MS = 8_000;

/** What {@link Members} need of their session. */
export interface MembersHost {
  readonly clock: Clock;
  readonly crypto: SessionCrypto;
  readonly peerHost: PeerHost<SessionPeer>;
  onJoined(peer: SessionPeer): void;
  /** It has come back to the relay. */
  onBack(peer: SessionPeer): void;
  onLeft(peer: SessionPeer, reason: string): void;
  /** Its card is another one, with another name or role; or the relay does not see it any more, and it may come back. */
  onChanged(peer: SessionPeer): void;
  /** It is known which host the link was made for. */
  onHostKnown(commitment: HostCommitment): void;
  /** A card or key that contradicts itself, or was made by nobody with the link. */
  onForged(): void;
}

/** The other peers of the session: what the relay tells of them, checked against what they have sealed. */
export class Members {
  readonly peers = new Map<string, SessionPeer>();
  readonly own: OwnIdentity;
  readonly hostPin: HostPin;
  readonly #host: MembersHost;
  readonly #away = new Map<SessionPeer, () => void>();
  /** Ids that were told since the last welcome. */
  readonly #told = new Set<string>();
  /** By the ids of all peers that were ever there: the numbers of their messages go on when they come back. */
  readonly #pairs = new Map<string, PairChannel>();
  #ownName: string;

  constructor(own: OwnIdentity, host: MembersHost) {
    this.own = own;
    this.#host = host;
    this.hostPin = new HostPin(host.crypto, own);
    this.#ownName = own.card.name;
  }

  /** With a number behind it where another peer that came before has the same. */
  get ownName(): string {
    return this.#ownName;
  }

  onSeat(seat: number): SessionPeer | undefined {
    for (const peer of this.peers.values()) if (peer.seat === seat) return peer;
    return undefined;
  }

  /**
   * The host. Of several, as where one is back before its first start was given up, those whom the relay
   * sees count before the others, and the one that took its seat first: everybody has the same.
   */
  get hostId(): string | null {
    const { own } = this;
    const all = own.card.role === 'host' ? [{ id: own.id, seat: this.ownSeat, isPresent: true }] : [];
    for (const { role, peerId, seat, isPresent } of this.peers.values())
      if (role === 'host') all.push({ id: peerId, seat, isPresent });
    all.sort((a, b) => Number(b.isPresent) - Number(a.isPresent) || a.seat - b.seat);
    return all[0]?.id ?? null;
  }

  /** The host, or while it is away the peer on the first seat; null where that is this one. */
  root(): SessionPeer | null {
    const host = this.hostId;
    if (host !== null) return this.peers.get(host) ?? null;
    let first: SessionPeer | null = null;
    for (const peer of this.peers.values()) if (peer.seat < (first?.seat ?? this.ownSeat)) first = peer;
    return first;
  }

  /** Whether messages get to a peer: directly, or over a relay that is reached and sees it. */
  reaches(peerId: string, isAtRelay: boolean): boolean {
    const peer = this.peers.get(peerId);
    if (!peer) return false;
    const { path } = peer;
    if (path.kind === 'peer') return this.reaches(path.peerId, isAtRelay);
    return path.kind === 'direct' || (isAtRelay && peer.isPresent);
  }

  /** The room was entered, for the first time or again: everybody in it will be told. */
  welcomed(): void {
    this.#told.clear();
  }

  /** The session has another link, and with it another room: who does not follow soon has been left behind. */
  move(own: OwnIdentity): void {
    const { secret, keys, card } = own;
    Object.assign(this.own, { secret, keys, card });
    this.hostPin.set(card.host ?? null);
    for (const peer of [...this.#away.keys()]) this.#cancelAway(peer);
    this.#hasMoved = true;
  }

  #hasMoved = false;

  /** Whether everybody was told since this peer has entered. */
  hasMetOthers = false;

  /** Everybody was told: who was not has gone meanwhile. */
  synced(): void {
    this.hasMetOthers = true;
    for (const peer of [...this.peers.values()]) if (!this.#told.has(peer.peerId)) this.away(peer, true);
    this.#hasMoved = false;
  }

  /** What the relay tells of another peer. */
  async notice(notice: Exclude<RoomNotice, { readonly type: 'welcome' | 'audience' }>): Promise<void> {
    if (notice.type === 'joined') return this.joined(notice.seat, notice.peerId, notice.card);
    const peer = this.onSeat(notice.type === 'signal' ? notice.from : notice.seat);
    if (notice.type === 'signal') peer?.receiveSignal(notice.data);
    else if (peer && notice.type === 'card') await this.card(peer, notice.card);
    else if (peer && notice.type === 'left') this.away(peer, notice.isLost);
  }

  async joined(seat: number, peerId: string, sealed: string): Promise<void> {
    this.#told.add(peerId);
    const card = await this.#open(peerId, sealed);
    if (!card) return;
    const known = this.peers.get(peerId);
    if (known) {
      this.#back(known, seat, card);
      return;
    }
    const { own } = this;
    const pair =
      this.#pairs.get(peerId) ??
      (await PairChannel.create(this.#host.crypto, {
        ownId: own.id,
        own: own.keyPair,
        peerId,
        peerKey: card.publicKey,
        pairSalt: own.keys.pairSalt,
      }));
    if (!pair) {
      this.#host.onForged();
      return;
    }
    this.#pairs.set(peerId, pair);
    const peer = new SessionPeer(this.#host.peerHost, peerId, seat, card, pair);
    this.peers.set(peerId, peer);
    this.rename();
    this.#host.onJoined(peer);
  }

  async card(peer: SessionPeer, sealed: string): Promise<void> {
    const card = await this.#open(peer.peerId, sealed);
    if (card) this.#setCard(peer, card);
  }

  /**
   * The relay does not see the peer any more.
   * @param isLost whether it may come back, and may still be reached
   */
  away(peer: SessionPeer, isLost: boolean): void {
    peer.isPresent = false;
    if (!isLost) {
      this.remove(peer, 'left');
      return;
    }
    if (this.#away.has(peer)) return;
    const { clock } = this.#host;
    this.#away.set(
      peer,
      clock.schedule(this.#hasMoved ? MOVED_AWAY_MS : AWAY_MS, () => this.remove(peer, 'was lost')),
    );
    this.#host.onChanged(peer);
  }

  /** It is not in the session any more. */
  remove(peer: SessionPeer, reason: string): void {
    if (this.peers.get(peer.peerId) !== peer) return;
    this.#cancelAway(peer);
    this.peers.delete(peer.peerId);
    peer.close(reason);
    this.rename();
    this.#host.onLeft(peer, reason);
  }

  close(reason: string): void {
    for (const cancel of this.#away.values()) cancel();
    for (const peer of this.peers.values()) peer.close(reason);
    this.peers.clear();
  }

  /** Tells peers with one name apart: by the ids of those who share it, which is the same for everybody. */
  rename(): void {
    const { own } = this;
    const all = [{ id: own.id, name: own.card.name, seat: this.ownSeat }];
    for (const { peerId, card, seat } of this.peers.values()) all.push({ id: peerId, name: card.name, seat });
    const names = distinctNames(all.sort((a, b) => a.seat - b.seat));
    this.#ownName = names.get(own.id)!;
    for (const peer of this.peers.values()) peer.name = names.get(peer.peerId)!;
  }

  /** Of this peer; larger than all others before it has one. */
  ownSeat = Number.POSITIVE_INFINITY;

  #back(peer: SessionPeer, seat: number, card: PeerCard): void {
    this.#cancelAway(peer);
    peer.isPresent = true;
    if (peer.seat !== seat) {
      peer.seat = seat;
      peer.keys.setSeat(seat);
    }
    this.#setCard(peer, card);
    this.#host.onBack(peer);
  }

  #setCard(peer: SessionPeer, card: PeerCard): void {
    const isForged = !isSameBytes(card.publicKey, peer.card.publicKey);
    if (isForged || card.version <= peer.card.version) {
      if (isForged) this.#host.onForged();
      return;
    }
    peer.card = card;
    this.rename();
    this.#host.onChanged(peer);
  }

  async #open(peerId: string, sealed: string): Promise<PeerCard | null> {
    const { crypto } = this.#host;
    const bytes = fromBase64Url(sealed);
    const opened = bytes && (await this.own.keys.cards.open(peerId, bytes));
    try {
      const card = opened ? parseCard(opened) : null;
      if (card && Object.hasOwn(SFRAME_SUITES, card.suite) && (await peerIdOf(crypto, card.publicKey)) === peerId) {
        if (await this.hostPin.learn(card)) await this.#onHostKnown();
        return await this.#withTrueRole(card);
      }
    } catch {
      // Counted below: whoever has made it has the link, and another version of this program perhaps.
    }
    this.#host.onForged();
    return null;
  }

  /** Those who counted as hosts before it was known who is one count as what they are. */
  async #onHostKnown(): Promise<void> {
    for (const peer of this.peers.values()) {
      const card = await this.#withTrueRole(peer.card);
      if (card === peer.card) continue;
      peer.card = card;
      this.#host.onChanged(peer);
    }
    this.#host.onHostKnown(this.hostPin.commitment!);
  }

  /** The card of a peer that passes for the host is that of any other peer. */
  async #withTrueRole(card: PeerCard): Promise<PeerCard> {
    if (await this.hostPin.isTrue(card)) return card;
    this.#host.onForged();
    return { ...card, role: 'peer' };
  }

  #cancelAway(peer: SessionPeer): void {
    this.#away.get(peer)?.();
    this.#away.delete(peer);
  }
}
