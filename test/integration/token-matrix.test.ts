import { createHmac, generateKeyPairSync } from 'node:crypto';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CodecError } from '../../src/core/errors.js';
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket, type Packet, parsePacket } from '../../src/core/wire/packet.js';
import type { AccessError } from '../../src/node/relay/access/access-error.js';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { CONTEXT, streamHello } from '../support/peers.js';
import {
  ED25519,
  forgeToken,
  publicPem,
  RSA,
  SHARED_SECRET,
  secretBytes,
  signToken,
  TOKEN_KEYS,
  type TokenVariant,
} from '../support/tokens.js';

const KEY = generateStaticKey();
const nowSeconds = Math.floor(Date.now() / 1000);
const everything = { latentcast: { publish: ['main', 'studio-*'], listen: ['main'], admin: ['main'] } };
const sign = ({ claims, ...variant }: TokenVariant = {}): Promise<string> =>
  signToken({ nowMs: Date.now(), claims: { ...everything, ...claims }, ...variant });

let server: RelayServer;
/** Why the last connection or request was refused, as the owner is told. */
let causes: unknown[] = [];
const onRefused = (_channel: string, error: CodecError): void => void causes.push(error.cause);

beforeAll(async () => {
  server = await startRelayServer({
    port: 0,
    site: false,
    onRefused,
    operations: { admin: {} },
    access: {
      anonymous: {},
      keys: [{ name: 'studio', hash: hashStaticKey(KEY), ...everything.latentcast }],
      tokens: { keys: TOKEN_KEYS, clockToleranceMs: 0 },
    },
  });
});
afterAll(async () => {
  await server.close();
});

/** What a peer sees: `ok`, or the code and message of its refusal. */
interface Outcome {
  readonly status: 'ok' | number;
  readonly text: string;
}

type Role = 'source' | 'listener';

function connect(channel: string, role: Role, protocols: string[], headers: Record<string, string>): Promise<Outcome> {
  const socket = new WebSocket(`${server.url}/${channel}`, protocols, { headers, perMessageDeflate: false });
  const send = (packet: Packet): void => socket.send(encodePacket(packet, CONTEXT));
  return new Promise((resolve, reject) => {
    let text = '';
    let isAdmitted = false;
    socket.on('error', reject);
    socket.on('open', () => {
      if (role === 'source') send({ type: 'hello', body: { ...streamHello({ epoch: 7 }) } });
      else send({ type: 'hello', body: { role, planes: 1, burstMs: 0 } });
      send({ type: 'ping', token: 5 });
    });
    socket.on('message', (data: Buffer) => {
      const packet = parsePacket(data, CONTEXT);
      if (packet.type === 'error') text = JSON.stringify(packet.body);
      isAdmitted ||= packet.type === 'pong';
      if (isAdmitted) socket.close();
    });
    socket.once('close', (code, reason) => resolve({ status: isAdmitted ? 'ok' : code, text: `${text} ${reason}` }));
  });
}

function administer(channel: string, headers: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    get({ port: server.port, path: `/admin/channels/${channel}/recording`, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      // No folder for recordings is configured: 409 tells it to whoever may administer the channel.
      const status = response.statusCode === 409 ? 'ok' : response.statusCode!;
      response.on('end', () => resolve({ status, text }));
    }).on('error', reject);
  });
}

const bearer = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };
const offers = (token: string | null): string[] => [
  SUBPROTOCOL,
  ...(token === null ? [] : [BEARER_SUBPROTOCOL + token]),
];

/** Every way to present a token, for each thing that it may allow; null for none. */
const DOORS: Record<string, (token: string | null, channel?: string) => Promise<Outcome>> = {
  'publish, Authorization header': (token, channel = 'main') => connect(channel, 'source', offers(null), bearer(token)),
  'publish, subprotocol': (token, channel = 'main') => connect(channel, 'source', offers(token), {}),
  'listen, Authorization header': (token, channel = 'main') =>
    connect(channel, 'listener', offers(null), bearer(token)),
  'listen, subprotocol': (token, channel = 'main') => connect(channel, 'listener', offers(token), {}),
  'administer, HTTP': (token, channel = 'main') => administer(channel, bearer(token)),
};

const claims = { ...everything, exp: nowSeconds + 600 };
const otherEdwards = generateKeyPairSync('ed25519').privateKey;
const tamper = async (): Promise<string> => {
  const [header, , signature] = (await sign()).split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url');
  return `${header}.${payload}.${signature}`;
};
const confuse = (): string => {
  const input = forgeToken({ alg: 'HS256', kid: 'rsa' }, claims).slice(0, -1);
  return `${input}.${createHmac('sha256', publicPem(RSA.publicKey)).update(input).digest('base64url')}`;
};

/** Each token that is refused, and what the owner is told. */
const REFUSED: Record<string, { readonly token: () => Promise<string> | string | null; readonly failure: string }> = {
  none: { token: () => null, failure: 'not-granted' },
  expired: { token: () => sign({ expiresIn: -1 }), failure: 'expired' },
  'not yet valid': { token: () => sign({ claims: { nbf: nowSeconds + 600 } }), failure: 'not-yet-valid' },
  tampered: { token: tamper, failure: 'signature' },
  'signed by another key': {
    token: () => sign({ header: { alg: 'EdDSA', kid: 'edwards' }, key: otherEdwards }),
    failure: 'signature',
  },
  'alg: none': { token: () => forgeToken({ alg: 'none' }, claims), failure: 'algorithm' },
  'alg: none with a key': { token: () => forgeToken({ alg: 'none', kid: 'shared' }, claims), failure: 'algorithm' },
  'the wrong type of key': { token: confuse, failure: 'algorithm' },
  'another algorithm of the same key': {
    token: () => sign({ header: { alg: 'HS512' }, key: secretBytes(SHARED_SECRET.repeat(2)) }),
    failure: 'algorithm',
  },
  'a key that was rotated away': { token: () => sign({ header: { kid: 'last-year' } }), failure: 'unknown-key' },
  'no expiry': { token: () => sign({ expiresIn: null }), failure: 'claims' },
  'no grants': { token: () => sign({ claims: { latentcast: undefined } }), failure: 'claims' },
  'the wrong grant': { token: () => sign({ claims: { latentcast: {} } }), failure: 'not-granted' },
  'a static key of nobody': { token: generateStaticKey, failure: 'wrong-key' },
  nonsense: { token: () => 'eyJ.eyJ.x', failure: 'malformed' },
};

describe('the token matrix', () => {
  for (const [door, enter] of Object.entries(DOORS)) {
    it(`lets in whoever may, at the door ${door}`, async () => {
      expect(await enter(await sign())).toMatchObject({ status: 'ok' });
      const edwards = await sign({ header: { alg: 'EdDSA', kid: 'edwards' }, key: ED25519.privateKey });
      expect(await enter(edwards)).toMatchObject({ status: 'ok' });
      expect(await enter(KEY)).toMatchObject({ status: 'ok' });
    });

    for (const [name, { token, failure }] of Object.entries(REFUSED))
      it(`refuses ${name} at the door ${door}, tells the owner why and the peer nothing`, async () => {
        causes = [];
        const presented = await token();
        const { status, text } = await enter(presented);
        expect([4008, 401, 403]).toContain(status);
        if (presented !== null) {
          expect(text).not.toContain(presented.slice(0, 20));
          expect(text).not.toMatch(/expired|signature|algorithm|claim|kid/);
        }
        // A request without a token is no attempt of anybody.
        if (presented === null && door.startsWith('administer')) return expect(causes).toEqual([]);
        expect(causes.length).toBe(1);
        expect((causes[0] as AccessError).failure).toBe(failure);
        expect((causes[0] as Error).message).not.toContain(presented?.split('.')[1] || '\0');
      });

    it(`refuses the wrong channel at the door ${door}`, async () => {
      causes = [];
      const { status } = await enter(await sign(), 'other');
      expect([4008, 403]).toContain(status);
      expect((causes[0] as AccessError).failure).toBe('not-granted');
    });

    it(`takes a token of 6 kB at the door ${door}`, async () => {
      const token = await sign({ claims: { padding: 'x'.repeat(4400) } });
      expect(token.length).toBeGreaterThan(6000);
      expect(await enter(token)).toMatchObject({ status: 'ok' });
    });
  }

  it('is never read from a URL', async () => {
    const socket = new WebSocket(`${server.url}/main?token=${KEY}&access_token=${await sign()}`, SUBPROTOCOL);
    const code = await new Promise((resolve) => {
      socket.on('open', () => socket.send(encodePacket({ type: 'hello', body: { ...streamHello() } }, CONTEXT)));
      socket.on('close', resolve);
    });
    expect(code).toBe(4008);
  });
});

describe('a token while it is used', () => {
  it('ends its connection when it ends, and when its key is rotated away', async () => {
    const access = {
      anonymous: {},
      tokens: { keys: TOKEN_KEYS, clockToleranceMs: 0 },
    };
    const relay = await startRelayServer({ port: 0, site: false, access, limits: { tickMs: 20 } });
    const listen = async (token: string): Promise<{ readonly closed: Promise<string> }> => {
      const socket = new WebSocket(`${relay.url}/main`, offers(token));
      const closed = new Promise<string>((resolve) =>
        socket.once('close', (code, reason) => resolve(`${code} ${reason}`)),
      );
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send(encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT));
      const pong = new Promise((resolve) => socket.once('message', resolve));
      socket.send(encodePacket({ type: 'ping', token: 1 }, CONTEXT));
      await Promise.race([pong, closed]);
      return { closed };
    };
    try {
      const short = await listen(await sign({ expiresIn: 2 }));
      const rotated = await listen(await sign());
      const kept = await listen(await sign({ header: { alg: 'EdDSA', kid: 'edwards' }, key: ED25519.privateKey }));
      expect(await short.closed).toBe('4008 the permission for channel main has expired');
      await relay.access.update({ ...access, tokens: { ...access.tokens, keys: TOKEN_KEYS.slice(1) } });
      expect(await rotated.closed).toBe('4008 the permission for channel main was withdrawn');
      expect(relay.stats().connections).toBe(1);
      await relay.access.bans.add({ kind: 'address', value: '127.0.0.0/8' });
      expect(await kept.closed).toBe('4008 the permission for channel main was withdrawn');
    } finally {
      await relay.close();
    }
  });
});
