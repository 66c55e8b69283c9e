import {
  isAbsentOr,
  isCount,
  isFlag,
  isListOf,
  isNumber,
  isOfForm,
  isText,
  readMessage,
} from '../../../relay/cluster/message-form.js';

/** A channel's claim as the cluster keeps it. */
export interface ClaimRecord {
  readonly term: number;
  /** Of the node that holds the claim, or held it last. */
  readonly node: string;
  /** Of that node: another one after it was cut off or started again. */
  readonly session: string;
  readonly isHeld: boolean;
  /** Whether the claim continued the stream of the one before. */
  readonly isResumed: boolean;
  /** Whether that was proved by the stream's secret. */
  readonly isSameSource: boolean;
  /** Whether the channel is reserved for the source that was lost. */
  readonly isLost: boolean;
  /** Whether the stream has ended. */
  readonly hasEnded: boolean;
  readonly epoch: number;
  /** Secret of the stream. */
  readonly owner: string;
  readonly identity?: string;
  readonly reservedMs: number;
  /** Number behind the last message; known when the claim has been released. */
  readonly next: number;
}

/** The last hello, metadata and end of a channel's stream, as frames in base64. */
export interface StreamRecord {
  /** Of the claim under which this was written. */
  readonly term: number;
  /** Of the claim with which the stream began. */
  readonly streamTerm: number;
  readonly frames: readonly string[];
}

/** A record and the revision of its key; 0 where there is none. */
export interface Revised<T> {
  readonly value: T | null;
  readonly revision: number;
}

const decoder = new TextDecoder();

const TERM = { term: isCount };
/** Of a {@link ClaimRecord}. */
export const isClaimRecord = isOfForm({
  ...TERM,
  node: isText,
  session: isText,
  isHeld: isFlag,
  isResumed: isFlag,
  isSameSource: isFlag,
  isLost: isFlag,
  hasEnded: isFlag,
  epoch: isCount,
  owner: isText,
  identity: isAbsentOr(isText),
  reservedMs: isNumber,
  next: isCount,
});
const isStreamRecord = isOfForm({ ...TERM, streamTerm: isCount, frames: isListOf(isText) });

/** @returns null for what another program has written */
export function parseRecord<T extends ClaimRecord | StreamRecord>(bytes: Uint8Array): T | null {
  const value = readMessage<T>(decoder.decode(bytes), TERM);
  return value && (isClaimRecord(value) || isStreamRecord(value)) ? value : null;
}
