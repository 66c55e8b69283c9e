import { CodecError, ERROR_CODES, type ErrorCode } from '../errors.js';
import { type Body, framePosition, integerField, invalidField, own, stringField } from './fields.js';
import { HELLO_LIMITS, type PacketLengthRequest, packetLengthFields } from './hello.js';
import { MAX_PLANES } from './packet-types.js';

/** Settings that a listener may change while it listens: the body of a `control` packet. */
export interface Control extends PacketLengthRequest {
  /** Largest number of planes to send from now on, 1..8. */
  readonly planes: number;
  /** How far the listener has played, for a relay that asks for it. */
  readonly played?: PlayedPosition;
}

/** How far a listener has played. */
export interface PlayedPosition {
  /** Epoch of the stream that it plays, 0..2^32 − 1. */
  readonly epoch: number;
  /** Index of the first frame that its decoder has not handed out to be played, 0..2^53 − 1. */
  readonly frame: number;
}

/** What a relay tells a listener that has asked for it: the body of its `control` packet, which has one of the fields. */
export type RelayControl =
  /** Latent frames in each audio packet from now on, 1..128. */
  | { readonly framesPerMessage: number; readonly listeners?: undefined }
  /** How many listen to the channel, 0..2^53 − 1. */
  | { readonly listeners: number };

/** The reason for closing a connection: the body of an `error` packet. */
export interface ErrorNotice {
  readonly code: ErrorCode;
  readonly message: string;
  /** When the peer should connect again, in ms from now, 0..{@link MAX_RETRY_AFTER_MS}; undefined: whenever it likes. */
  readonly retryAfterMs?: number;
  /** The same channel at another relay, ws:// or wss://, at most {@link ERROR_MESSAGE_LIMIT} characters. */
  readonly alternativeUrl?: string;
  /** Whether another token may be let in; undefined: no, or not known. */
  readonly needsToken?: boolean;
}

/** Longest wait that an error packet may ask for, in ms: {@link errorNotice} shortens longer ones. */
export const MAX_RETRY_AFTER_MS = 600_000;

/** Length limit of an error packet's `message`: {@link errorNotice} cuts longer ones, {@link parseErrorNotice} refuses them. */
export const ERROR_MESSAGE_LIMIT = 512;

/** WebSocket close codes of refusals; the `error` packet before the close has the message. */
export const CLOSE_CODES = {
  protocol: 4001,
  channelName: 4002,
  modelMismatch: 4003,
  channelBusy: 4004,
  limit: 4005,
  tooSlow: 4006,
  goingAway: 4007,
  notAllowed: 4008,
  sessionNotFound: 4009,
} as const;

/** Channel names are one path segment of a URL, and valid file names on every system. */
const CHANNEL_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Names that are no files, and names that every object of JavaScript has. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  '.',
  '..',
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/**
 * @throws CodecError CHANNEL_NAME unless `name` is 1 to 64 of A–Z a–z 0–9 . _ - and is not "." or "..", nor a name that
 *   every object has, such as "constructor".
 */
export function requireChannelName(name: string): string {
  if (!CHANNEL_NAME.test(name))
    throw new CodecError(
      'CHANNEL_NAME',
      `channel must be 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(name).slice(0, 80)}`,
    );
  if (RESERVED_NAMES.has(name))
    throw new CodecError('CHANNEL_NAME', `channel must be another name than "${name}", which is reserved`);
  return name;
}

/**
 * Reads the body of a control packet of a listener.
 *
 * @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. Unknown fields are dropped.
 */
export function parseControl(body: Body): Control {
  const played = own(body, 'played');
  return {
    planes: integerField(body, 'planes', 1, MAX_PLANES),
    ...packetLengthFields(body),
    ...(played !== undefined && { played: framePosition('played', played) }),
  };
}

/**
 * Reads the body of a control packet of a relay.
 *
 * @throws CodecError PACKET_FIELD as {@link parseControl} does
 */
export function parseRelayControl(body: Body): RelayControl {
  if (own(body, 'listeners') !== undefined)
    return { listeners: integerField(body, 'listeners', 0, Number.MAX_SAFE_INTEGER) };
  return { framesPerMessage: integerField(body, 'framesPerMessage', ...HELLO_LIMITS.framesPerMessage) };
}

/**
 * Reads the place of a source that waits from a control packet of a relay: from 1; null where it states none.
 *
 * @throws CodecError PACKET_FIELD as {@link parseControl} does
 */
export function parseQueuePlace(body: Body): number | null {
  return own(body, 'queuePlace') === undefined ? null : integerField(body, 'queuePlace', 1, 65_535);
}

/**
 * An error notice whose message is cut to the limit.
 *
 * @param details as in {@link ErrorNotice}: `retryAfterMs` is rounded to whole ms and put into its range, `alternativeUrl`
 *   left out where it is too long, `needsToken` where it is false
 */
export function errorNotice(
  code: ErrorCode,
  message: string = ERROR_CODES[code],
  { retryAfterMs, alternativeUrl, needsToken }: Omit<ErrorNotice, 'code' | 'message'> = {},
): ErrorNotice & Record<string, unknown> {
  return {
    code,
    message: message.slice(0, ERROR_MESSAGE_LIMIT),
    ...(retryAfterMs !== undefined && {
      retryAfterMs: Math.round(Math.min(Math.max(retryAfterMs, 0), MAX_RETRY_AFTER_MS)),
    }),
    ...(alternativeUrl !== undefined && alternativeUrl.length <= ERROR_MESSAGE_LIMIT && { alternativeUrl }),
    ...(needsToken && { needsToken }),
  };
}

/** Reads an error packet; a code that this build does not know becomes PROTOCOL, with the code in the message. */
export function parseErrorNotice(body: Body): ErrorNotice {
  const code = stringField(body, 'code', 64);
  const message = stringField(body, 'message', ERROR_MESSAGE_LIMIT);
  const retry =
    own(body, 'retryAfterMs') === undefined ? null : integerField(body, 'retryAfterMs', 0, MAX_RETRY_AFTER_MS);
  const alternativeUrl =
    own(body, 'alternativeUrl') === undefined ? null : stringField(body, 'alternativeUrl', ERROR_MESSAGE_LIMIT);
  if (alternativeUrl !== null && !/^wss?:\/\//.test(alternativeUrl))
    throw invalidField('alternativeUrl', alternativeUrl, 'an address that begins with ws:// or wss://');
  return {
    ...(Object.hasOwn(ERROR_CODES, code)
      ? { code: code as ErrorCode, message }
      : { code: 'PROTOCOL', message: `${code}: ${message}` }),
    ...(retry !== null && { retryAfterMs: retry }),
    ...(alternativeUrl !== null && { alternativeUrl }),
    ...(own(body, 'needsToken') === true && { needsToken: true }),
  };
}
