/** One node of a cluster, as far as who may come to it is concerned. */
export interface PlacedNode {
  readonly node: string;
  /** Where clients reach it, ws://HOST:PORT or wss://HOST; null where it has not stated that. */
  readonly url: string | null;
  readonly connections: number;
  /** Connections from which it sends newcomers elsewhere. */
  readonly maxConnections: number;
  /** Whether its process has as much to do as it can. */
  readonly isFull: boolean;
  /** Whether it sends everybody elsewhere. */
  readonly isDraining: boolean;
}

/** Whether a node takes one more. */
export const hasRoom = ({ connections, maxConnections, isFull, isDraining }: PlacedNode): boolean =>
  !isDraining && !isFull && connections < maxConnections;

/**
 * The node that somebody should go to: by chance, each node by the room that it has, so that many who ask at once, of
 * nodes whose numbers are a second old, do not all go to the same one.
 *
 * @param nodes those in question
 * @param random 0..1, without 1
 * @returns null where no node that clients can reach has room
 */
export function choosePlace(nodes: readonly PlacedNode[], random: number): PlacedNode | null {
  const open = nodes.filter((node) => node.url !== null && hasRoom(node));
  const roomOf = ({ maxConnections, connections }: PlacedNode): number => maxConnections - connections;
  const all = open.reduce((sum, node) => sum + roomOf(node), 0);
  let at = random * all;
  for (const node of open) {
    at -= roomOf(node);
    if (at < 0) return node;
  }
  return open.at(-1) ?? null;
}

/** Address of a channel at a node. */
export const channelAt = (url: string, channel: string): string => `${url.replace(/\/$/, '')}/${channel}`;
