import { CodecError, ERROR_CODES, type ErrorCode } from '../errors.js';
import { type Body, integerField, stringField } from './fields.js';
import { MAX_PLANES } from './packet-types.js';

/** What a listener may change while it listens. */
export interface Control {
  /** At most this many planes from now on, 1..8. */
  readonly planes: number;
}

/** Why a connection is about to be closed: the body of an `error` packet. */
export interface ErrorNotice {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Longest `message` of an error packet; a longer one is cut by {@link errorNotice} and refused by the parser. */
export const ERROR_MESSAGE_LIMIT = 512;

/** WebSocket close codes of a refusal; the `error` packet before it says more. */
export const CLOSE_CODES = {
  protocol: 4001,
  channelName: 4002,
  modelMismatch: 4003,
  channelBusy: 4004,
  limit: 4005,
  tooSlow: 4006,
  goingAway: 4007,
} as const;

export type CloseReason = keyof typeof CLOSE_CODES;

/** One path segment: the name of a channel, also a file name on every system. */
const CHANNEL_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** @throws CodecError CHANNEL_NAME unless `name` is 1 to 64 of A–Z a–z 0–9 . _ - and is not "." or "..". */
export function requireChannelName(name: string): string {
  if (!CHANNEL_NAME.test(name) || name === '.' || name === '..')
    throw new CodecError(
      'CHANNEL_NAME',
      `channel must be 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(name).slice(0, 80)}`,
    );
  return name;
}

/** @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. Unknown fields are dropped. */
export function parseControl(body: Body): Control {
  return { planes: integerField(body, 'planes', 1, MAX_PLANES) };
}

/** A notice that fits into a packet. */
export function errorNotice(
  code: ErrorCode,
  message: string = ERROR_CODES[code],
): ErrorNotice & Record<string, unknown> {
  return { code, message: message.slice(0, ERROR_MESSAGE_LIMIT) };
}

/** Reads an error packet; a code that this build does not know becomes PROTOCOL, with the code in the message. */
export function parseErrorNotice(body: Body): ErrorNotice {
  const code = stringField(body, 'code', 64);
  const message = stringField(body, 'message', ERROR_MESSAGE_LIMIT);
  return Object.hasOwn(ERROR_CODES, code)
    ? { code: code as ErrorCode, message }
    : { code: 'PROTOCOL', message: `${code}: ${message}` };
}
