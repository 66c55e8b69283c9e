import { callGuarded } from '../../../core/guarded.js';
import type { ClusterState } from '../../../ports/cluster-bus.js';
import { type Ban, parseBan } from '../access/ban.js';
import type { BanList } from '../access/ban-list.js';

const PREFIX = 'ban/';

/**
 * Bans of one node hold on all: what is banned or lifted on one, tokens that are revoked among it, is so on every node, and
 * on those that come later. What a node's own file states when it joins is added to what the cluster has.
 * @returns a function that ends it
 */
export function shareBans(list: BanList, state: ClusterState): () => void {
  let known = new Map<string, string>();
  /** Whether the list changes because another node has changed its own. */
  let isTaking = false;
  const tell = (): void => {
    if (isTaking) return;
    const next = new Map(list.list().map((ban) => [ban.id, JSON.stringify(ban)]));
    for (const [id, text] of next) if (known.get(id) !== text) state.put(PREFIX + keyOf(id), text);
    for (const id of known.keys()) if (!next.has(id)) state.put(PREFIX + keyOf(id), null);
    known = next;
  };
  const take = (key: string, text: string | null): void => {
    const id = text === null ? idOf(key, known) : banOf(text)?.id;
    if (id === undefined || known.get(id) === (text ?? undefined)) return;
    const ban = text === null ? null : banOf(text)!;
    if (ban) known.set(id, text!);
    else known.delete(id);
    isTaking = true;
    try {
      list.replicate(id, ban);
    } finally {
      isTaking = false;
    }
  };
  for (const [key, text] of state.entries(PREFIX)) take(key, text);
  const unwatch = [state.watch(PREFIX, take), list.onChange(tell)];
  tell();
  return () => {
    for (const end of unwatch) end();
  };
}

/** Keys are at most 256 characters long. */
const keyOf = (id: string): string => id.slice(0, 200);
const idOf = (key: string, known: ReadonlyMap<string, string>): string | undefined =>
  [...known.keys()].find((id) => PREFIX + keyOf(id) === key);

function banOf(text: string): Ban | undefined {
  let ban: Ban | undefined;
  callGuarded(
    () => {
      ban = parseBan('ban', JSON.parse(text));
    },
    // Of another build of the relay: left out.
    () => {},
  );
  return ban;
}
