import { CodecError } from '../../core/errors.js';
import type { ClaimRequest } from '../../ports/cluster-bus.js';

/** What is known of a channel when somebody asks to be its source. */
export interface ClaimFacts {
  /** Whether a claim is held. */
  readonly isHeld: boolean;
  /** Whether it is held by the node that asks. */
  readonly isOwn: boolean;
  /** Whether the stream has ended. */
  readonly hasEnded: boolean;
  /** Whether the channel is reserved for the source that was lost. */
  readonly isReserved: boolean;
  /** Of the newest stream; null before the first. */
  readonly epoch: number | null;
  /** Of the newest claim; empty before the first. */
  readonly owner: string;
  /** Who the source is by its grant. */
  readonly identity: string | undefined;
}

/**
 * The one rule of every bus by which a claim is granted.
 * @returns whether the stream continues; otherwise another begins
 * @throws CodecError CHANNEL_BUSY
 */
export function judgeClaim(facts: ClaimFacts, request: ClaimRequest): boolean {
  const { isHeld, isOwn, hasEnded, isReserved, epoch, owner, identity } = facts;
  const isKnown = request.identity !== undefined && request.identity === identity;
  const isOwner = isOwn || isKnown || request.proof === owner;
  const isResumed = request.isResuming && request.epoch === epoch && isOwner;
  const isFree = isHeld ? isOwn || hasEnded : isKnown || !isReserved;
  if (!isResumed && !isFree && !request.isReplacing)
    throw new CodecError('CHANNEL_BUSY', 'the channel has a source already');
  return isResumed;
}

/** How a source has got the channel of another connection. */
export interface Succession {
  /** Whether the stream continues. */
  readonly isResumed: boolean;
  /** Whether it has proved by the stream's secret, which one program alone has, that both connections are its own. */
  readonly isSameSource?: boolean | undefined;
}

/**
 * Why the connection of the source before is closed. Of two programs the earlier one must not come back: they would take
 * turns. The same program's may: where the later request was an old one that came late, or a copy, nobody is behind it.
 */
export function takenBy(channel: string, { isResumed, isSameSource = false }: Succession): CodecError {
  if (isResumed)
    return new CodecError(isSameSource ? 'TRANSPORT_CLOSED' : 'CHANNEL_BUSY', 'the source has connected again');
  return new CodecError('CHANNEL_BUSY', `another source has taken channel ${channel}`);
}
