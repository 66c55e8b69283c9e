import { concat } from '../crypto/bytes.js';
import type { MessageNumber } from '../crypto/sender-key.js';

/**
 * First byte of what goes over a link of a session. Below these it is the header of an SFrame message, whose first byte is
 * never one of them: it would announce a key id of eight bytes.
 */
export const FRAME_KINDS = {
  /** Unprotected, over a direct path. */
  plain: 0xf0,
  /** Sealed between the two, for one peer alone. */
  sealed: 0xf4,
  /** Control, sealed between the two. */
  control: 0xf5,
  /** A request for a sign of life, and the answer. */
  probe: 0xf6,
  probeAnswer: 0xf7,
  /** Unprotected, for one peer alone, over a direct path. */
  direct: 0xf8,
} as const;

/** Bytes of an unprotected message in front of what is sent: kind, key and number, then the number of the stream. */
export const PLAIN_OVERHEAD_BYTES = 5;

/** Generations that an unprotected message tells apart. */
export const PLAIN_GENERATIONS = 256;

/** Bytes that protection adds at most where the peer is not the host: header and tag of SFrame, by the suite. */
export const MAX_PROTECTION_BYTES = { 'ctr-hmac-64': 12, 'gcm-128': 20 } as const;

/** A message with its stream in front of it. */
export const withStream = (stream: number, payload: Uint8Array): Uint8Array<ArrayBuffer> =>
  concat(Uint8Array.of(stream), payload);

/** An unprotected message. @param body {@link withStream} */
export const encodePlain = ({ generation, counter }: MessageNumber, body: Uint8Array): Uint8Array<ArrayBuffer> =>
  concat(Uint8Array.of(FRAME_KINDS.plain, generation % PLAIN_GENERATIONS, counter >> 8, counter & 255), body);

/** The parts of an unprotected message; null where it is too short. The body is a view. */
export function parsePlain(frame: Uint8Array) {
  if (frame.length < PLAIN_OVERHEAD_BYTES + 1) return null;
  return { generation: frame[1]!, counter: (frame[2]! << 8) | frame[3]!, body: frame.subarray(4) };
}

/** A frame of this kind. */
export const withKind = (kind: number, body: Uint8Array): Uint8Array<ArrayBuffer> => concat(Uint8Array.of(kind), body);

/** @param token 0..2^32 − 1; `sent` messages so far over this path to the peer, modulo 2^32 */
export function encodeProbe(token: number, sent: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(9);
  const view = new DataView(frame.buffer);
  view.setUint8(0, FRAME_KINDS.probe);
  view.setUint32(1, token);
  view.setUint32(5, sent >>> 0);
  return frame;
}

/** Null where it is none. */
export function parseProbe(frame: Uint8Array): { readonly token: number; readonly sent: number } | null {
  if (frame.length !== 9) return null;
  const view = new DataView(frame.buffer, frame.byteOffset);
  return { token: view.getUint32(1), sent: view.getUint32(5) };
}

/** The answer to a probe. */
export function encodeProbeAnswer(token: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5);
  const view = new DataView(frame.buffer);
  view.setUint8(0, FRAME_KINDS.probeAnswer);
  view.setUint32(1, token);
  return frame;
}

/** Token of an answer; null where it is none. */
export const parseProbeAnswer = (frame: Uint8Array): number | null =>
  frame.length === 5 ? new DataView(frame.buffer, frame.byteOffset).getUint32(1) : null;
