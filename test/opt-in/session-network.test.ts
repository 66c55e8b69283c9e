import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cli, RATE } from '../support/live-rig.js';
import { addressOf, missingForNetworks, SessionNetwork } from '../support/session-network.js';
import { quantiles, silences, skews } from '../support/session-recording.js';
import { reportSkews } from '../support/session-report.js';

/**
 * LATENTCAST_SESSION_NETWORK=90 npx vitest run test/opt-in/session-network.test.ts -t 'in sync'
 *
 * Processes of `latentcast session` and a relay, each in a network namespace: 40 ± 5 ms each way, 5 % loss. What each peer
 * plays is recorded. The number is the length of the first run in seconds.
 */
const SECONDS = Number(process.env.LATENTCAST_SESSION_NETWORK ?? 0);
const SUSPENDED_S = Number(process.env.LATENTCAST_SESSION_SUSPENDED ?? 60);
const hasTurn = spawnSync('turnserver', ['--version']).error === undefined;
if (SECONDS && !hasTurn) console.log('skipped: coturn is not installed');
const missing = missingForNetworks();
if (SECONDS && missing) console.log(`skipped: ${missing}`);

type Figures = readonly { readonly name: string; readonly report: { readonly isPlaying: boolean } | null }[];

const playing = (cli: Cli, peers: number): boolean =>
  (cli.last<Figures>('peers') ?? []).filter(({ report }) => report?.isPlaying).length >= peers;
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const memoryMb = (cli: Cli): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${cli.child.pid}/status`, 'utf8'))![1]) / 1024);
/** Seconds of processor time, of the process and its threads. */
const processorS = (cli: Cli): number => {
  const fields = readFileSync(`/proc/${cli.child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

describe.skipIf(!SECONDS || missing !== null)('peers of a session in networks of their own', () => {
  let network: SessionNetwork;
  afterEach(() => network?.stop(), 30_000);

  const begin = async (peers: number, seconds: number, ppm: readonly number[], ...settings: string[]) => {
    network = await SessionNetwork.start({ peers });
    const relay = await network.startRelay(...settings);
    const host = network.session(0, ['create', await network.programme(seconds), '--relay', network.relayUrl], ppm[0]);
    await host.until('the link', () => host.last('link') !== undefined);
    const guests = Array.from({ length: peers - 1 }, (_, i) =>
      network.session(i + 1, ['join', host.last<string>('link')], ppm[i + 1]),
    );
    for (const cli of [host, ...guests]) await cli.until('all play', () => playing(cli, peers));
    return { relay, host, guests, all: [host, ...guests] };
  };

  it(`play in sync for ${SECONDS} s`, { timeout: (SECONDS * 2 + 180) * 1000 }, async () => {
    const peers = Number(process.env.LATENTCAST_SESSION_PEERS ?? 3);
    const { all } = await begin(peers, SECONDS + 60, [100, -100, 60, -60, 0]);
    await wait(6);
    const before = all.map(processorS);
    const stated = all.map((cli) => cli.lines.at(-1) as Record<string, Record<string, number>>);
    const startMs = performance.now();
    const recorder = network.record();
    await wait(SECONDS);
    const sides = await recorder.stop();
    const spentS = (performance.now() - startMs) / 1000;
    const all99: [number, number][] = [];
    const between = quantiles(skews(sides[1]!, sides.at(-1)!, RATE));
    console.log(`peer1 and the last: ${JSON.stringify(between)}`);
    const load = loadavg().map((value) => value.toFixed(1));
    const records = all.map((cli, i) => {
      const { playout, device } = cli.lines.at(-1) as Record<string, Record<string, number>>;
      return {
        name: `peer${i}`,
        skews: skews(sides[0]!, sides[i]!, RATE),
        silences: silences(sides[i]!, RATE),
        hardSteps: playout!.hardSteps! - (stated[i]?.playout?.hardSteps ?? 0),
        underruns: (device?.underruns ?? 0) - (stated[i]?.device?.underruns ?? 0),
      };
    });
    reportSkews('session-network', `${peers} processes, ${SECONDS} s, load ${load}`, records);
    for (const [i, cli] of all.entries()) {
      const figures = quantiles(records[i]!.skews);
      const { playout, device } = cli.lines.at(-1) as Record<string, Record<string, number>>;
      console.log(
        `peer${i}: skew ${[figures.p50, figures.p95, figures.p99, figures.max].map((ms) => ms.toFixed(2)).join(' / ')} ms of ${figures.n};`,
        `silences ${JSON.stringify(silences(sides[i]!, RATE))};`,
        `cpu ${((100 * (processorS(cli) - before[i]!)) / spentS).toFixed(1)} %, ${memoryMb(cli)} MB;`,
        JSON.stringify({ ...playout, ...device }),
        JSON.stringify(cli.last('peers')),
      );
      all99.push([figures.p50, figures.p99]);
    }
    for (const [p50, p99] of all99) {
      expect(p50).toBeLessThan(5);
      expect(p99).toBeLessThan(20);
    }
  });

  it('is in sync again after a peer was suspended, and not moved by a step of the wall clock', {
    timeout: 240_000,
  }, async () => {
    const { host, guests } = await begin(3, 150, [100, -100, 50]);
    await wait(5);
    const recorder = network.record();
    await wait(3);
    for (const cli of [host, guests[1]!]) cli.child.kill('SIGUSR2');
    guests[0]!.child.kill('SIGSTOP');
    await wait(SUSPENDED_S);
    guests[0]!.child.kill('SIGCONT');
    await wait(25);
    const sides = await recorder.stop();
    const stepped = quantiles(skews(sides[0]!, sides[2]!, RATE));
    const back = skews(sides[0]!, sides[1]!, RATE).filter(({ atS }) => atS > 3 + SUSPENDED_S);
    const after = quantiles(back.filter(({ atS }) => atS > 3 + SUSPENDED_S + 12));
    console.log(`load ${loadavg().map((value) => value.toFixed(1))}`);
    console.log(
      `wall clock stepped: ${JSON.stringify(stepped)}, silences ${JSON.stringify(silences(sides[2]!, RATE))}`,
    );
    console.log(`suspended for ${SUSPENDED_S} s: heard again after ${(back[0]?.atS ?? 0) - 3 - SUSPENDED_S} s,`, after);
    expect(stepped.p99).toBeLessThan(20);
    expect(after.n).toBeGreaterThan(20);
    expect(after.p99).toBeLessThan(20);
  });

  it.skipIf(!hasTurn)(
    'reaches a peer through coturn by an auth secret where there is no direct path',
    {
      timeout: 240_000,
    },
    async () => {
      network = await SessionNetwork.start({ peers: 2 });
      await network.command('block', 'p0', 'p1');
      await network.startRelay();
      await network.startTurn('a secret');
      const user = String(Math.floor(Date.now() / 1000) + 3600);
      const password = createHmac('sha1', 'a secret').update(user).digest('base64');
      const turn = ['--ice', `turn:${addressOf(-1)}:3478`, '--turn-user', user, '--turn-password', password];
      const host = network.session(0, ['create', await network.programme(90), '--relay', network.relayUrl, ...turn]);
      await host.until('the link', () => host.last('link') !== undefined);
      const guest = network.session(1, ['join', host.last<string>('link'), ...turn]);
      await guest.until('both play', () => playing(guest, 2));
      const recorder = network.record();
      await guest.until('a path by TURN', () =>
        guest.last<readonly { path: { kind: string } | null }[]>('peers').some(({ path }) => path?.kind === 'direct'),
      );
      await wait(8);
      const sides = await recorder.stop();
      const figures = quantiles(skews(sides[0]!, sides[1]!, RATE));
      console.log(`by TURN: ${JSON.stringify(figures)}, silences ${JSON.stringify(silences(sides[1]!, RATE))}`);
      expect(figures.p99).toBeLessThan(20);
    },
  );

  it('plays on when the address of a peer changes, a direct path is blocked, and the relay is restarted', {
    timeout: 240_000,
  }, async () => {
    const { relay, guests } = await begin(3, 150, []);
    const pathTo = (cli: Cli): string | undefined =>
      cli.last<readonly { name: string; path: { kind: string } | null }[]>('peers').find(({ name }) => name === 'peer0')
        ?.path?.kind;
    for (const cli of guests) await cli.until('a direct path', () => pathTo(cli) === 'direct');
    await wait(3);
    const marks: [string, number][] = [];
    const recorder = network.record();
    const startMs = performance.now();
    const mark = (what: string): void => {
      marks.push([what, (performance.now() - startMs) / 1000]);
    };
    await wait(5);
    mark('address of peer1 changes');
    await network.command('move', 'p1', '10.77.1.77');
    await wait(15);
    mark('direct path of peer2 is blocked');
    await network.command('block', 'p0', 'p2');
    await guests[1]!.until('the relay', () => pathTo(guests[1]!) === 'relay');
    mark('peer2 is on the relay');
    await wait(8);
    await network.command('allow', 'p0', 'p2');
    await guests[1]!.until('a direct path', () => pathTo(guests[1]!) === 'direct');
    mark('peer2 is direct again');
    await wait(5);
    mark('relay ends');
    relay.child.kill('SIGKILL');
    await wait(8);
    await network.startRelay();
    mark('relay is back');
    await wait(10);
    mark('end');
    const sides = await recorder.stop();
    console.log(`load ${loadavg().map((value) => value.toFixed(1))}`, JSON.stringify(marks));
    for (const [i, side] of sides.entries())
      console.log(
        `peer${i}: silences ${JSON.stringify(silences(side, RATE))}, ${JSON.stringify(quantiles(skews(sides[0]!, side, RATE)))}`,
        pathTo(guests[Math.max(0, i - 1)]!),
      );
    for (const side of sides.slice(1))
      expect(Math.max(0, ...silences(side, RATE).map(([, ms]) => ms))).toBeLessThan(60);
  });
});
