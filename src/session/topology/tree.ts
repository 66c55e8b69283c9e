import { RECENT_MS } from '../media/recent-messages.js';
import type { SessionPeer } from '../peer/session-peer.js';
import type { ControlMessage, PeerPath } from '../peer-link.js';
import { TOPOLOGY_DEFAULTS } from './plan.js';
import { TreePlanner } from './planner.js';
import { Standby } from './standby.js';
import type { TreeHost, TreeOptions } from './tree-host.js';

/** Whoever has sent nothing to a neighbour for this long sends a sign of life, in ms. */
const KEEPALIVE_MS = 250;
/** A parent of whom nothing has come for this long is given up, in ms: three messages and more are missing then. */
export const PARENT_SILENT_MS = 750;
/** A child of whom nothing has come for this long gets nothing more, in ms. */
const CHILD_SILENT_MS = 6_000;
/** What is sent again goes back further than the last message that came, by this, in ms. */
const REPLAY_MARGIN_MS = 400;
const TICK_MS = 100;
const PROBE_MS = 2_000;
/** The same to the root, where it is no neighbour: over the relay all peers probe one. */
const ROOT_PROBE_MS = 10_000;

/**
 * This peer's place in the tree along which sound travels. It gets everything from its parent over a direct path, or,
 * while there is none, from the root over the relay; the next way stands before the one before is left, and what may have
 * been lost between the two is sent again.
 */
export class Tree {
  readonly #host: TreeHost;
  readonly #children = new Set<SessionPeer>();
  /** Over whose direct path everything comes; null: over the relay, or this is the root. */
  #parent: SessionPeer | null = null;
  /** Whose direct path it shall be, as the root has it; null: the root's own. */
  #placedBelow: string | null = null;
  /** The root whose audience this peer is part of, at the relay. */
  #received: SessionPeer | null = null;
  readonly #planner: TreePlanner;
  /** This peer's second parent. */
  readonly #standby: Standby;
  #lastMessageMs: number;
  #audience = 0;
  #cancelTick: (() => void) | null = null;
  #nextProbeMs = 0;
  #nextRootProbeMs = 0;

  constructor(host: TreeHost, options: TreeOptions = {}) {
    this.#host = host;
    this.#planner = new TreePlanner(host, { ...TOPOLOGY_DEFAULTS, ...options });
    this.#standby = new Standby(host);
    this.#lastMessageMs = host.clock.nowMs();
    this.#schedule();
  }

  get isRoot(): boolean {
    return this.#host.root() === null;
  }

  /** The peer over whose direct path everything comes; null where it comes over the relay, and at the root. */
  get parent(): SessionPeer | null {
    return this.#parent;
  }

  /** How messages travel to a peer to which no direct path leads. */
  indirectPathOf(peer: SessionPeer): PeerPath {
    const parent = this.#parent;
    const isThroughParent = parent && parent !== peer && peer === this.#host.root();
    return isThroughParent ? { kind: 'peer', peerId: parent.peerId } : { kind: 'relay' };
  }

  get children(): ReadonlySet<SessionPeer> {
    return this.#children;
  }

  /** Peers next to this one, each over a direct path. */
  *neighbours(): IterableIterator<SessionPeer> {
    if (this.#parent?.isDirect) yield this.#parent;
    for (const child of this.#children) if (child.isDirect && child !== this.#parent) yield child;
  }

  get hasAudience(): boolean {
    return this.#audience > 0 && this.isRoot;
  }

  /** Who gets what this peer sends by the relay: the root, while no direct path leads up. */
  get above(): SessionPeer | null {
    return this.#parent ? null : this.#host.root();
  }

  setAudience(count: number): void {
    this.#audience = count;
  }

  /** Something for everybody has come, from the parent or over the relay. */
  onMessage(): void {
    this.#lastMessageMs = this.#host.clock.nowMs();
  }

  /** Members, roles, or the root have changed, or the relay can be reached again. */
  update(): void {
    const { peers } = this.#host;
    const root = this.#host.root();
    for (const child of this.#children) if (!peers.has(child.peerId)) this.#children.delete(child);
    if (this.#parent && (!peers.has(this.#parent.peerId) || root === null)) this.#leaveParent();
    if (root === null) {
      this.#receive(null);
      this.#replan();
    } else {
      this.#planner.clear();
      if (this.#placedBelow !== null && !peers.has(this.#placedBelow)) this.#placedBelow = null;
      if (!this.#parent) this.#receive(root);
    }
    this.#seekPaths();
  }

  /** The room was left and entered again: the relay knows nothing of what was asked of it. */
  relayRenewed(): void {
    this.#received = null;
    this.update();
  }

  onDirect(peer: SessionPeer, event: 'open' | 'lost' | 'failed'): void {
    if (event === 'open' && peer === this.#wanted()) this.#attach(peer);
    else if (event === 'lost') {
      this.#children.delete(peer);
      if (peer === this.#parent) this.#fallBack();
    } else if (event === 'failed' && peer === this.#wanted()) {
      this.#placedBelow = null;
      this.#host.root()?.sendControl({ type: 'session.unreachable', peerId: peer.peerId });
      this.#seekPaths();
    }
    if (this.isRoot && event !== 'failed') this.#replan();
    this.#host.onChanged();
  }

  /** Control messages of the tree; others are left alone. */
  onControl(from: SessionPeer, message: ControlMessage): void {
    const sinceMs = Math.min(RECENT_MS, Math.max(0, Number(message.sinceMs) || 0));
    if (message.type === 'session.attach' && from.isDirect) {
      this.#children.add(from);
      from.sendControl({ type: 'session.attached' });
      this.#host.replay(from, sinceMs);
    } else if (message.type === 'session.attached' && from.isDirect) {
      if (from === this.#wanted()) this.#attached(from);
      else this.#standby.attached(from);
    } else if (message.type === 'session.detach') this.#children.delete(from);
    else if (message.type === 'session.replay') {
      this.#children.delete(from);
      // Whoever asks for this gets nothing over the direct path any more.
      from.paths.drop('not used');
      this.#host.replay(from, sinceMs);
    } else if (message.type === 'session.place' && from === this.#host.root()) {
      const { parentId, standbyId } = message;
      this.#standby.place(standbyId);
      this.#placedBelow = typeof parentId === 'string' && parentId !== from.peerId ? parentId : null;
      this.#seekPaths();
    } else if (message.type === 'session.unreachable' && this.isRoot && this.#host.peers.has(String(message.peerId))) {
      this.#planner.reportUnreachable(from.peerId, String(message.peerId));
      this.#replan();
    }
  }

  close(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.#children.clear();
    this.#parent = null;
  }

  /** The peer over whose direct path everything shall come. */
  #wanted(): SessionPeer | null {
    const placed = this.#placedBelow === null ? undefined : this.#host.peers.get(this.#placedBelow);
    return placed ?? this.#host.root();
  }

  #seekPaths(): void {
    const wanted = this.#wanted();
    for (const peer of this.#host.peers.values()) {
      const isBelow = this.#children.has(peer) || this.#planner.isOwnChild(peer.peerId);
      peer.paths.want(peer === wanted || peer === this.#parent || peer === this.#standby.peer || isBelow);
    }
    if (wanted?.isDirect && wanted !== this.#parent) this.#attach(wanted);
  }

  #attach(parent: SessionPeer): void {
    if (parent !== this.#parent) parent.sendControl({ type: 'session.attach', sinceMs: this.#gapMs() });
  }

  /** The new parent sends: the way before is left. */
  #attached(parent: SessionPeer): void {
    const before = this.#parent;
    this.#parent = parent;
    this.#lastMessageMs = this.#host.clock.nowMs();
    if (before && before !== parent) before.sendControl({ type: 'session.detach' });
    this.#receive(null);
    this.#seekPaths();
    this.#host.onChanged();
  }

  /** The parent is gone or silent: everything comes from the second one, or over the relay, with what was missed. */
  #fallBack(): void {
    this.#leaveParent();
    const root = this.#host.root();
    if (!root) return;
    const next = this.#standby.take();
    if (next) this.#placedBelow = next.peer.peerId;
    if (next?.isSending) this.#attached(next.peer);
    else if (next || root.isDirect) this.#attach(next?.peer ?? root);
    else {
      this.#receive(root);
      root.sendControl({ type: 'session.replay', sinceMs: this.#gapMs() });
    }
    this.#host.onChanged();
  }

  #leaveParent(): void {
    const parent = this.#parent;
    this.#parent = null;
    if (parent && this.#placedBelow === parent.peerId) this.#placedBelow = null;
  }

  #receive(root: SessionPeer | null): void {
    if (this.#received === root) return;
    if (this.#received) this.#host.receiveFrom(this.#received, false);
    this.#received = root;
    if (root) this.#host.receiveFrom(root, true);
  }

  #gapMs(): number {
    return Math.round(this.#host.clock.nowMs() - this.#lastMessageMs + REPLAY_MARGIN_MS);
  }

  #replan(): void {
    this.#planner.replan();
    this.#seekPaths();
  }

  #schedule(): void {
    const { clock } = this.#host;
    this.#cancelTick = clock.schedule(TICK_MS, () => {
      this.#schedule();
      this.#tick(clock.nowMs());
    });
  }

  #tick(nowMs: number): void {
    const parent = this.#parent;
    if (parent && nowMs - parent.lastDirectMs > PARENT_SILENT_MS) this.#onParentSilent(parent);
    else if (parent) this.#standby.watch(parent, this.#lastMessageMs, this.#gapMs());
    for (const child of [...this.#children])
      if (!child.isDirect || nowMs - child.lastDirectMs > CHILD_SILENT_MS) this.#children.delete(child);
    const isProbeDue = nowMs >= this.#nextProbeMs;
    if (isProbeDue) this.#nextProbeMs = nowMs + PROBE_MS;
    for (const peer of this.neighbours())
      if (isProbeDue || nowMs - peer.lastDirectSentMs >= KEEPALIVE_MS) peer.sendProbe(nowMs);
    if (isProbeDue && this.#standby.peer?.isDirect) this.#standby.peer.sendProbe(nowMs);
    const root = this.#host.root();
    // Neither the one way nor the other: a direct path that stood by was dead, too.
    if (root && !parent && !this.#received && nowMs - this.#lastMessageMs > 2 * PARENT_SILENT_MS) {
      root.paths.drop('silent');
      this.#receive(root);
      root.sendControl({ type: 'session.replay', sinceMs: this.#gapMs() });
    }
    if (!root || root === parent || nowMs < this.#nextRootProbeMs) return;
    this.#nextRootProbeMs = nowMs + ROOT_PROBE_MS;
    root.sendProbe(nowMs);
  }

  #onParentSilent(parent: SessionPeer): void {
    if (this.#standby.ready) this.#host.root()?.sendControl({ type: 'session.unreachable', peerId: parent.peerId });
    // Dropped first, so that what is asked for goes over the relay.
    parent.paths.drop('silent');
    if (this.#parent === parent) this.#fallBack();
  }
}
