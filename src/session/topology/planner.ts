import { type PlanRequest, planStandbys, planTree } from './plan.js';
import type { TreeHost, TreeOptions } from './tree-host.js';

/** A parent that could not be reached is not tried again for this long, in ms. */
const UNREACHABLE_MS = 60_000;

/** The tree as its root plans it, and tells each peer its place. */
export class TreePlanner {
  readonly #host: TreeHost;
  readonly #bounds: Required<TreeOptions>;
  /** Parent of each peer. */
  #parents = new Map<string, string>();
  /** Second parent of each peer that has one. */
  #standbys = new Map<string, string>();
  /** Until when a pair `child parent` is not tried, in ms. */
  readonly #unreachable = new Map<string, number>();

  constructor(host: TreeHost, bounds: Required<TreeOptions>) {
    this.#host = host;
    this.#bounds = bounds;
  }

  /** Whether the peer gets everything from the root itself. */
  isOwnChild(peerId: string): boolean {
    return this.#parents.get(peerId) === this.#host.ownId;
  }

  /** This peer is not the root any more. */
  clear(): void {
    this.#parents.clear();
    this.#standbys.clear();
  }

  /** A peer could not reach another one. */
  reportUnreachable(child: string, parent: string): void {
    this.#unreachable.set(`${child} ${parent}`, this.#host.clock.nowMs() + UNREACHABLE_MS);
  }

  /** Plans anew, and tells those whose place is another one. */
  replan(): void {
    const { peers, clock, ownId } = this.#host;
    const nowMs = clock.nowMs();
    for (const [key, endMs] of this.#unreachable) if (endMs <= nowMs) this.#unreachable.delete(key);
    const [parents, standbys] = [this.#parents, this.#standbys];
    const request: PlanRequest = {
      root: ownId,
      peers: [...peers.values()].map((peer) => ({
        id: peer.peerId,
        isLeaf: this.#host.isLeaf(peer) || !peer.isDirect,
      })),
      current: parents,
      standbys,
      isUnreachable: (child, parent) => this.#unreachable.has(`${child} ${parent}`),
      ...this.#bounds,
    };
    this.#parents = planTree(request);
    this.#standbys = planStandbys(request, this.#parents);
    for (const [child, parentId] of this.#parents) {
      const standbyId = this.#standbys.get(child) ?? null;
      if ((parents.get(child) ?? ownId) !== parentId || (standbys.get(child) ?? null) !== standbyId)
        peers.get(child)!.sendControl({ type: 'session.place', parentId, standbyId });
    }
  }
}
