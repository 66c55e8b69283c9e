import { CodecError } from '../core/errors.js';
import { shown } from '../core/shown.js';
import type { KeyBytes } from '../ports/session-crypto.js';
import { fromBase64Url, toBase64Url } from './crypto/bytes.js';
import {
  encodeHostStatement,
  type HostStatement,
  hostIdentity,
  isCommitted,
  newSecret,
  parseHostStatement,
} from './crypto/host-key.js';
import { SESSION_SECRET_BYTES } from './crypto/session-secret.js';
import type { Members } from './members.js';
import { movedIdentity, type OwnIdentity, sealOwnCard } from './own-identity.js';
import type { SessionPeer } from './peer/session-peer.js';
import type { ControlMessage } from './peer-link.js';
import { MovableRoom, type PreparedRoom } from './room/movable-room.js';
import type { RoomClient, RoomHandlers } from './room/room-client.js';
import { formatSessionLink, roomUrl, type SessionLink } from './session-link.js';
import type { SessionNodeOptions, SessionParts } from './session-options.js';

/** The host tells those who stay of the new link by this, and those who do not by the other. */
const MOVE_CONTROL = 'session.move';
const REMOVED_CONTROL = 'session.removed';

/** Those who stay have this time to acknowledge the new link before the host leaves the old room, in ms. */
const TELL_MS = 2_000;
/** The same for those who are removed: nobody waits long for who does not answer. */
const TELL_REMOVED_MS = 300;
/** Who is removed leaves after this time, in ms, so that the host learns that it knows. */
const LEAVE_MS = 100;

/** Whom a new link leaves out, and how the host is known by it. */
export interface RenewLinkOptions {
  /** Ids of peers that do not stay. @default everybody stays */
  readonly without?: readonly string[];
  /** As that of the session's creation, and another one. @default whoever has the link can pass for the host */
  readonly hostKey?: string;
}

/** What {@link LinkedRoom} needs of its session. */
export interface LinkedRoomHost {
  readonly parts: SessionParts;
  readonly options: SessionNodeOptions;
  readonly members: Members;
  /** This peer's, sealed, for the first room. */
  readonly card: string;
  readonly handlers: RoomHandlers;
  /** In the order of what the relay tells. */
  inOrder(act: () => void): Promise<unknown>;
  /** The session has another link from now on. */
  onMoved(): void;
  /** What passes for the host's and cannot be. */
  onForged(): void;
  /** This peer takes no part any more. */
  onEnd(error: Error): void;
}

/**
 * The session's link, and the room that belongs to it. A session that lasts may get another link, and with it another room:
 * whoever has only the old link finds nobody. Those who stay learn the new one from the host, over what only the two can read.
 */
export class LinkedRoom {
  readonly #o: LinkedRoomHost;
  readonly #room: MovableRoom;
  #link: SessionLink;
  /** One after the other. */
  #moving: Promise<unknown> = Promise.resolve();

  constructor(host: LinkedRoomHost) {
    this.#o = host;
    const { parts, options, members, card, handlers } = host;
    const { clock, crypto, connect, random } = parts;
    const { id, keys } = members.own;
    this.#link = options.link;
    const token = Array.from(crypto.randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#room = new MovableRoom(
      { clock, connect, ...(random && { random }), peerId: id, token, handlers },
      { url: roomUrl(options.link, keys.roomId), card, creates: options.isHost },
    );
  }

  /** The connection to the room. */
  get client(): RoomClient {
    return this.#room.client;
  }

  /** The invitation. */
  get link(): string {
    return formatSessionLink(this.#link);
  }

  /** Leaves for good. May be called twice. */
  close(): void {
    this.#room.close();
  }

  /** Takes a message of the host's that belongs here. @returns false for any other message */
  onControl({ role }: SessionPeer, message: ControlMessage): boolean {
    if (message.type !== MOVE_CONTROL && message.type !== REMOVED_CONTROL) return false;
    const { onForged, onEnd } = this.#o;
    if (role !== 'host') onForged();
    else if (message.type === REMOVED_CONTROL) this.#o.parts.clock.schedule(LEAVE_MS, () => onEnd(removedByHost()));
    else void this.#follow(message).catch(onEnd);
    return true;
  }

  /**
   * As the host: gives the session another link.
   *
   * @throws RangeError for an id of nobody in the session; CodecError where the relay does not let the host create another
   *   room: then nothing has changed
   */
  renew(options: RenewLinkOptions): Promise<void> {
    return this.#inTurn(() => this.#renew(options));
  }

  /** As another peer: the host has told of the new link. */
  async #follow(message: ControlMessage): Promise<void> {
    const parsed = parseMove(message);
    if (!parsed) return this.#o.onForged();
    const { secret, host, removed } = parsed;
    if (host && !(await isCommitted(this.#o.parts.crypto, secret, host))) return this.#o.onForged();
    await this.#inTurn(async () => {
      const next = { ...this.#link, secret };
      const own = await movedIdentity(this.#o.parts, this.#o.members.own, secret, host);
      await this.#use(next, own, await this.#prepare(next, own, false), ({ peerId }) => !removed.has(peerId));
    });
  }

  async #renew({ without = [], hostKey }: RenewLinkOptions): Promise<void> {
    const { parts, members } = this.#o;
    const { crypto } = parts;
    const removed = new Set(without);
    for (const id of removed)
      if (!members.peers.has(id)) throw new RangeError(`without must be ids of peers in the session, got ${shown(id)}`);
    const link = { ...this.#link, secret: await newSecret(crypto, hostKey) };
    const own = await movedIdentity(parts, members.own, link.secret, await this.#statement(hostKey));
    const prepared = await this.#prepare(link, own, true);
    const { host } = own.card;
    const message: ControlMessage = {
      type: MOVE_CONTROL,
      key: toBase64Url(link.secret),
      ...(host && { host: encodeHostStatement({ publicKey: host.publicKey, nonce: host.nonce }) }),
      without: [...removed],
    };
    const stay = [...members.peers.values()].filter(({ peerId }) => !removed.has(peerId));
    const others = [...members.peers.values()].filter(({ peerId }) => removed.has(peerId));
    await Promise.all([
      this.#tell(stay, message, TELL_MS),
      this.#tell(others, { type: REMOVED_CONTROL }, TELL_REMOVED_MS),
    ]);
    // Whoever has come meanwhile has come by the old link.
    await this.#use(link, own, prepared, (peer) => stay.includes(peer));
  }

  /** Resolves when all of them have it, or after a time. */
  #tell(peers: readonly SessionPeer[], message: ControlMessage, maxMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = new Set(peers);
      const cancel = this.#o.parts.clock.schedule(maxMs, () => resolve());
      const arrived = (peer?: SessionPeer): void => {
        if (peer) waiting.delete(peer);
        if (waiting.size > 0) return;
        cancel();
        resolve();
      };
      for (const peer of peers) peer.sendControl(message, () => arrived(peer));
      arrived();
    });
  }

  /** The new link's host, which proves by its key that it is this one. */
  async #statement(hostKey: string | undefined): Promise<HostStatement | undefined> {
    const host = hostKey === undefined ? null : await hostIdentity(this.#o.parts.crypto, hostKey);
    if (!host) return undefined;
    const signature = await host.sign(this.#o.members.own.card.publicKey);
    return { publicKey: host.publicKey, nonce: host.nonce, signature };
  }

  async #prepare(link: SessionLink, own: OwnIdentity, creates: boolean): Promise<PreparedRoom> {
    return this.#room.prepare({ url: roomUrl(link, own.keys.roomId), card: await sealOwnCard(own), creates });
  }

  async #use(
    link: SessionLink,
    own: OwnIdentity,
    prepared: PreparedRoom,
    stays: (peer: SessionPeer) => boolean,
  ): Promise<void> {
    const { members, inOrder, onMoved } = this.#o;
    await inOrder(() => {
      members.move(own);
      for (const peer of [...members.peers.values()]) if (!stays(peer)) members.remove(peer, 'was removed');
      prepared.use();
      this.#link = link;
      onMoved();
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#moving.then(act);
    this.#moving = turn.catch(() => {});
    return turn;
  }
}

/** What the host tells of the new link; null where it cannot be read. */
function parseMove({ key, host, without }: ControlMessage): {
  readonly secret: KeyBytes;
  readonly host: HostStatement | undefined;
  readonly removed: ReadonlySet<unknown>;
} | null {
  const secret = typeof key === 'string' ? fromBase64Url(key) : null;
  if (secret?.length !== SESSION_SECRET_BYTES) return null;
  try {
    const removed = new Set<unknown>(Array.isArray(without) ? without : []);
    return { secret, host: host === undefined ? undefined : parseHostStatement(host), removed };
  } catch {
    return null;
  }
}

/** Why a peer takes no part any more that the host has removed. */
const removedByHost = (): CodecError =>
  new CodecError('NOT_ALLOWED', 'the host has removed you from the session: its link is another one now');
