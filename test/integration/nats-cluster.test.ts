import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLOSE_CODES } from '../../src/core/wire/control.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../src/node/relay/server.js';
import { ClusterSource, clusterListener, framesBetween, until } from '../support/cluster-client.js';
import { freePort } from '../support/free-port.js';
import { HAS_NATS, type NatsServers, startNats } from '../support/nats-servers.js';
import { audioPacket, CONTEXT } from '../support/peers.js';

const KEY = `lck_${'o'.repeat(43)}`;
const PUBLISH_KEY = `lck_${'s'.repeat(43)}`;
const ACCESS = {
  keys: [
    { name: 'ops', hash: hashStaticKey(KEY), admin: ['*'] },
    { name: 'studio', hash: hashStaticKey(PUBLISH_KEY), publish: ['*'] },
  ],
};
let clusters = 0;

describe.skipIf(!HAS_NATS)('relays that NATS joins', () => {
  let nats: NatsServers;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats.close());
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });

  /** Nodes of a new cluster. */
  async function start(
    names: readonly string[],
    options: (name: string) => Partial<RelayServerOptions> & { maxConnections?: number } = () => ({}),
  ): Promise<RelayServer[]> {
    const subjectPrefix = `relays-${++clusters}`;
    return Promise.all(
      names.map(async (node) => {
        const port = await freePort();
        const { maxConnections, ...rest } = options(node);
        const server = await startRelayServer({
          port,
          graceMs: 50,
          site: false,
          cluster: {
            node,
            nats: { servers: nats.urls, subjectPrefix },
            publicUrl: `ws://127.0.0.1:${port}`,
            ...(maxConnections !== undefined && { maxConnections }),
          },
          ...rest,
        });
        closers.push(() => server.close());
        return server;
      }),
    );
  }
  const at = ({ url }: RelayServer, channel = 'main'): string => `${url}/${channel}`;
  const listen = (...args: Parameters<typeof clusterListener>): ReturnType<typeof clusterListener> => {
    const listener = clusterListener(...args);
    closers.push(() => listener.close());
    return listener;
  };
  const publish = (...args: ConstructorParameters<typeof ClusterSource>): ClusterSource => {
    const source = new ClusterSource(...args);
    closers.push(() => source.client.close());
    return source;
  };
  const json = async (url: string): Promise<Record<string, unknown>> =>
    (await (await fetch(url.replace('ws:', 'http:'))).json()) as Record<string, unknown>;

  it('carry a channel from any node to any node in the bytes of its source, from the frame that a listener asks for', async () => {
    const [a, b, c] = (await start(['a', 'b', 'c'])) as [RelayServer, RelayServer, RelayServer];
    const source = publish([at(a)]);
    await until(() => source.isReady);
    const early = [a, b].map((node) => listen([at(node)]));
    await until(() => early.every(({ answer }) => answer !== null));
    source.sendTo(20);
    await until(() => early.every(({ frames }) => frames.length === 5));
    for (const { frames, bytes } of early) {
      expect(frames).toEqual(framesBetween(0, 16));
      for (const [first, message] of bytes) expect(message).toEqual(encodePacket(audioPacket(first), CONTEXT));
    }
    // One that was at another node, and had got less.
    const late = listen([at(c)], { from: { epoch: 7, frame: 8 } });
    await until(() => late.frames.length === 3);
    source.sendTo(40);
    await until(() => [...early, late].every(({ frames }) => frames.at(-1) === 36));
    expect(late.frames).toEqual(framesBetween(8, 36));
    expect(early.map(({ frames }) => frames)).toEqual([framesBetween(0, 36), framesBetween(0, 36)]);
    for (const node of [a, b, c]) {
      const { channels } = (await json(`${node.url}/channels`)) as {
        channels: { channel: string; listeners: number }[];
      };
      await expect.poll(() => node.stats().channels[0]?.listeners).toBe(3);
      expect(channels.map(({ channel }) => channel)).toEqual(['main']);
    }
  });
  it('let a source move to another node: its epoch stays, every listener gets every frame once, and nobody else has the channel meanwhile', async () => {
    const [a, b, c] = (await start(['a', 'b', 'c'])) as [RelayServer, RelayServer, RelayServer];
    const source = publish([at(a), at(b)]);
    await until(() => source.isReady);
    const listeners = [a, b, c].map((node) => listen([at(node)]));
    source.sendTo(20);
    await until(() => listeners.every(({ frames }) => frames.length === 5));
    const stranger = publish([at(c)], 9);
    await until(() => stranger.client.errors.length > 0);
    expect(stranger.client.errors[0]).toMatchObject({ code: 'CHANNEL_BUSY' });
    stranger.client.close();
    source.client.breakOff();
    await until(() => source.isReady && source.client.visited.length === 2);
    source.sendTo(40);
    await until(() => listeners.every(({ frames }) => frames.length === 10));
    for (const { frames, epochs } of listeners) {
      expect(frames).toEqual(framesBetween(0, 36));
      expect(epochs).toEqual([7]);
    }
    expect(source.client.visited).toEqual([at(a), at(b)]);
  });

  it('share titles, bans and revoked tokens, and every node administers all', async () => {
    const [a, b] = (await start(['a', 'b'], () => ({ access: ACCESS, operations: { admin: {} } }))) as [
      RelayServer,
      RelayServer,
    ];
    const call = async (node: RelayServer, method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${node.url.replace('ws:', 'http:')}/admin/${path}`, {
        method,
        headers: { authorization: `Bearer ${KEY}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    const source = publish([at(a)], 7, PUBLISH_KEY);
    await until(() => source.isReady);
    const listener = listen([at(b)]);
    source.sendTo(8);
    await until(() => listener.frames.length === 2);
    expect((await call(b, 'PUT', 'channels/main/title', { title: 'Harbour' })).status).toBe(200);
    await expect.poll(() => a.stats().channels[0]?.metadata?.title).toBe('Harbour');
    expect((await call(a, 'POST', 'bans', { kind: 'token', value: 'jti-1', reason: 'lost' })).status).toBe(200);
    const bansOf = async (node: RelayServer): Promise<string[]> =>
      ((await (await call(node, 'GET', 'bans')).json()) as { bans: { id: string }[] }).bans.map(({ id }) => id);
    await expect.poll(() => bansOf(b)).toEqual(['token:jti-1']);
    expect((await call(b, 'DELETE', 'bans/token%3Ajti-1')).status).toBe(200);
    await expect.poll(() => bansOf(a)).toEqual([]);
    const { nodes } = (await (await call(a, 'GET', 'nodes')).json()) as { nodes: { node: string; isOwn: boolean }[] };
    expect(nodes.map(({ node, isOwn }) => [node, isOwn])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    await expect
      .poll(async () => (await call(a, 'GET', '../metrics')).text())
      .toContain('latentcast_node_connections{node="b"} 1');
  });

  it('send newcomers of a full node to one that has room, by an error, a header and /where', async () => {
    const media = { channels: [{ pattern: '*', players: {} }] };
    const [a, b] = (await start(['a', 'b'], (node) => ({ maxConnections: node === 'a' ? 1 : 100, media }))) as [
      RelayServer,
      RelayServer,
    ];
    const source = publish([at(a)]);
    await until(() => source.isReady);
    // The one knows of the other, and that itself is full.
    await expect.poll(() => json(`${a.url}/where/main`)).toMatchObject({ node: 'b' });
    const listener = listen([at(a)]);
    await until(() => listener.visited.length === 2);
    expect(listener.errors).toMatchObject([{ code: 'CHANNEL_LIMIT', alternativeUrl: at(b) }]);
    expect(listener.closeCodes).toEqual([CLOSE_CODES.limit]);
    expect(listener.visited).toEqual([at(a), at(b)]);
    source.sendTo(8);
    await until(() => listener.frames.length === 2);
    expect(await json(`${a.url}/where/main`)).toEqual({ channel: 'main', node: 'b', url: at(b) });
    expect(await json(`${a.url}/where/..%2f`)).toMatchObject({ field: 'channel' });
    // Players by HTTP, but for a playlist: it names the address that was asked.
    const http = (node: RelayServer): string => node.url.replace('ws:', 'http:');
    const player = await fetch(`${http(a)}/main.wav?key=k`, { redirect: 'manual' });
    expect([player.status, player.headers.get('location')]).toEqual([302, `${http(b)}/main.wav?key=k`]);
    expect(await (await fetch(`${http(a)}/main.m3u`)).text()).toContain(`${http(a)}/main.`);
  });

  it('are emptied one after another, and nobody misses a frame', async () => {
    const media = { channels: [{ name: 'studio', icecast: {} }] };
    const nodes = await start(['a', 'b', 'c'], () => ({ access: ACCESS, operations: { admin: {} }, media }));
    const urls = nodes.map((node) => at(node));
    const source = publish(urls, 7, PUBLISH_KEY);
    await until(() => source.isReady);
    const listeners = Array.from({ length: 12 }, (_, i) => listen([urls[i % 3]!]));
    const timer = setInterval(() => source.step(), 25);
    closers.push(() => clearInterval(timer));
    await until(() => listeners.every(({ frames }) => frames.length > 2));
    for (const [i, node] of ['a', 'b', 'c'].entries()) {
      const from = nodes[(i + 1) % 3]!.url.replace('ws:', 'http:');
      const drain = (body: object): Promise<Response> =>
        fetch(`${from}/admin/nodes/${node}/drain`, {
          method: 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect(await (await drain({ overMs: 300 })).json()).toMatchObject({ node, isDraining: true });
      await until(() => listeners.every(({ current }) => current !== urls[i]));
      // A source client goes nowhere by itself: it is refused, and comes to another node when it tries again.
      const put = await fetch(at(nodes[i]!, 'studio').replace('ws:', 'http:'), {
        method: 'PUT',
        headers: { authorization: `Basic ${btoa(`source:${PUBLISH_KEY}`)}`, 'content-type': 'audio/ogg' },
        body: 'OggS',
      });
      expect([put.status, put.headers.get('retry-after')]).toEqual([503, '30']);
      expect(await put.text()).toContain('being emptied');
      expect(await (await drain({ overMs: null })).json()).toMatchObject({ node, isDraining: false });
    }
    const { sent } = source;
    await until(() => listeners.every(({ frames }) => frames.at(-1)! >= sent));
    for (const { frames } of listeners) expect(frames).toEqual(framesBetween(frames[0]!, frames.at(-1)!));
    expect(listeners.every(({ visited }) => visited.length >= 2)).toBe(true);
  });
});
