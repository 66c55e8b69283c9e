import { isCount, isListOf, isNullOr, isOfForm, isText, readReplies } from '../../../../relay/cluster/message-form.js';
import type { RelayCluster } from '../../../../relay/cluster/relay-cluster.js';
import type { RecordingStore } from './recording-store.js';
import type { RecordingInfo } from './stream-file.js';

const END = 'endRecording';
/** A file that ends is written to its end. */
const TIMEOUT_MS = 8000;

/** Files of a recording that has ended; null where none ran. */
export type EndedRecording = readonly RecordingInfo[] | null;

const isEnded = isNullOr(
  isListOf(
    isOfForm({ path: isText, startedAt: isText, frames: isCount, pausedFrames: isCount, error: isNullOr(isText) }),
  ),
);

/** Ends the recording of a channel in this process. */
export const endOwn = async (store: RecordingStore | null, channel: string): Promise<EndedRecording> =>
  store && (await store.stop(channel)) ? store.list(channel) : null;

/** Ends recordings of this process where another one of the relay or of its cluster asks for it. */
export function answerEnds(cluster: RelayCluster | null, store: RecordingStore): void {
  cluster?.handle(END, async (channel) => (typeof channel === 'string' ? endOwn(store, channel) : null));
}

/** Ends the recording of a channel wherever it runs; a process that does not answer in eight seconds is left out. */
export async function endEverywhere(
  cluster: RelayCluster | null,
  store: RecordingStore | null,
  channel: string,
): Promise<EndedRecording> {
  const own = await endOwn(store, channel);
  const replies = cluster ? await cluster.ask(END, channel, { timeoutMs: TIMEOUT_MS }) : [];
  return joinEnded([own, ...readReplies<EndedRecording>(replies, isEnded)]);
}

/** Files of recordings that have ended in several places; null where none ran in any. */
export function joinEnded(places: readonly EndedRecording[]): EndedRecording {
  const ended = places.filter((files) => files !== null);
  return ended.length > 0 ? ended.flat() : null;
}
