import { AccessError } from '../../../src/node/relay/access/access-error.js';
import { AuthHook } from '../../../src/node/relay/access/auth-hook.js';
import { parseBan } from '../../../src/node/relay/access/ban.js';
import {
  forwardedAddress,
  forwardedHost,
  forwardedPrefix,
  forwardedTls,
} from '../../../src/node/relay/access/forwarded.js';
import { parseAddress } from '../../../src/node/relay/access/subnet.js';
import { parseTokenKey, TOKEN_ALGORITHMS } from '../../../src/node/relay/access/token-key.js';
import { bytesOf, type FuzzTarget, jsonOf, mustHold, shape, unlessRefused } from './fuzz-target.js';

const NOW_MS = Date.UTC(2030, 0, 1);
const json = (body: unknown): Uint8Array => bytesOf(JSON.stringify(body));

/** Any text as the answer of a server that is asked who may connect, as a key, a ban, and the headers of a proxy. */
export const target: FuzzTarget = {
  seeds: () => [
    json({ publish: true, listen: true, subject: 'anna', expiresInMs: 60_000 }),
    json({ listen: false, reason: 'not today' }),
    json({ kind: 'address', value: '10.0.0.0/8', reason: 'x', createdAt: '2030-01-01T00:00:00Z', expiresAt: null }),
    json({ kind: 'token', value: 'jti', expiresAt: '2031-01-01T00:00:00Z' }),
    json({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }),
    bytesOf(
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n',
    ),
    bytesOf('192.0.2.1, 10.0.0.2, "[2001:db8::1]:5"'),
    bytesOf('for=192.0.2.1;proto=https;host="radio.example", for="[2001:db8::1]"'),
  ],
  words: [
    '"publish"',
    '"listen"',
    '"subject"',
    '"expiresInMs"',
    'for=',
    'proto=',
    '"kind"',
    '__proto__',
    '1e400',
    'null',
  ],
  maxBytes: 512,
  suiteRuns: 60,
  run: async (bytes) => {
    const body = new TextDecoder().decode(bytes);
    for (const status of [200, 403]) {
      const hook = new AuthHook(
        { url: 'http://127.0.0.1:1/', cacheMs: 0 },
        { wallMs: () => NOW_MS, post: () => Promise.resolve({ status, body }) },
      );
      const question = { channel: 'main', role: 'listener', credentials: 'x' } as const;
      const holder = await hook.ask(question).catch((error: unknown) => {
        mustHold(error instanceof AccessError && error.message.length < 500, 'a refusal is one, and short');
      });
      if (!holder) continue;
      mustHold(status === 200, 'who is refused is not let in');
      mustHold(holder.endMs >= NOW_MS, 'what is allowed ends later');
      mustHold(typeof holder.subject === 'string', 'who is let in has a name');
    }
    const ban = unlessRefused(() => parseBan('ban', jsonOf(bytes)), TypeError, RangeError);
    if (ban) mustHold(shape(parseBan('ban', ban)) === shape(ban), 'a ban reads its own content');
    const algorithm = TOKEN_ALGORITHMS[(bytes.at(-1) ?? 0) % TOKEN_ALGORITHMS.length]!;
    // A text of another kind takes the library a hundred times as long to refuse.
    const isKey = algorithm.startsWith('HS') || /^(-----|\{"k)/.test(body);
    const material = algorithm.startsWith('HS') ? { secret: body } : { publicKey: body };
    if (isKey) unlessRefused(() => parseTokenKey('key', { id: 'a', algorithm, ...material }), TypeError, RangeError);
    for (const header of ['x-forwarded-for', 'forwarded'] as const) {
      const headers = {
        [header]: body,
        'x-forwarded-host': body,
        'x-forwarded-proto': body,
        'x-forwarded-prefix': body,
      };
      const address = forwardedAddress(
        '127.0.0.1',
        headers,
        header,
        (one) => one.startsWith('127.') || one.startsWith('10.'),
      );
      mustHold(parseAddress(address) !== undefined && parseAddress(address) !== null, 'a client has an address');
      forwardedHost(headers, header);
      forwardedTls(headers, header);
      forwardedPrefix(headers, header);
    }
  },
};
