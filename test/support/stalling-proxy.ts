import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on the loopback that can do to connections what networks do. */
export interface StallingProxy {
  readonly port: number;
  /** From now on nothing arrives on the connections that there are, in either direction, and nobody is told. */
  swallow(): void;
  /** Cuts the connections that there are, and new ones until {@link open}. */
  cut(): void;
  /** Takes connections again. */
  open(): void;
  close(): Promise<void>;
}

/** @param target port on the loopback */
export async function stallingProxy(target: number): Promise<StallingProxy> {
  const pairs = new Set<{ readonly near: Socket; readonly far: Socket; isDead: boolean }>();
  let isCut = false;
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const pair = { near, far, isDead: false };
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => {
        if (!pair.isDead) to.write(bytes);
      });
      from.on('error', () => from.destroy());
      from.on('close', () => {
        if (!pair.isDead) to.destroy();
        if (near.destroyed && far.destroyed) pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = (): void => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      for (const pair of pairs) pair.isDead = true;
    },
    cut() {
      isCut = true;
      cutAll();
    },
    open() {
      isCut = false;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}
