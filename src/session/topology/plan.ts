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
    const before = current.get(id);
    const nearest = Math.min(...candidates.map((parent) => depths.get(parent)!));
    const isKept = before !== undefined && candidates.includes(before) && depths.get(before)! <= nearest + 1;
    const best = isKept ? before : candidates.find((parent) => depths.get(parent) === nearest);
    // Over the relay: it takes no place of the root's direct ones.
    if (best === undefined) parents.set(id, root);
    else place(id, best);
  }
  return parents;
}
