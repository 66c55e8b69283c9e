import { callGuarded } from '../../../core/guarded.js';
import type { ClusterState } from '../../../ports/cluster-bus.js';
import type { Access } from '../access/access.js';
import { type Ban, parseBan } from '../access/ban.js';
import type { BanList } from '../access/ban-list.js';

const PREFIX = 'ban/';
/** Of bans that were lifted: when, in ISO 8601. */
const LIFTED = 'lifted/';
/** A lifted ban is known as such for this time, to nodes that come back. */
const LIFTED_MS = 90 * 24 * 3_600_000;

/**
 * Bans of one node hold on all: what is banned or lifted on one, tokens that are revoked among it, is so on every node, and
 * on those that come later. What a node's own file states when it joins or is read again is added to what the cluster has;
 * what was lifted behind its ban is taken from the file.
 * @param wallMs ms since 1970
 * @returns a function that ends it
 */
export function shareBans(
  access: Pick<Access, 'bans' | 'onBansReplaced'>,
  state: ClusterState,
  wallMs: () => number = Date.now,
): () => void {
  let end = shareList(access.bans, state, wallMs);
  const unwatch = access.onBansReplaced(() => {
    end();
    end = shareList(access.bans, state, wallMs);
  });
  return () => {
    unwatch();
    end();
  };
}

/** One list; nothing of it is lifted when this ends. */
function shareList(list: BanList, state: ClusterState, wallMs: () => number): () => void {
  let known = new Map<string, string>();
  /** Whether the list changes because another node has changed its own. */
  let isTaking = false;
  const tell = (): void => {
    if (isTaking) return;
    const bans = list.list();
    const next = new Map(bans.filter((ban) => !isLifted(ban)).map((ban) => [ban.id, JSON.stringify(ban)]));
    for (const ban of bans) if (isLifted(ban)) replicate(ban.id, null);
    for (const [id, text] of next) {
      if (known.get(id) === text) continue;
      state.put(PREFIX + keyOf(id), text);
      if (state.get(LIFTED + keyOf(id)) !== undefined) state.put(LIFTED + keyOf(id), null);
    }
    for (const [id, text] of known) {
      if (next.has(id)) continue;
      if (!hasExpired(banOf(text))) state.put(LIFTED + keyOf(id), new Date(wallMs()).toISOString());
      state.put(PREFIX + keyOf(id), null);
    }
    known = next;
  };
  const isLifted = ({ id, createdAt }: Ban): boolean => {
    const liftedAt = state.get(LIFTED + keyOf(id));
    return liftedAt !== undefined && Date.parse(liftedAt) > Date.parse(createdAt);
  };
  const hasExpired = (ban: Ban | undefined): boolean =>
    ban !== undefined && ban.expiresAt !== null && Date.parse(ban.expiresAt) <= wallMs();
  const replicate = (id: string, ban: Ban | null): void => {
    isTaking = true;
    try {
      list.replicate(id, ban);
    } finally {
      isTaking = false;
    }
  };
  const take = (key: string, text: string | null): void => {
    const id = text === null ? idOf(key, known) : banOf(text)?.id;
    if (id === undefined || known.get(id) === (text ?? undefined)) return;
    if (text === null) known.delete(id);
    else known.set(id, text);
    replicate(id, text === null ? null : banOf(text)!);
  };
  for (const [key, text] of state.entries(PREFIX)) take(key, text);
  for (const [key, liftedAt] of state.entries(LIFTED))
    if (!(wallMs() - Date.parse(liftedAt) < LIFTED_MS)) state.put(key, null);
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
