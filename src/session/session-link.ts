import { shown } from '../core/shown.js';
import { ROOM_PATH } from '../core/wire/room-message.js';
import type { KeyBytes } from '../ports/session-crypto.js';
import { fromBase64Url, toBase64Url } from './crypto/bytes.js';
import { SESSION_SECRET_BYTES } from './crypto/session-secret.js';

const FORM = 'https://HOST/#session=KEY, as the one who has created the session has it';
const FRAGMENT = /^#session=([A-Za-z0-9_-]{22})$/;
/** What mail and chat programs put around a link, or people behind one. */
const BEFORE = /^[\s<("'“‘„«]+/;
const BEHIND = /[\s>)"'”’“‘».,;:!?]+$/;

/** An invitation to a session, in its parts. */
export interface SessionLink {
  /** The relay where the peers meet: `ws://` or `wss://`, with a slash at its end. */
  readonly relayUrl: string;
  /** 16 bytes; never sent to any server. */
  readonly secret: KeyBytes;
}

/**
 * The link that invites to a session: the relay's page, and the secret behind a `#`, which browsers send to nobody.
 *
 * @param relayUrl of the relay: `ws://`, `wss://`, `http://` or `https://`, with the path that it is under, if any
 * @throws TypeError naming a wrong URL
 */
export function formatSessionLink({ relayUrl, secret }: SessionLink): string {
  const page = requireRelayUrl('relay', relayUrl).replace(/^ws/, 'http');
  return `${page}#session=${toBase64Url(secret)}`;
}

/**
 * Reads a link, also one in brackets or quotation marks, or with a full stop behind it.
 * @throws TypeError naming what is wrong with the link, without its secret
 */
export function parseSessionLink(link: string): SessionLink {
  const at = typeof link === 'string' ? link.indexOf('#') : -1;
  if (at < 0) throw new TypeError(`the link must be ${FORM}, got ${shown(link)}`);
  const page = link.slice(0, at).replace(BEFORE, '').trim();
  const key = FRAGMENT.exec(link.slice(at).replace(BEHIND, ''))?.[1];
  const secret = key === undefined ? null : fromBase64Url(key);
  if (secret?.length !== SESSION_SECRET_BYTES)
    throw new TypeError(`the link must be ${FORM}: its part behind # is damaged; copy all of the link`);
  return { relayUrl: requireRelayUrl('the link', page), secret };
}

/** The address of the session's room on its relay. */
export const roomUrl = ({ relayUrl }: SessionLink, roomId: string): string => `${relayUrl}${ROOM_PATH}/${roomId}`;

/** @throws TypeError naming the URL and the form that it must have */
export function requireRelayUrl(name: string, url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`${name} must be the address of a relay, wss://HOST or ws://HOST:PORT, got ${shown(url)}`);
  }
  if (!/^(ws|http)s?:$/.test(parsed.protocol) || /[?#]/.test(parsed.href))
    throw new TypeError(`${name} must be the address of a relay, wss://HOST or ws://HOST:PORT, got ${shown(url)}`);
  return `${parsed.protocol.replace('http', 'ws')}//${parsed.host}${parsed.pathname.replace(/\/?$/, '/')}`;
}
