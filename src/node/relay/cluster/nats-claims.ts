import { CodecError } from '../../../core/errors.js';
import type { ChannelClaim, ClaimLost, ClaimRequest } from '../../../ports/cluster-bus.js';
import { judgeClaim, takenBy } from '../../../relay/cluster/claim-rule.js';
import type { ClaimRecord } from './channel-record.js';
import type { ClaimTable, KnownClaim } from './claim-table.js';
import { NatsClaim } from './nats-claim.js';
import type { NodeIdentity } from './presence-message.js';
import type { Recaller } from './recaller.js';
import type { RevisedStore } from './revised-store.js';
import type { Subjects } from './subjects.js';

/** Records of channels that nobody uses are removed so many at a time, at this interval. */
const MAX_REMOVED = 100;
const REMOVE_INTERVAL_MS = 60_000;
/** A claim that is held no more is kept for who asks what was retained. */
const KEEP_MS = 15_000;

/** What {@link NatsClaims} need of their bus. */
export interface NatsClaimsOptions {
  /** All claims, as this node has heard of them. */
  readonly table: ClaimTable;
  /** The same, as the servers have them. */
  readonly claims: RevisedStore;
  /** The beginnings of streams. */
  readonly streams: RevisedStore;
  /** Names on the servers. */
  readonly subjects: Subjects;
  /** Finds what is retained. */
  readonly recaller: Recaller;
  /** Monotonic time. */
  readonly nowMs: () => number;
  /** This node. */
  readonly own: () => NodeIdentity;
  /** All nodes, in one order everywhere. */
  readonly nodes: () => readonly string[];
  /** Whether a node is there, in this session. */
  readonly isAlive: (holder: Pick<ClaimRecord, 'node' | 'session'>) => boolean;
  /** Silence after which a node has gone. */
  readonly goneMs: number;
  /** Time after which the record of a channel is removed that nobody holds. */
  readonly idleMs: number;
  /** Sends a frame of a channel; false where it was dropped. */
  readonly publish: (subject: string, frame: Uint8Array, isAudio: boolean) => boolean;
  /** A claim is held no more, and nobody has taken it yet. */
  readonly onReleased: (channel: string, record: ClaimRecord) => void;
  /** Others have ended a claim of this node because they took the node for gone. */
  readonly onBroken: () => void;
}

/** Claims: those of this node, and the ends of those whose nodes have gone. */
export class NatsClaims {
  readonly #o: NatsClaimsOptions;
  /** The newest of each channel. */
  readonly #claims = new Map<string, { readonly claim: NatsClaim; lostMs: number | null }>();
  /** Channels whose holder is not there, and since when that is known. */
  readonly #orphans = new Map<string, number>();
  #joinedMs = 0;
  #removedMs = Number.NEGATIVE_INFINITY;

  constructor(options: NatsClaimsOptions) {
    this.#o = options;
  }

  /** The newest claim of this node on a channel, held or not. */
  newest(channel: string): NatsClaim | undefined {
    return this.#claims.get(channel)?.claim;
  }

  /** The node has joined: it hears from the others from now on. */
  joined(): void {
    this.#joinedMs = this.#o.nowMs();
    this.#orphans.clear();
  }

  /** @throws CodecError CHANNEL_BUSY | TRANSPORT_FAILED */
  async claim(channel: string, request: ClaimRequest, onLost: ClaimLost): Promise<ChannelClaim> {
    const { claims, streams, subjects, table, recaller, nowMs, publish, own } = this.#o;
    const { node, session } = own();
    const { epoch, owner, identity, reservedMs = 0 } = request;
    let before: ClaimRecord | null = null;
    const { value, revision } = await claims.modify<ClaimRecord>(
      subjects.key(channel),
      ({ value: present, revision }) => {
        before = present;
        if (present) table.learn(channel, present, revision);
        const isResumed = judgeClaim(this.#factsOf(channel, present, revision), request);
        const known = present ?? this.#ownRecord(channel);
        return {
          term: table.nextTerm(present),
          node,
          session,
          isHeld: true,
          isResumed,
          isSameSource: isResumed && request.proof === known?.owner,
          isLost: false,
          hasEnded: present?.hasEnded ?? false,
          epoch,
          owner: isResumed ? (known?.owner ?? owner) : owner,
          ...(identity !== undefined && { identity }),
          reservedMs,
          next: 0,
        };
      },
    );
    const record = value!;
    const retained = await recaller.takeOver(channel, before, { record, revision });
    const claim: NatsClaim = new NatsClaim({
      channel,
      record,
      isResumed: record.isResumed,
      retained,
      subjects,
      publish,
      claims,
      streams,
      nowMs,
      onLost,
      onWritten: (written, at) => table.learn(channel, written, at),
    });
    const previous = this.newest(channel);
    this.#claims.set(channel, { claim, lostMs: null });
    table.learn(channel, record, revision);
    previous?.lose(takenBy(channel, record), record.isResumed);
    const isCurrent = own().session === session && table.get(channel)?.record.term === record.term;
    if (isCurrent) return claim;
    claim.release();
    throw new CodecError('TRANSPORT_FAILED', 'the node was cut off from the cluster while it claimed a channel');
  }

  /** The claim of a channel has changed. */
  onChange(channel: string, { record }: KnownClaim, before: KnownClaim | undefined): void {
    const { own, onReleased, onBroken } = this.#o;
    const held = this.newest(channel);
    if (held?.isHeld && record.term > held.term) {
      held.lose(takenBy(channel, record), record.isResumed);
      this.#retire(channel);
    }
    if (!record.isHeld && before?.record.isHeld !== false) onReleased(channel, record);
    if (held?.isHeld && record.term === held.term && !record.isHeld && record.session === own().session) onBroken();
  }

  /** Settles when what this node has published is kept by the servers as well. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#claims.values(), ({ claim }) => claim.settled));
  }

  tick(): void {
    const { nowMs, table } = this.#o;
    for (const [channel, entry] of this.#claims) {
      entry.claim.tick();
      if (!entry.claim.isHeld) entry.lostMs ??= nowMs();
      if (entry.lostMs !== null && nowMs() - entry.lostMs > KEEP_MS) this.#claims.delete(channel);
    }
    for (const channel of this.#orphans.keys()) if (!table.get(channel)?.record.isHeld) this.#orphans.delete(channel);
    this.breakOrphans();
    this.#removeIdle();
  }

  /** Whether a holder is there no more. A node that has just come does not know yet who is. */
  isGone(holder: Pick<ClaimRecord, 'node' | 'session'>): boolean {
    return !this.#o.isAlive(holder) && this.#o.nowMs() - this.#joinedMs >= this.#o.goneMs;
  }

  /** Ends the claims of nodes that have gone. One node does it; the others step in where it does not. */
  breakOrphans(): void {
    const { nowMs, nodes, own, goneMs, table } = this.#o;
    const now = nowMs();
    const rank = Math.max(0, nodes().indexOf(own().node));
    for (const [channel, { record }] of table.held()) {
      if (!this.isGone(record)) {
        this.#orphans.delete(channel);
        continue;
      }
      const sinceMs = this.#orphans.get(channel) ?? now;
      this.#orphans.set(channel, sinceMs);
      if (now - sinceMs < (rank * goneMs) / 2) continue;
      this.#orphans.set(channel, now);
      void this.#break(channel, record);
    }
  }

  /** Settles when the servers know that nothing is held here any more. */
  async releaseAll(): Promise<void> {
    for (const { claim } of this.#claims.values()) claim.release();
    await this.settled();
  }

  loseAll(error: CodecError): void {
    for (const [channel, { claim }] of this.#claims) {
      claim.lose(error);
      this.#retire(channel);
    }
  }

  #retire(channel: string): void {
    const entry = this.#claims.get(channel);
    if (entry) entry.lostMs ??= this.#o.nowMs();
  }

  async #break(channel: string, { term, session }: ClaimRecord): Promise<void> {
    const { claims, subjects, table } = this.#o;
    try {
      const { value, revision } = await claims.modify<ClaimRecord>(subjects.key(channel), ({ value: record }) =>
        record?.isHeld && record.term === term && record.session === session && !this.#o.isAlive(record)
          ? { ...record, isHeld: false, isLost: true }
          : null,
      );
      if (value) table.learn(channel, value, revision);
    } catch {
      // The servers cannot be reached: tried again at a later tick.
    }
  }

  /** One node does it: what is left of channels that nobody has used for long, on all servers. */
  #removeIdle(): void {
    const { nowMs, nodes, own, idleMs, table, claims, streams, subjects } = this.#o;
    if (nodes()[0] !== own().node || nowMs() - this.#removedMs < Math.min(idleMs, REMOVE_INTERVAL_MS)) return;
    this.#removedMs = nowMs();
    let left = MAX_REMOVED;
    for (const [channel, { revision }] of table.idle(idleMs)) {
      if (left-- === 0) return;
      const key = subjects.key(channel);
      void claims.remove(key, revision).then((isRemoved) => isRemoved && streams.remove(key));
    }
  }

  #ownRecord(channel: string): ClaimRecord | undefined {
    return this.newest(channel)?.record;
  }

  #factsOf(channel: string, present: ClaimRecord | null, revision: number): Parameters<typeof judgeClaim>[0] {
    const { own, table, nowMs } = this.#o;
    const { node, session } = own();
    const mine = this.#ownRecord(channel);
    // Where the servers have lost the record, this node still knows its own.
    const record = present ?? mine;
    const isMine = mine !== undefined && record?.node === node && record.term === mine.term;
    const known = table.get(channel);
    const sinceMs = known?.revision === revision ? known.heardMs : nowMs();
    return {
      isHeld: present?.isHeld ?? false,
      isOwn: isMine || (record?.node === node && record.session === session),
      hasEnded: record?.hasEnded ?? false,
      isReserved: !!present?.isLost && !present.hasEnded && nowMs() < sinceMs + present.reservedMs,
      epoch: record?.epoch ?? null,
      owner: record?.owner ?? '',
      identity: record?.identity,
    };
  }
}
