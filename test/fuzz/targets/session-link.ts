import { shown } from '../../../src/core/shown.js';
import { isHostKey } from '../../../src/session/crypto/host-key.js';
import { formatSessionLink, parseSessionLink, requireRelayUrl, roomUrl } from '../../../src/session/session-link.js';
import { mayFollow, requireTokenOrigins } from '../../../src/transports/address-to-follow.js';
import { bytesOf, type FuzzTarget, isSame, mustHold, unlessRefused } from './fuzz-target.js';

const KEY = 'AAECAwQFBgcICQoLDA0ODw';
const FIXED = 'wss://radio.example/main';

/** Any text as the link of a session, and as an address that a relay names to its peers. */
export const target: FuzzTarget = {
  seeds: () =>
    [
      `https://radio.example/#session=${KEY}`,
      `http://127.0.0.1:8787/prefix/#session=${KEY}`,
      `wss://[::1]:1#session=${KEY}`,
      'wss://radio.example:443/other',
      'ws://other.example/main?x=y#z',
    ].map(bytesOf),
  words: ['#session=', 'https://', 'wss://', 'ws://', '@', '?', '%23', '\u0000', 'radio.example'],
  maxBytes: 256,
  suiteRuns: 1500,
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const link = unlessRefused(() => parseSessionLink(text), TypeError);
    if (link) {
      const again = parseSessionLink(formatSessionLink(link));
      mustHold(again.relayUrl === link.relayUrl && isSame(again.secret, link.secret), 'a link reads its own text');
      mustHold(/^wss?:\/\/[^?#]*\/$/.test(link.relayUrl), 'a relay is an address of a WebSocket');
      mustHold(link.secret.length === 16, 'a secret has its length');
      mustHold(new URL(roomUrl(link, 'room')).pathname.endsWith('/rooms/room'), 'a room is at the relay');
    }
    const relay = unlessRefused(() => requireRelayUrl('relay', text), TypeError);
    if (relay !== undefined) mustHold(requireRelayUrl('relay', relay) === relay, 'an address has one form');
    isHostKey(text);
    shown(text);
    unlessRefused(() => requireTokenOrigins('tokenOrigins', [text]), TypeError);
    if (!mayFollow(FIXED, text, { hasToken: true })) return;
    mustHold(new URL(text).host === new URL(FIXED).host, 'a token goes to its own relay alone');
    mustHold(/^wss:/i.test(text.trim()), 'a token is sent over TLS');
  },
};
