/** Who a node is. */
export interface NodeIdentity {
  readonly node: string;
  /** Another one each time that the node joins. */
  readonly session: string;
  /** Wall time at which it joined first, in ms since 1970: nodes are ordered by it. */
  readonly startedMs: number;
}

/** What nodes tell each other of themselves, as JSON. `version` counts the changes of the node's own keys. */
export type PresenceMessage =
  /** To all: a node has come, and wants to know of the others. */
  | ({ readonly kind: 'join'; readonly version: number } & NodeIdentity)
  /** To all, at intervals. */
  | ({ readonly kind: 'up'; readonly version: number } & NodeIdentity)
  /** To all: the node leaves. */
  | ({ readonly kind: 'bye' } & NodeIdentity)
  /** To all: one key of the node; null removes it. */
  | ({
      readonly kind: 'key';
      readonly version: number;
      readonly key: string;
      readonly value: string | null;
    } & NodeIdentity)
  /** To one: this node lacks changes of that one's keys. */
  | ({ readonly kind: 'sync' } & NodeIdentity)
  /** To one: all keys of the node. */
  | ({
      readonly kind: 'keys';
      readonly version: number;
      readonly entries: readonly (readonly [string, string])[];
    } & NodeIdentity)
  /** To one that has the same name: this session had it before. */
  | ({ readonly kind: 'taken' } & NodeIdentity);

/** For people: why a node has left the cluster. */
export const takenNote = ({ node, startedMs }: NodeIdentity): string =>
  `out of the cluster for good: another process has the name ${node} since ${new Date(startedMs).toISOString()}; end one of them`;

const decoder = new TextDecoder();

/** @returns null for what no node of this build sends */
export function parsePresence(bytes: Uint8Array): PresenceMessage | null {
  try {
    const message = JSON.parse(decoder.decode(bytes)) as PresenceMessage | null;
    const isWhole =
      typeof message?.kind === 'string' &&
      typeof message.node === 'string' &&
      typeof message.session === 'string' &&
      typeof message.startedMs === 'number';
    return isWhole ? message : null;
  } catch {
    return null;
  }
}
