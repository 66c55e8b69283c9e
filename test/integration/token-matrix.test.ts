import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
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
/** Administers the whole relay. */
const BOSS = generateStaticKey();
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
    channels: [{ name: 'main' }, { name: 'other' }],
    media: {
      channels: [
        { name: 'main', icecast: {}, players: {} },
        { name: 'other', icecast: {}, players: {} },
      ],
    },
    access: {
      anonymous: {},
      keys: [
        { name: 'studio', hash: hashStaticKey(KEY), ...everything.latentcast },
        { name: 'boss', hash: hashStaticKey(BOSS), admin: true },
      ],
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

/** A request. @param okay statuses that only whoever is let in gets: for what is asked for there is nothing to have here */
function http(path: string, headers: Record<string, string>, okay: readonly number[], method = 'GET', body = '') {
  return new Promise<Outcome>((resolve, reject) => {
    const type = body && {
      'content-type': method === 'PUT' && !body.startsWith('{') ? 'text/plain' : 'application/json',
    };
    const request = httpRequest(
      { port: server.port, path, method, agent: false, headers: { ...headers, ...type } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        const code = response.statusCode!;
        response.on('end', () => resolve({ status: okay.includes(code) ? 'ok' : code, text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const basic = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Basic ${Buffer.from(`source:${token}`).toString('base64')}` };
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
  // No folder for recordings is configured: 409 tells it to whoever may administer the channel.
  'administer a channel, read': (token, channel = 'main') =>
    http(`/admin/channels/${channel}/recording`, bearer(token), [409]),
  'administer a channel, change': (token, channel = 'main') =>
    http(`/admin/channels/${channel}/title`, bearer(token), [200], 'PUT', '{"title":"x"}'),
  'recordings, list': (token, channel = 'main') => http(`/channels/${channel}/recordings`, bearer(token), [200]),
  'recordings, file': (token, channel = 'main') => http(`/channels/${channel}/recordings/x`, bearer(token), [404]),
  // No audio has this type.
  'an Icecast mount': (token, channel = 'main') => http(`/${channel}`, basic(token), [415], 'PUT', 'x'),
  'the title of an Icecast mount': (token, channel = 'main') =>
    http(`/admin/metadata?mode=updinfo&mount=/${channel}&song=x`, basic(token), [404]),
  'a player, password': (token, channel = 'main') => http(`/${channel}.m3u`, basic(token), [200]),
  'a player, Authorization header': (token, channel = 'main') => http(`/${channel}.pls`, bearer(token), [200]),
};

/** Doors to the relay as a whole: a token for one channel is not enough. */
const RELAY_DOORS: Record<string, (token: string | null) => Promise<Outcome>> = {
  'administer the relay, and the status page': (token) => http('/admin/stats', bearer(token), [200]),
  'administer the bans': (token) => http('/admin/bans', bearer(token), [200]),
  // There is no configuration file.
  'administer the configuration': (token) => http('/admin/reload', bearer(token), [409], 'POST'),
  metrics: (token) => http('/metrics', bearer(token), [200]),
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
        if (presented === null && !/^(publish|listen)/.test(door)) return expect(causes).toEqual([]);
        expect(causes.length).toBe(1);
        expect((causes[0] as AccessError).failure).toBe(failure);
        expect((causes[0] as Error).message).not.toContain(presented?.split('.')[1] || '\0');
      });

    it(`refuses the wrong channel at the door ${door}`, async () => {
      causes = [];
      const { status } = await enter(await sign(), 'other');
      expect([4008, 401, 403]).toContain(status);
      expect((causes[0] as AccessError).failure).toBe('not-granted');
    });

    it(`takes a token of 6 kB at the door ${door}`, async () => {
      const token = await sign({ claims: { padding: 'x'.repeat(4400) } });
      expect(token.length).toBeGreaterThan(6000);
      expect(await enter(token)).toMatchObject({ status: 'ok' });
    });
  }

  const relayWide = { latentcast: { ...everything.latentcast, admin: true } };
  for (const [door, enter] of Object.entries(RELAY_DOORS)) {
    it(`lets in whoever administers the relay, at the door ${door}`, async () => {
      expect(await enter(await sign({ claims: relayWide }))).toMatchObject({ status: 'ok' });
      expect(await enter(BOSS)).toMatchObject({ status: 'ok' });
    });

    it(`refuses every wrong token, and those of one channel, at the door ${door}`, async () => {
      const cells = { ...REFUSED, 'the wrong channel': { token: () => sign(), failure: 'not-granted' } };
      for (const [name, { token, failure }] of Object.entries(cells)) {
        causes = [];
        const presented = await token();
        const { status, text } = await enter(presented);
        expect([401, 403], name).toContain(status);
        expect(text, name).not.toMatch(/expired|signature|algorithm|claim|kid/);
        expect(
          (causes as AccessError[]).map((cause) => cause.failure),
          name,
        ).toEqual(presented === null ? [] : [failure]);
      }
    });
  }

  it('tells whoever is banned so at every door, until when and why', async () => {
    const { bans } = server.access;
    const refused = async (doors: typeof RELAY_DOORS, key: string): Promise<string[]> =>
      Promise.all(
        Object.entries(doors).map(async ([door, enter]) => {
          const { status, text } = await enter(key);
          expect([4008, 403], door).toContain(status);
          return text;
        }),
      );
    const sent = { ...DOORS, ...RELAY_DOORS } as typeof RELAY_DOORS;
    const forKey = await bans.add({ kind: 'key', value: 'studio', reason: 'noise at night' });
    for (const text of await refused(DOORS, KEY)) expect(text).toContain('this key is banned for ever: noise at night');
    await bans.remove(forKey.id);
    const forAddress = await bans.add({ kind: 'address', value: '127.0.0.1', expiresInMs: 60_000 });
    for (const text of await refused(sent, BOSS))
      expect(text).toContain(`this address is banned until ${forAddress.expiresAt}`);
    await bans.remove(forAddress.id);
    expect(await DOORS['administer a channel, read']!(KEY)).toMatchObject({ status: 'ok' });
  });

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
      expect(await kept.closed).toBe('4008 this address is banned for ever');
    } finally {
      await relay.close();
    }
  });
});
