import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../../../src/core/wire/hello.js';
import { nodeClock } from '../../../../../src/node/clock.js';
import { BanList } from '../../../../../src/node/relay/access/ban-list.js';
import type { AdminChange } from '../../../../../src/node/relay/operations/admin/admin-change.js';
import type { OperationsOptions } from '../../../../../src/node/relay/operations/operations.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../../../../src/node/relay/server.js';
import type { Authorizer, Grant } from '../../../../../src/ports/authorizer.js';
import { type WebSocketLike, websocketConnection } from '../../../../../src/transports/websocket.js';
import { Peer, streamHello } from '../../../../support/peers.js';

export const cleanups: (() => unknown)[] = [];
/** Closes after each test of a file what it has opened; called by every file, since files may share this module. */
export const closeAfterEach = (): void =>
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

/** Tokens that the tests' authorizer knows; each is its own secret. */
export const TOKENS = { root: 'root-7f3a9c', radio: 'radio-51bd02', plain: 'plain-0c44e8' } as const;

/** `root` may do everything, `radio` administers the channel radio, `plain` and nobody may publish and listen. */
export const authorizer: Authorizer = {
  authorize({ credentials, channel }): Grant {
    const permissions = ['publish', 'listen'] as const;
    if (credentials === undefined || credentials === TOKENS.plain) return { permissions, subject: 'anybody' };
    if (credentials === TOKENS.root) return { permissions: [...permissions, 'administer'], subject: 'ann' };
    if (credentials !== TOKENS.radio) throw new Error('no such key');
    return { permissions: channel === 'radio' ? [...permissions, 'administer'] : permissions, subject: 'ron' };
  },
};

export interface AdminRig {
  readonly server: RelayServer;
  readonly changes: AdminChange[];
  readonly folder: string;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  peer(channel: string): Promise<Peer>;
  source(channel: string, overrides?: object): Promise<Peer>;
  listener(channel: string, overrides?: object): Promise<Peer>;
}

/** Resolves when something holds; the test's own timeout ends a hang. Other processes need the cores meanwhile. */
export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A relay with administration, its own bans and a folder for recordings. */
export async function startAdmin(
  operations: OperationsOptions = {},
  options: RelayServerOptions = {},
): Promise<AdminRig> {
  const folder = await mkdtemp(join(tmpdir(), 'latentcast-admin-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const changes: AdminChange[] = [];
  const server = await startRelayServer({
    port: 0,
    graceMs: 200,
    authorizer,
    ...options,
    operations: {
      admin: { recordings: folder },
      bans: await BanList.open(),
      onReload: async () => ['limits'],
      onAdministered: (change) => changes.push(change),
      ...operations,
    },
  });
  cleanups.push(() => server.close());
  const peer = async (channel: string): Promise<Peer> => {
    const socket = new WebSocket(`${server.url}/${channel}`, SUBPROTOCOL);
    await once(socket, 'open');
    const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
    cleanups.push(() => connection.close());
    return new Peer(connection);
  };
  return {
    server,
    changes,
    folder,
    call: (method, path, body, headers = {}) =>
      fetch(`http://127.0.0.1:${server.port}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${TOKENS.root}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    peer,
    async source(channel, overrides = {}) {
      const source = await peer(channel);
      source.hello(streamHello(overrides));
      await until(() => source.of('hello').length === 1);
      return source;
    },
    async listener(channel, overrides = {}) {
      const before = server.stats().channels.find((found) => found.channel === channel)?.listeners ?? 0;
      const listener = await peer(channel);
      listener.listen(overrides);
      await until(() => (server.stats().channels.find((found) => found.channel === channel)?.listeners ?? 0) > before);
      return listener;
    },
  };
}
