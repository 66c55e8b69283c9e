/** Peers that the host sends to itself, and those that each other peer may pass sound on to. */
export const TOPOLOGY_DEFAULTS = { maxDirectPeers: 8, maxChildren: 6 } as const;

/** A peer, as the plan needs it. */
export interface PlannedPeer {
  readonly id: string;
  /** Whether it passes no sound on: its link is too poor, or the root has no direct path to it. */
  readonly isLeaf: boolean;
}

/** What a plan is made of. */
export interface PlanRequest {
  /** The peer at the root: the host. */
  readonly root: string;
  /** All others, in the order in which they came. */
  readonly peers: readonly PlannedPeer[];
  /** Who is below whom now: what need not change stays. */
  readonly current: ReadonlyMap<string, string>;
  /** Second parents, as {@link planStandbys} gave them: who needs another parent gets this one. */
  readonly standbys?: ReadonlyMap<string, string>;
  /** Whether `child` could not reach `parent` directly a short while ago. */
  isUnreachable(child: string, parent: string): boolean;
  readonly maxDirectPeers: number;
  readonly maxChildren: number;
}

/**
 * Who gets the sound from whom: all from the root while they are few; beyond that peers with good links pass it on, those
 * who came first before others, over as few steps as may be. A peer that finds no parent with room gets it from the root,
 * over the relay.
 *
 * @returns the parent of each peer
 */
export function planTree({
  root,
  peers,
  current,
  standbys,
  isUnreachable,
  maxDirectPeers,
  maxChildren,
}: PlanRequest): Map<string, string> {
  const parents = new Map<string, string>();
  const children = new Map<string, number>([[root, 0]]);
  const depths = new Map<string, number>([[root, 0]]);
  const roomOf = (id: string): number => (id === root ? maxDirectPeers : maxChildren) - (children.get(id) ?? 0);
  const place = (child: string, parent: string): void => {
    parents.set(child, parent);
    children.set(parent, (children.get(parent) ?? 0) + 1);
    depths.set(child, depths.get(parent)! + 1);
  };
  // Those who pass sound on are placed first, so that the others find them; a leaf never has anybody below it.
  const isFew = peers.length <= maxDirectPeers;
  const forwarders = isFew ? [] : peers.filter(({ isLeaf }) => !isLeaf);
  const others = isFew ? peers : peers.filter(({ isLeaf }) => isLeaf);
  const canForward = new Set(forwarders.map(({ id }) => id));
  for (const { id } of [...forwarders, ...others]) {
    const candidates = [root, ...[...canForward].filter((other) => other !== id && depths.has(other))].filter(
      (parent) => roomOf(parent) > 0 && !isUnreachable(id, parent),
    );
    const nearest = Math.min(...candidates.map((parent) => depths.get(parent)!));
    const isNear = (parent: string | undefined): boolean =>
      parent !== undefined && candidates.includes(parent) && depths.get(parent)! <= nearest + 1;
    const kept = [current.get(id), standbys?.get(id)].find(isNear);
    const best = kept ?? candidates.find((parent) => depths.get(parent) === nearest);
    // Over the relay: it takes no place of the root's direct ones.
    if (best === undefined) parents.set(id, root);
    else place(id, best);
  }
  return parents;
}

/**
 * A second parent for each peer that is not the root's own: another that passes sound on, is not below the first one or the
 * peer itself, and has the fewest peers that depend on it or would. Where there is none, the root stands for it.
 *
 * @param parents of {@link planTree}
 * @returns the second parent of each peer that has one
 */
export function planStandbys(
  { root, peers, standbys, isUnreachable }: Pick<PlanRequest, 'root' | 'peers' | 'standbys' | 'isUnreachable'>,
  parents: ReadonlyMap<string, string>,
): Map<string, string> {
  const isBelow = (id: string, above: string): boolean => {
    for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) if (at === above) return true;
    return false;
  };
  const load = new Map<string, number>();
  for (const parent of parents.values()) load.set(parent, (load.get(parent) ?? 0) + 1);
  const chosen = new Map<string, string>();
  for (const { id } of peers) {
    const parent = parents.get(id);
    if (parent === undefined || parent === root) continue;
    const candidates = peers.filter(
      (other) => !other.isLeaf && !isBelow(other.id, parent) && !isBelow(other.id, id) && !isUnreachable(id, other.id),
    );
    const before = candidates.find((other) => other.id === standbys?.get(id));
    const least = Math.min(...candidates.map((other) => load.get(other.id) ?? 0));
    const best = before ?? candidates.find((other) => (load.get(other.id) ?? 0) === least);
    if (!best) continue;
    chosen.set(id, best.id);
    load.set(best.id, (load.get(best.id) ?? 0) + 1);
  }
  return chosen;
}
