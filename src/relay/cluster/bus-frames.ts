import { CodecError } from '../../core/errors.js';
import type { BusMessage, ClaimRequest } from '../../ports/cluster-bus.js';
import { LINK_PREFIX_BYTES } from './bus-link.js';
import type { Succession } from './claim-rule.js';
import {
  isAbsentOr,
  isCount,
  isFlag,
  isListOf,
  isNullOr,
  isOfForm,
  isText,
  type MessageForm,
  readMessage,
} from './message-form.js';

/** Of a message after the prefix: kind, recall, term, number, first frame, frames, length of the channel's name. */
const MESSAGE_HEADER_BYTES = 1 + 4 + 4 + 4 + 8 + 2 + 1;
const MESSAGE = 1;
const CONTROL = 2;

/** A message of a channel on its way; `recall` is the request that it answers, 0 for a live one. */
export interface MessageFrame extends BusMessage {
  readonly kind: 'message';
  readonly channel: string;
  readonly recall: number;
}

/** Everything else between a node and its hub. `id` joins a question and its answer. */
export type ControlFrame =
  /** Node → hub: the first frame. Hub → node: nodes and state as they are. */
  | { readonly kind: 'join'; readonly node: string }
  | { readonly kind: 'nodes'; readonly nodes: readonly string[] }
  | ({ readonly kind: 'claim'; readonly id: number; readonly channel: string } & ClaimRequest)
  | {
      readonly kind: 'claimed';
      readonly id: number;
      readonly term: number;
      readonly isResumed: boolean;
      readonly error?: [string, string];
    }
  /** Hub → node: another has taken the channel, or the same source at another node. */
  | ({ readonly kind: 'lost'; readonly channel: string; readonly term: number } & Succession)
  | { readonly kind: 'release'; readonly channel: string; readonly term: number; readonly isLost: boolean }
  /** Hub → subscribers, once when nothing more is published: who lacks the last message learns of it. */
  | { readonly kind: 'head'; readonly channel: string; readonly term: number; readonly next: number }
  /** Hub → subscribers. `next` is the number behind the last message of the term; a replaced claim has a successor. */
  | {
      readonly kind: 'released';
      readonly channel: string;
      readonly term: number;
      readonly next: number;
      readonly isReplaced: boolean;
    }
  | { readonly kind: 'subscribe' | 'unsubscribe' | 'gap'; readonly channel: string }
  | {
      readonly kind: 'recall';
      readonly id: number;
      readonly channel: string;
      readonly term: number;
      readonly number: number;
    }
  /** Behind the recalled messages. */
  | {
      readonly kind: 'recalled';
      readonly id: number;
      readonly term: number;
      readonly isHeld: boolean;
      readonly owner: string;
    }
  | { readonly kind: 'put'; readonly key: string; readonly value: string | null; readonly isEphemeral: boolean }
  /** `to` is null for all nodes. Hub → node with `from`. */
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly from: string;
      readonly to: string | null;
      readonly body: string;
    }
  | {
      readonly kind: 'reply';
      readonly id: number;
      readonly to: string;
      readonly from: string;
      readonly body?: string;
      readonly error?: string;
    };

/** What each kind must have: a field of another kind would be compared, counted or kept all the same. */
const FORMS: Readonly<Record<ControlFrame['kind'], MessageForm>> = {
  join: { node: isText },
  nodes: { nodes: isListOf(isText) },
  claim: { id: isCount, channel: isText, epoch: isCount, owner: isText },
  claimed: { id: isCount, term: isCount, isResumed: isFlag, error: isAbsentOr(isListOf(isText)) },
  lost: { channel: isText, term: isCount },
  release: { channel: isText, term: isCount, isLost: isFlag },
  head: { channel: isText, term: isCount, next: isCount },
  released: { channel: isText, term: isCount, next: isCount, isReplaced: isFlag },
  subscribe: { channel: isText },
  unsubscribe: { channel: isText },
  gap: { channel: isText },
  recall: { id: isCount, channel: isText, term: Number.isSafeInteger, number: Number.isSafeInteger },
  recalled: { id: isCount, term: isCount, isHeld: isFlag, owner: isText },
  put: { key: isText, value: isNullOr(isText), isEphemeral: isFlag },
  request: { id: isCount, from: isText, to: isNullOr(isText), body: isText },
  reply: { id: isCount, to: isText, from: isText, body: isAbsentOr(isText), error: isAbsentOr(isText) },
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param recall the request that the message answers; 0 for a live one */
export function encodeMessageFrame(channel: string, message: BusMessage, recall = 0): Uint8Array {
  const start = LINK_PREFIX_BYTES + MESSAGE_HEADER_BYTES + channel.length;
  const frame = new Uint8Array(start + message.bytes.length);
  const view = new DataView(frame.buffer);
  let at = LINK_PREFIX_BYTES;
  view.setUint8(at, MESSAGE);
  view.setUint32(at + 1, recall);
  view.setUint32(at + 5, message.term);
  view.setUint32(at + 9, message.number);
  view.setFloat64(at + 13, message.firstFrame);
  view.setUint16(at + 21, message.frames);
  view.setUint8(at + 23, channel.length);
  at += MESSAGE_HEADER_BYTES;
  // Channel names are ASCII.
  for (let i = 0; i < channel.length; i++) frame[at + i] = channel.charCodeAt(i);
  frame.set(message.bytes, start);
  return frame;
}

/** A copy of a live message's frame as an answer to a recall. */
export function asRecalled(frame: Uint8Array, recall: number): Uint8Array {
  const copy = new Uint8Array(frame);
  new DataView(copy.buffer).setUint32(LINK_PREFIX_BYTES + 1, recall);
  return copy;
}

/** The frame of anything but a message, as JSON. */
export function encodeControlFrame(control: ControlFrame): Uint8Array {
  const text = encoder.encode(JSON.stringify(control));
  const frame = new Uint8Array(LINK_PREFIX_BYTES + 1 + text.length);
  frame[LINK_PREFIX_BYTES] = CONTROL;
  frame.set(text, LINK_PREFIX_BYTES + 1);
  return frame;
}

/**
 * Reads a frame; the bytes of a message are a view of it.
 * @throws CodecError PROTOCOL for what no node of this build sends
 */
export function decodeFrame(frame: Uint8Array): MessageFrame | ControlFrame {
  const at = LINK_PREFIX_BYTES;
  const nameAt = at + MESSAGE_HEADER_BYTES;
  if (frame[at] === CONTROL) {
    const control = readMessage<ControlFrame>(decoder.decode(frame.subarray(at + 1)), { kind: isText });
    if (control && Object.hasOwn(FORMS, control.kind) && isOfForm(FORMS[control.kind])(control)) return control;
  } else if (frame[at] === MESSAGE && frame.length >= nameAt && frame.length >= nameAt + frame[nameAt - 1]!) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const bytesAt = nameAt + view.getUint8(at + 23);
    const firstFrame = view.getFloat64(at + 13);
    if (isCount(firstFrame))
      return {
        kind: 'message',
        recall: view.getUint32(at + 1),
        term: view.getUint32(at + 5),
        number: view.getUint32(at + 9),
        firstFrame,
        frames: view.getUint16(at + 21),
        channel: String.fromCharCode(...frame.subarray(nameAt, bytesAt)),
        bytes: frame.subarray(bytesAt),
      };
  }
  throw new CodecError('PROTOCOL', `a frame of the bus must be a message or a control, got ${frame.length} bytes`);
}
