import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to a piece of a connection's bytes, as networks and the boxes in them do it. */
export const FAULTS = [
  /** It arrives later, and what follows it too. */
  'delay',
  /** It arrives a few bytes at a time. */
  'throttle',
  /**
   * By connection, not by piece: what the client sends goes to the server on a second connection too, as from a proxy that
   * tries a request again. What the server answers there is lost.
   */
  'duplicate',
  /** It is the last in its direction; the other direction stays open. */
  'halfClose',
  /** Neither it nor anything after it arrives, in either direction, and nobody is told. */
  'swallow',
  /** Both ends are told that the connection has ended. */
  'cut',
  /** Both ends are told that the connection was reset. */
  'reset',
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

/** How often each fault happens, and the numbers that decide it. */
export interface FaultyProxyOptions {
  /** Numbers in [0, 1). The pieces of a connection depend on the machine: a seed repeats decisions, not a course of events. */
  readonly random: () => number;
  /** Share of pieces with each fault, of connections with `duplicate`. @default none */
  readonly shares: Partial<Readonly<Record<Fault, number>>>;
  /** Longest delay of a piece, ms. @default 20 */
  readonly maxDelayMs?: number;
}

/** A TCP proxy on the loopback that does to connections what networks do: when it is told to, and by chance. */
export interface FaultyProxy {
  readonly port: number;
  /** How often each fault has happened by chance. */
  readonly counts: Readonly<Record<Fault, number>>;
  /** Most bytes that have waited in one direction of a connection. */
  readonly maxWaitingBytes: number;
  /** From now on nothing arrives on the connections that there are, in either direction, and nobody is told. */
  swallow(): void;
  /** Cuts the connections that there are, and new ones until {@link open}. */
  cut(): void;
  /** Takes connections again. */
  open(): void;
  /** From now on faults happen by chance. */
  start(): void;
  /** Nothing more happens by chance. Connections whose bytes are swallowed stay so. */
  calm(): void;
  close(): Promise<void>;
}

/** Bytes that wait in one direction before its sender is held. */
const HIGH_WATER_BYTES = 65_536;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly twin: Socket | null;
  isDead: boolean;
}

/** @param target port on the loopback */
export async function faultyProxy(target: number, options?: FaultyProxyOptions): Promise<FaultyProxy> {
  const pairs = new Set<Pair>();
  const timers = new Set<NodeJS.Timeout>();
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  let isCut = false;
  let isCalm = true;
  let maxWaitingBytes = 0;
  const random = options?.random ?? (() => 1);

  const happens = (fault: Fault): boolean => {
    const share = isCalm ? 0 : (options?.shares[fault] ?? 0);
    if (share === 0 || random() >= share) return false;
    counts[fault]++;
    return true;
  };
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });

  const end = ({ near, far, twin }: Pair, isReset = false): void => {
    for (const socket of [near, far, twin]) {
      if (!socket) continue;
      if (isReset) socket.resetAndDestroy();
      else socket.destroy();
    }
  };

  /** Carries one direction, its pieces one after another. */
  function carry(pair: Pair, from: Socket, to: Socket): void {
    let last: Promise<void> = Promise.resolve();
    let waiting = 0;
    const write = async (bytes: Uint8Array): Promise<void> => {
      if (pair.isDead || to.destroyed || to.writableEnded || to.write(bytes)) return;
      await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => {});
    };
    const pass = async (bytes: Buffer): Promise<void> => {
      if (happens('swallow')) pair.isDead = true;
      if (pair.isDead) return;
      if (happens('cut')) return end(pair);
      if (happens('reset')) return end(pair, true);
      if (happens('delay')) await wait(random() * (options?.maxDelayMs ?? 20));
      if (from === pair.near) pair.twin?.write(bytes);
      if (!happens('throttle')) await write(bytes);
      else {
        const step = 1 + Math.floor(random() * 64);
        for (let at = 0; at < bytes.length && !to.destroyed; at += step) {
          await write(bytes.subarray(at, at + step));
          await wait(1);
        }
      }
      if (happens('halfClose')) to.end();
    };
    from.on('data', (bytes: Buffer) => {
      waiting += bytes.length;
      maxWaitingBytes = Math.max(maxWaitingBytes, waiting);
      if (waiting > HIGH_WATER_BYTES) from.pause();
      last = last.then(async () => {
        await pass(bytes);
        waiting -= bytes.length;
        if (waiting <= HIGH_WATER_BYTES) from.resume();
      });
    });
    from.on('end', () => {
      last = last.then(() => {
        if (!pair.isDead) to.end();
      });
    });
    from.on('error', () => from.destroy());
    from.on('close', (hadError) => {
      // An end has been passed on already; what is lost takes the other side with it.
      if (!pair.isDead && (hadError || !from.readableEnded)) to.destroy();
      pair.twin?.destroy();
      if (pair.near.destroyed && pair.far.destroyed) pairs.delete(pair);
    });
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    near.on('error', () => near.destroy());
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const twin = happens('duplicate') ? connect(target, '127.0.0.1') : null;
    twin?.resume().on('error', () => twin.destroy());
    const pair: Pair = { near, far, twin, isDead: false };
    pairs.add(pair);
    carry(pair, near, far);
    carry(pair, far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = (): void => {
    for (const pair of pairs) end(pair);
  };
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    get maxWaitingBytes() {
      return maxWaitingBytes;
    },
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
    start() {
      isCalm = options === undefined;
    },
    calm() {
      isCalm = true;
    },
    async close() {
      isCalm = true;
      const closed = once(server, 'close');
      server.close();
      cutAll();
      for (const timer of timers) clearTimeout(timer);
      await closed;
    },
  };
}
