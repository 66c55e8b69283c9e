import { CodecError } from '../../core/errors.js';

/** First byte of a clock message. */
const PROBE = 1;
const ANSWER = 2;
const PROBE_BYTES = 3;
const ANSWER_BYTES = 17;
/** Errors are carried in hundredths of a millisecond, at most this many. */
const MAX_ERROR = 0xffff;

/** A question for the time, and its answer. Times are in ms. */
export type ClockMessage =
  | { readonly kind: 'probe'; readonly token: number }
  | {
      readonly kind: 'answer';
      /** Of the question, 0..65535. */
      readonly token: number;
      /** When the question came and when the answer left, by the clock that is asked for. */
      readonly receivedMs: number;
      readonly sentMs: number;
      /** Standard deviation of that clock as the answering peer knows it, 0..655.35. */
      readonly errorMs: number;
    };

/**
 * Bytes of a clock message: 3 for a question, 17 for an answer. Big-endian: kind (1 byte), token (2); in an answer then the
 * time of receipt (float64, ms), how long it took to answer (4 bytes, µs), and the standard deviation (2 bytes, 0.01 ms).
 */
export function encodeClockMessage(message: ClockMessage): Uint8Array {
  const bytes = new Uint8Array(message.kind === 'probe' ? PROBE_BYTES : ANSWER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = message.kind === 'probe' ? PROBE : ANSWER;
  view.setUint16(1, message.token);
  if (message.kind === 'probe') return bytes;
  view.setFloat64(3, message.receivedMs);
  view.setUint32(11, Math.min(0xffffffff, Math.max(0, Math.round((message.sentMs - message.receivedMs) * 1000))));
  view.setUint16(15, Math.min(MAX_ERROR, Math.round(message.errorMs * 100)));
  return bytes;
}

/** @throws CodecError PACKET_TRUNCATED, PACKET_TYPE or PACKET_FIELD for what is no clock message */
export function parseClockMessage(bytes: Uint8Array): ClockMessage {
  const kind = bytes[0];
  if (kind !== PROBE && kind !== ANSWER)
    throw new CodecError('PACKET_TYPE', `a clock message must begin with ${PROBE} or ${ANSWER}, got ${kind}`);
  const length = kind === PROBE ? PROBE_BYTES : ANSWER_BYTES;
  if (bytes.length < length)
    throw new CodecError('PACKET_TRUNCATED', `a clock message must have ${length} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const token = view.getUint16(1);
  if (kind === PROBE) return { kind: 'probe', token };
  const receivedMs = view.getFloat64(3);
  if (!Number.isFinite(receivedMs) || Math.abs(receivedMs) > Number.MAX_SAFE_INTEGER)
    throw new CodecError('PACKET_FIELD', `receivedMs must be within ±2^53, got ${receivedMs}`);
  return {
    kind: 'answer',
    token,
    receivedMs,
    sentMs: receivedMs + view.getUint32(11) / 1000,
    errorMs: view.getUint16(15) / 100,
  };
}
