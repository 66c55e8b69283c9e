import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import { hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import {
  type ClusterClient,
  ClusterSource,
  clusterListener,
  FRAMES,
  framesBetween,
  until,
} from '../support/cluster-client.js';
import { type RelayProcesses, startRelays } from '../support/cluster-processes.js';
import { HAS_NATS, type NatsServers, type NatsServersOptions, startNats } from '../support/nats-servers.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** Opt-in: so many listeners, every failure, figures on standard output. */
const LISTENERS = Number(process.env.LATENTCAST_CLUSTER_LISTENERS ?? 24);
const IS_LARGE = process.env.LATENTCAST_CLUSTER_LISTENERS !== undefined;
/** Of a message of four frames of the default model. */
const MESSAGE_MS = IS_LARGE ? 186 : 60;
const large = it.skipIf(!IS_LARGE);
/** Makes the wall clock of a process jump by an hour at SIGUSR2. */
const JUMPING_CLOCK = `data:text/javascript,${encodeURIComponent(
  'const now=Date.now;let shift=0;Date.now=()=>now()+shift;process.on("SIGUSR2",()=>{shift+=3600000})',
)}`;
const ADMIN_KEY = `lck_${'o'.repeat(43)}`;
const PUBLISH_KEY = `lck_${'s'.repeat(43)}`;
/** Keys of administration and of the source; anybody listens. */
const WITH_ADMIN = `access:
  keys:
    - { name: ops, hash: ${hashStaticKey(ADMIN_KEY)}, admin: ['*'] }
    - { name: studio, hash: ${hashStaticKey(PUBLISH_KEY)}, publish: ['*'] }
`;
let clusters = 0;

/** What a failure has cost the listeners. */
interface Cost {
  readonly what: string;
  readonly listeners: number;
  /** Messages that never came, of the listener that lacks most. */
  readonly missedMessages: number;
  /** Longest time between two messages, from the failure on. */
  readonly medianGapMs: number;
  readonly maxGapMs: number;
  /** The same as deciles: for bench/cluster-simulation.mjs. */
  readonly gapDecilesMs: readonly number[];
}

/** Ten parts of equal number, in ms. */
const deciles = (times: readonly number[]): number[] => {
  const sorted = [...times].sort((a, b) => a - b);
  return Array.from({ length: 11 }, (_, i) => Math.round(sorted[Math.round((i / 10) * (sorted.length - 1))] ?? 0));
};

describe.skipIf(!HAS_NATS)('a cluster of three relays and three NATS servers, each a process', () => {
  const closers: (() => unknown)[] = [];
  let relays: RelayProcesses;
  let nats: NatsServers;
  let source: ClusterSource;
  let listeners: ClusterClient[];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** @param isPinned each relay knows one server alone */
  async function start(
    { isPinned = false, routePort }: { isPinned?: boolean } & Pick<NatsServersOptions, 'routePort'> = {},
    env: NodeJS.ProcessEnv = {},
    config = '',
  ): Promise<void> {
    nats = await startNats({ count: 3, ...(routePort && { routePort }) });
    closers.push(() => nats.close());
    const servers = isPinned ? nats.urls.map((url) => [url]) : nats.urls.map(() => nats.urls);
    relays = await startRelays(servers, `failures-${++clusters}`, env, config);
    closers.push(() => relays.close());
    const urls = relays.nodes.map(({ url }) => `${url}/main`);
    source = new ClusterSource(isPinned ? [urls[0]!] : urls, 7, config === '' ? undefined : PUBLISH_KEY);
    closers.push(() => source.client.close());
    await until(() => source.isReady);
    listeners = Array.from({ length: LISTENERS }, (_, i) => {
      const first = i % 3;
      const listener = clusterListener(isPinned ? [urls[first]!] : [...urls.slice(first), ...urls.slice(0, first)]);
      closers.push(() => listener.close());
      return listener;
    });
    await until(() => listeners.every(({ answer }) => answer !== null));
    const timer = setInterval(() => source.step(), MESSAGE_MS);
    closers.push(() => clearInterval(timer));
    await until(() => listeners.every(({ frames }) => frames.length > 2));
  }

  /** Waits until everybody has what is sent from now on, and says what it has cost since. */
  async function settle(what: string, sinceMs: number, of: readonly ClusterClient[] = listeners): Promise<Cost> {
    const target = source.sent + 10 * FRAMES;
    await until(() => of.every(({ frames }) => frames.at(-1)! >= target));
    const gaps = of.map(({ arrivals }) => {
      const after = arrivals.filter((atMs) => atMs >= sinceMs);
      const before = arrivals.filter((atMs) => atMs < sinceMs);
      const times = [before.at(-1) ?? sinceMs, ...after];
      return Math.max(...times.slice(1).map((atMs, i) => atMs - times[i]!));
    });
    const missed = of.map(({ frames }) => framesBetween(frames[0]!, frames.at(-1)!).length - frames.length);
    const cost = {
      what,
      listeners: of.length,
      missedMessages: Math.max(...missed),
      medianGapMs: Math.round([...gaps].sort((a, b) => a - b)[gaps.length >> 1]!),
      maxGapMs: Math.round(Math.max(...gaps)),
      gapDecilesMs: deciles(gaps),
    };
    if (IS_LARGE) process.stdout.write(`${JSON.stringify(cost)}\n`);
    return cost;
  }
  /** Deciles, in ms, of how long each step took of those who lost their connection: for bench/cluster-simulation.mjs. */
  function tellSteps(sinceMs: number): void {
    const steps: Record<string, number[]> = {
      noticed: [],
      connected: [],
      answered: [],
      answeredInAll: [],
      sourceAnswered: [],
    };
    for (const client of [...listeners, source.client]) {
      const turns = client.turns.filter(({ atMs }) => atMs >= sinceMs);
      const first = (what: string): number | undefined => turns.find((turn) => turn.what === what)?.atMs;
      const [lostMs, openMs, answeredMs] = [first('lost'), first('open'), first('answered')];
      if (lostMs === undefined || openMs === undefined || answeredMs === undefined) continue;
      if (client === source.client) steps.sourceAnswered!.push(answeredMs - sinceMs);
      else {
        steps.noticed!.push(lostMs - sinceMs);
        steps.connected!.push(openMs - lostMs);
        steps.answered!.push(answeredMs - openMs);
        steps.answeredInAll!.push(answeredMs - sinceMs);
      }
    }
    const told = Object.entries(steps).map(([name, times]) => [name, times.length, deciles(times)]);
    process.stdout.write(`${JSON.stringify(told)}\n`);
    const { turns, errors, closeCodes } = source.client;
    const ofSource = turns
      .filter(({ atMs }) => atMs >= sinceMs)
      .map(({ what, atMs }) => [what, Math.round(atMs - sinceMs)]);
    process.stdout.write(`${JSON.stringify({ ofSource, errors, closeCodes })}\n`);
  }
  /** Starts all with a proxy on each link between two NATS servers. @returns those of one server */
  const startLinked = async (): Promise<(server: string) => TcpProxy[]> => {
    const proxies = new Map<string, TcpProxy>();
    await start({
      isPinned: true,
      routePort: async (from, to, port) => {
        const proxy = await new TcpProxy(port).open();
        proxies.set(`${from}${to}`, proxy);
        closers.push(() => proxy.close());
        return proxy.port;
      },
    });
    return (server) => [...proxies].filter(([pair]) => pair.includes(server)).map(([, proxy]) => proxy);
  };
  const at = (i: number): ClusterClient[] => listeners.filter((_, n) => n % 3 === i);
  /** Each frame once and in order. */
  const expectComplete = (of: readonly ClusterClient[] = listeners): void => {
    for (const { frames } of of) expect(frames).toEqual(framesBetween(frames[0]!, frames.at(-1)!));
  };
  const expectOrdered = (of: readonly ClusterClient[] = listeners): void => {
    for (const { frames } of of) expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
  };

  it('goes on without a lost frame when the relay of the source is killed, and when one NATS server is', async () => {
    await start();
    let sinceMs = performance.now();
    await relays.nodes[0]!.kill();
    await settle('relay of the source killed', sinceMs);
    if (IS_LARGE) tellSteps(sinceMs);
    expectComplete();
    expect(source.client.visited.length).toBeGreaterThan(1);
    sinceMs = performance.now();
    await nats.servers[0]!.kill();
    const { maxGapMs } = await settle('one of three NATS servers killed', sinceMs);
    expectComplete();
    // Seconds, on a machine that does nothing else.
    expect(maxGapMs).toBeLessThan(60_000);
    for (const { epochs } of listeners) expect(epochs).toEqual([7]);
  });

  large(
    'is emptied node by node, and nobody misses a frame',
    async () => {
      await start({}, {}, WITH_ADMIN);
      for (const [i, { url }] of relays.nodes.entries()) {
        const sinceMs = performance.now();
        const drain = (overMs: number | null): Promise<Response> =>
          fetch(`${relays.nodes[(i + 1) % 3]!.url.replace('ws:', 'http:')}/admin/nodes/r${i}/drain`, {
            method: 'POST',
            headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
            body: JSON.stringify({ overMs }),
          });
        expect((await drain(5000)).status).toBe(200);
        await until(() => [...listeners, source.client].every(({ current }) => !current.startsWith(url)));
        expect((await drain(null)).status).toBe(200);
        await settle(`node ${i + 1} of 3 emptied over 5 s`, sinceMs);
      }
      expectComplete();
    },
    170_000,
  );

  large(
    'lets no listener have two sources at a time through four cuts and joins of the link between the NATS servers',
    async () => {
      const seed = Number(process.env.LATENTCAST_CLUSTER_SEED ?? 20261128);
      const random = seededRandom(seed);
      const linksOf = await startLinked();
      const other = new ClusterSource([`${relays.nodes[1]!.url}/main`], 9);
      closers.push(() => other.client.close());
      const timer = setInterval(() => other.step(), MESSAGE_MS);
      closers.push(() => clearInterval(timer));
      const turns = (): number[] => listeners.map(({ epochs }) => epochs.length);
      const hasOneSource = (): boolean => new Set(listeners.map(({ epochs }) => epochs.at(-1))).size === 1;
      const healedMs: number[] = [];
      for (let round = 0; round < 4; round++) {
        // The node of the first source at first: later it may be anybody's.
        const alone = String(round === 0 ? 0 : Math.floor(3 * random()));
        const around = linksOf(alone);
        for (const act of ['cut', 'heal'] as const) {
          const before = turns();
          const sinceMs = performance.now();
          for (const proxy of around) proxy[act]();
          await new Promise((resolve) => setTimeout(resolve, (act === 'cut' ? 14_000 : 1000) + 4000 * random()));
          // What a join changes belongs to it, and not to the cut that follows, however late it comes.
          if (act === 'heal') {
            await until(hasOneSource);
            healedMs.push(Math.round(performance.now() - sinceMs));
          }
          for (const [i, count] of turns().entries())
            if (count - before[i]! > 1)
              throw new Error(
                `seed ${seed}, round ${round}, ${act} of ${alone}: ${listeners[i]!.epochs.join(' ')}, ${before[i]} of them before; ${relays.nodes.map(({ log }) => log).join('\n')}`,
              );
        }
      }
      expect(Math.max(...turns())).toBeGreaterThan(1);
      if (IS_LARGE)
        process.stdout.write(
          `partitions (seed ${seed}): ${turns().join(' ')} sources; healed after ${healedMs.join(' ')} ms\n`,
        );
    },
    176_000,
  );

  large(
    'never lets a listener have two sources when the link between the NATS servers is cut, and has one again after',
    async () => {
      const linksOf = await startLinked();
      const sinceMs = performance.now();
      const around = linksOf('0');
      for (const proxy of around) proxy.cut();
      const other = new ClusterSource([`${relays.nodes[1]!.url}/main`], 9);
      closers.push(() => other.client.close());
      const timer = setInterval(() => other.step(), MESSAGE_MS);
      closers.push(() => clearInterval(timer));
      // Both sides have a source: listeners of the one hear it, and those of the other the other.
      await until(() =>
        [...at(1), ...at(2)].every(({ epochs, frames }) => epochs.at(-1) === 9 && frames.at(-1)! < 1e6),
      );
      const ofFirst = at(0).map(({ frames }) => frames.length);
      await until(() => at(0).every(({ frames }, i) => frames.length > ofFirst[i]! + 5));
      for (const { epochs } of at(0)) expect(epochs).toEqual([7]);
      for (const { epochs } of [...at(1), ...at(2)]) expect(epochs).toEqual([7, 9]);
      for (const proxy of around) proxy.heal();
      await until(() => at(0).every(({ epochs }) => epochs.at(-1) === 9));
      for (const { epochs } of listeners) expect(epochs).toEqual([7, 9]);
      if (IS_LARGE)
        process.stdout.write(`partition healed ${Math.round(performance.now() - sinceMs)} ms after the cut\n`);
    },
    180_000,
  );

  large(
    'serves the listeners of the node that has the source while NATS is away for 20 s, and the others after',
    async () => {
      await start();
      const sourceAt = relays.nodes.findIndex(({ url }) => source.client.current.startsWith(url));
      const sinceMs = performance.now();
      await Promise.all(nats.servers.map((server) => server.kill()));
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      await Promise.all(nats.servers.map((server) => server.start()));
      await settle('NATS away for 20 s: listeners of the source’s node', sinceMs, at(sourceAt));
      await settle(
        'NATS away for 20 s: listeners of the others',
        sinceMs,
        listeners.filter((_, n) => n % 3 !== sourceAt),
      );
      expectComplete(at(sourceAt));
      expectOrdered();
    },
    180_000,
  );

  large(
    'goes on when a node stands still for six seconds, with the source or without',
    async () => {
      await start();
      for (const [i, what] of [
        [1, 'node without the source stands still for 6 s'],
        [0, 'node of the source stands still for 6 s'],
      ] as const) {
        const sinceMs = performance.now();
        relays.nodes[i]!.signal('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 6000));
        relays.nodes[i]!.signal('SIGCONT');
        await settle(`${what}: its listeners`, sinceMs, at(i));
        await settle(
          `${what}: the others`,
          sinceMs,
          listeners.filter((_, n) => n % 3 !== i),
        );
        expectOrdered();
      }
    },
    180_000,
  );

  large(
    'does not notice when the wall clock of a node jumps by an hour',
    async () => {
      await start({}, { NODE_OPTIONS: `--import ${JUMPING_CLOCK}` });
      const sinceMs = performance.now();
      relays.nodes[0]!.signal('SIGUSR2');
      const { maxGapMs } = await settle('wall clock of the source’s node jumps by an hour', sinceMs);
      expectComplete();
      expect(maxGapMs).toBeLessThan(5 * MESSAGE_MS);
    },
    60_000,
  );
});
