import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { ClusterSource, clusterListener, framesBetween, until } from '../support/cluster-client.js';
import { freePort } from '../support/free-port.js';
import { HAS_NATS, NatsServer } from '../support/nats-servers.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The configurations of docs/cluster.md, with the ports of this test. */
async function configurations(): Promise<string[]> {
  const docs = await readFile(new URL('../../docs/cluster.md', import.meta.url), 'utf8');
  return [...docs.matchAll(/```nats\n(.*?)```/gs)].map(([, text]) => text!);
}

it.skipIf(!HAS_NATS)(
  'two sites that a leaf link of 80 ms joins are one cluster, and a channel crosses it once',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'latentcast-leaf-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const [clientPort, leafPort, farPort] = [await freePort(), await freePort(), await freePort()];
    const link = await new TcpProxy(leafPort).open();
    closers.push(() => link.close());
    const [hub, leaf] = (await configurations()).map((text) =>
      text
        .replace('/var/lib/nats', folder)
        .replace('0.0.0.0:7422', `127.0.0.1:${leafPort}`)
        .replace('berlin.radio.example:7422', `127.0.0.1:${link.port}`),
    );
    const begin = async (port: number, name: string, text: string): Promise<NatsServer> => {
      const file = path.join(folder, name);
      await writeFile(file, text.replace('0.0.0.0:4222', `127.0.0.1:${port}`));
      const server = new NatsServer(port, file);
      await server.start();
      closers.push(() => server.kill());
      return server;
    };
    const near = await begin(clientPort, 'hub.conf', hub!);
    link.delayMs = 40;
    const far = await begin(farPort, 'leaf.conf', leaf!);
    const join = async (node: string, url: string): Promise<RelayServer> => {
      const cluster = { node, nats: { servers: [url], domain: 'berlin' } };
      const server = await startRelayServer({ port: 0, graceMs: 50, site: false, cluster });
      closers.push(() => server.close());
      return server;
    };
    const berlin = await join('berlin', near.url);
    const tokyo = await join('tokyo', far.url);
    const source = new ClusterSource([`${berlin.url}/main`]);
    closers.push(() => source.client.close());
    await until(() => source.isReady);
    const listen = (): ReturnType<typeof clusterListener> => {
      const listener = clusterListener([`${tokyo.url}/main`]);
      closers.push(() => listener.close());
      return listener;
    };
    const first = listen();
    await until(() => first.answer !== null);
    source.sendTo(4);
    await until(() => first.frames.length === 1);
    /** Bytes over the link for 25 messages, with so many listeners at the far site. */
    const cost = async (): Promise<number> => {
      const before = link.bytes.there + link.bytes.back;
      const target = source.sent + 100;
      for (let i = 0; i < 25; i++) {
        source.step();
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      await until(() => first.frames.at(-1) === target - 4);
      return link.bytes.there + link.bytes.back - before;
    };
    const alone = await cost();
    const others = Array.from({ length: 20 }, listen);
    await until(() => others.every(({ frames }) => frames.length > 0));
    const together = await cost();
    await until(() => others.every(({ frames }) => frames.at(-1) === first.frames.at(-1)));
    expect(first.frames).toEqual(framesBetween(0, first.frames.at(-1)!));
    for (const { frames } of others) expect(frames).toEqual(framesBetween(frames[0]!, first.frames.at(-1)!));
    // What the nodes tell each other comes on top, whatever the number of listeners.
    expect(together).toBeLessThan(2 * alone);
  },
);
