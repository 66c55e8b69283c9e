import { LINK_PREFIX_BYTES } from '../../../relay/cluster/bus-link.js';
import { isCount, isFlag, isText, readMessage } from '../../../relay/cluster/message-form.js';

/** What a node states of a channel that it holds, before the frames. */
export interface RecallHead {
  readonly term: number;
  readonly isHeld: boolean;
  readonly owner: string;
}

const HEAD_FORM = { term: isCount, isHeld: isFlag, owner: isText };

/** One message: the head as JSON behind its length, and frames, each behind its length. Their prefix is that length. */
export function encodeRecall(head: RecallHead, frames: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const answer = new Uint8Array(frames.reduce((sum, { length }) => sum + length, LINK_PREFIX_BYTES + text.length));
  const view = new DataView(answer.buffer);
  view.setUint32(0, text.length);
  answer.set(text, LINK_PREFIX_BYTES);
  let at = LINK_PREFIX_BYTES + text.length;
  for (const frame of frames) {
    answer.set(frame, at);
    view.setUint32(at, frame.length - LINK_PREFIX_BYTES);
    at += frame.length;
  }
  return answer;
}

/** @returns null for what no node of this build answers */
export function decodeRecall(answer: Uint8Array): { readonly head: RecallHead; readonly frames: Uint8Array[] } | null {
  if (answer.length < LINK_PREFIX_BYTES) return null;
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let at = LINK_PREFIX_BYTES + view.getUint32(0);
  const text = new TextDecoder().decode(answer.subarray(LINK_PREFIX_BYTES, at));
  const head = readMessage<RecallHead>(text, HEAD_FORM);
  const frames: Uint8Array[] = [];
  while (at < answer.length) {
    if (at + LINK_PREFIX_BYTES > answer.length) return null;
    const end = at + LINK_PREFIX_BYTES + view.getUint32(at);
    if (end > answer.length) return null;
    frames.push(answer.subarray(at, end));
    at = end;
  }
  return head ? { head, frames } : null;
}
