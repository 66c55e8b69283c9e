import { CodecError } from '../errors.js';
import { type Body, booleanField, integerField, invalidField, own } from './fields.js';

/** Name of the WebSocket subprotocol of rooms. */
export const ROOM_SUBPROTOCOL = 'latentcast.room.v1';

/** Folder of the relay under which its rooms are. */
export const ROOM_PATH = 'rooms';

/** Bounds of what is sent to and from a room. */
export const ROOM_LIMITS = {
  /** Peers of a room. */
  peers: 50,
  /** Bytes of any message. */
  messageBytes: 16_384,
  /** Bytes of a message that the relay passes on. */
  dataBytes: 12_288,
  /** Characters of a sealed card, as base64. */
  cardCharacters: 2_048,
  /** Characters of a sealed signal, as base64. */
  signalCharacters: 12_288,
} as const;

/** First byte of a message. An `error` packet of the wire format, type 7, may precede a close. */
export const ROOM_MESSAGE_TYPES = { json: 1, data: 2, ping: 3, pong: 4 } as const;

/** In place of a seat: to everybody who has asked for what the sender sends. */
export const TO_AUDIENCE = 255;

/** From a peer to the relay. Seats are 0..{@link ROOM_LIMITS}.peers − 1. */
export type RoomRequest =
  | {
      readonly type: 'join';
      /** 1..64 of letters, digits, `-` and `_`. */
      readonly peerId: string;
      /** Shows that a later connection is of the same peer: 32 lower-case hex digits. */
      readonly token: string;
      /** Sealed: the relay only passes it on. */
      readonly card: string;
      /** The seat that the peer had before its connection was lost. */
      readonly seat?: number;
      /** Whether the room is made where there is none. */
      readonly creates: boolean;
    }
  | { readonly type: 'card'; readonly card: string }
  | { readonly type: 'signal'; readonly to: number; readonly data: string }
  | { readonly type: 'receive'; readonly from: number; readonly isOn: boolean }
  /** `hasMoved`: the session has another room now, and this one is of no use once nobody is in it. */
  | { readonly type: 'leave'; readonly hasMoved?: true };

/** From the relay to a peer. */
export type RoomNotice =
  /** `peers` others follow, each as `joined`. */
  | { readonly type: 'welcome'; readonly seat: number; readonly peers: number; readonly stunPort?: number }
  | { readonly type: 'joined'; readonly seat: number; readonly peerId: string; readonly card: string }
  | { readonly type: 'card'; readonly seat: number; readonly card: string }
  /** `isLost`: its connection was lost; it may come back to its seat. */
  | { readonly type: 'left'; readonly seat: number; readonly isLost: boolean }
  | { readonly type: 'signal'; readonly from: number; readonly data: string }
  /** How many want what this peer sends to {@link TO_AUDIENCE}. */
  | { readonly type: 'audience'; readonly count: number };

/** A message of either side, whose type decides what else it has. */
export type RoomMessage =
  | { readonly type: 'json'; readonly body: Body }
  | { readonly type: 'data'; readonly seat: number; readonly payload: Uint8Array }
  | { readonly type: 'ping' | 'pong'; readonly token: number };

const PEER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const TOKEN = /^[0-9a-f]{32}$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** A JSON message of a room. */
export function encodeRoomJson(body: RoomRequest | RoomNotice): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(body));
  const message = new Uint8Array(text.length + 1);
  message[0] = ROOM_MESSAGE_TYPES.json;
  message.set(text, 1);
  return message;
}

/** A message that the relay passes on. @param seat to a relay the receiver, or {@link TO_AUDIENCE}; from it the sender */
export function encodeRoomData(seat: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(payload.length + 2);
  message[0] = ROOM_MESSAGE_TYPES.data;
  message[1] = seat;
  message.set(payload, 2);
  return message;
}

/** @param token 0..2^32 − 1 */
export const encodeRoomPing = (type: 'ping' | 'pong', token: number): Uint8Array =>
  Uint8Array.of(ROOM_MESSAGE_TYPES[type], token >>> 24, (token >>> 16) & 255, (token >>> 8) & 255, token & 255);

/**
 * Reads a message of a room. What it has is checked by {@link parseRoomRequest} and {@link parseRoomNotice}.
 * @throws CodecError PACKET_TYPE | PACKET_TRUNCATED | PACKET_TOO_LARGE | PACKET_FIELD
 */
export function parseRoomMessage(message: Uint8Array): RoomMessage {
  if (message.length > ROOM_LIMITS.messageBytes) throw tooLarge('a message', message.length, ROOM_LIMITS.messageBytes);
  const [type] = message;
  if (type === ROOM_MESSAGE_TYPES.json) return { type: 'json', body: parseBody(message.subarray(1)) };
  if (type === ROOM_MESSAGE_TYPES.data) {
    if (message.length < 3) throw new CodecError('PACKET_TRUNCATED', 'a message to pass on has at least 3 bytes');
    const payload = message.subarray(2);
    if (payload.length > ROOM_LIMITS.dataBytes) throw tooLarge('the payload', payload.length, ROOM_LIMITS.dataBytes);
    return { type: 'data', seat: message[1]!, payload };
  }
  if (type === ROOM_MESSAGE_TYPES.ping || type === ROOM_MESSAGE_TYPES.pong) {
    if (message.length !== 5) throw new CodecError('PACKET_TRUNCATED', 'a ping or pong has 5 bytes');
    const token = new DataView(message.buffer, message.byteOffset).getUint32(1);
    return { type: type === ROOM_MESSAGE_TYPES.ping ? 'ping' : 'pong', token };
  }
  throw new CodecError(
    'PACKET_TYPE',
    `the first byte of a room's message is 1 to 4, got ${type ?? 'an empty message'}`,
  );
}

/** Reads what a peer has sent. @throws CodecError PACKET_FIELD naming field, value and range. Unknown fields are dropped */
export function parseRoomRequest(body: Body): RoomRequest {
  const type = own(body, 'type');
  if (type === 'join') {
    const seat = own(body, 'seat') === undefined ? {} : { seat: seatField(body, 'seat') };
    const peerId = patternField(body, 'peerId', PEER_ID, 'of 1 to 64 letters, digits, "-" or "_"');
    const token = patternField(body, 'token', TOKEN, '32 lower-case hex digits');
    return { type, peerId, token, card: cardField(body), ...seat, creates: own(body, 'creates') === true };
  }
  if (type === 'card') return { type, card: cardField(body) };
  if (type === 'signal') return { type, to: seatField(body, 'to'), data: signalField(body) };
  if (type === 'receive') return { type, from: seatField(body, 'from'), isOn: booleanField(body, 'isOn') };
  if (type === 'leave') return { type, ...(own(body, 'hasMoved') === true && { hasMoved: true }) };
  throw invalidField('type', type, 'join, card, signal, receive or leave');
}

/** Reads what the relay has sent; null for a type that a later version has added. @throws as {@link parseRoomRequest} */
export function parseRoomNotice(body: Body): RoomNotice | null {
  const type = own(body, 'type');
  if (type === 'welcome') {
    const stunPort = own(body, 'stunPort') === undefined ? {} : { stunPort: integerField(body, 'stunPort', 1, 65_535) };
    return {
      type,
      seat: seatField(body, 'seat'),
      peers: integerField(body, 'peers', 0, ROOM_LIMITS.peers - 1),
      ...stunPort,
    };
  }
  if (type === 'joined') {
    const peerId = patternField(body, 'peerId', PEER_ID, 'of 1 to 64 letters, digits, "-" or "_"');
    return { type, seat: seatField(body, 'seat'), peerId, card: cardField(body) };
  }
  if (type === 'card') return { type, seat: seatField(body, 'seat'), card: cardField(body) };
  if (type === 'left') return { type, seat: seatField(body, 'seat'), isLost: booleanField(body, 'isLost') };
  if (type === 'signal') return { type, from: seatField(body, 'from'), data: signalField(body) };
  if (type === 'audience') return { type, count: integerField(body, 'count', 0, ROOM_LIMITS.peers - 1) };
  return null;
}

const seatField = (body: Body, key: string): number => integerField(body, key, 0, ROOM_LIMITS.peers - 1);

const cardField = (body: Body): string => base64Field(body, 'card', ROOM_LIMITS.cardCharacters);

const signalField = (body: Body): string => base64Field(body, 'data', ROOM_LIMITS.signalCharacters);

function base64Field(body: Body, key: string, maxLength: number): string {
  const value = own(body, key);
  if (typeof value !== 'string' || value.length > maxLength || !BASE64URL.test(value))
    throw invalidField(key, value, `base64 for URLs of at most ${maxLength} characters`);
  return value;
}

function patternField(body: Body, key: string, pattern: RegExp, allowed: string): string {
  const value = own(body, key);
  if (typeof value !== 'string' || !pattern.test(value)) throw invalidField(key, value, `a string ${allowed}`);
  return value;
}

function parseBody(json: Uint8Array): Body {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch (cause) {
    throw new CodecError('PACKET_FIELD', 'the body is no JSON object', { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CodecError('PACKET_FIELD', 'the body is no JSON object');
  return body as Body;
}

const tooLarge = (what: string, length: number, max: number): CodecError =>
  new CodecError('PACKET_TOO_LARGE', `${what} of a room has at most ${max} bytes, got ${length}`);
