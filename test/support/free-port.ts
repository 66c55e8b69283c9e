import { createServer } from 'node:net';

/** Ports below those that systems give to connections, and to listeners that ask for none. */
const RANGE = { from: 10_000, to: 30_000 } as const;

/**
 * A TCP port of the loopback that nobody uses, and that the system gives to nobody by itself: it is still free when a program
 * that has to be told its port has started.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
