import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinNats } from '../../src/node/relay/cluster/join-nats.js';
import type { NatsBus } from '../../src/node/relay/cluster/nats-bus.js';
import type { ClusterBus } from '../../src/ports/cluster-bus.js';
import { encodeControlPacket } from '../../src/relay/control-packet.js';
import { FakeClock } from '../support/fake-clock.js';
import { HAS_NATS, type NatsServers, startNats } from '../support/nats-servers.js';
import { type BusRig, clusterBusContract } from './cluster-bus.js';

const TIMING = { heartbeatMs: 50, goneMs: 300, cutOffMs: 3000 };
const STEP_MS = 10;
let clusters = 0;

/** Resolves when the servers have answered a node, or when it has gone: then nobody answers any more. */
const answered = (bus: ClusterBus): Promise<void> =>
  new Promise((resolve) => {
    const unwatch = bus.watchNodes(() => bus.isConnected || resolve());
    const settle = (): void => {
      unwatch();
      resolve();
    };
    bus.recall('nothing', null).then(settle, settle);
  });

/** The time of nodes that NATS joins: it passes only when all that they have sent has arrived, however long that takes. */
class PacedTime extends FakeClock {
  /** Nodes that have joined. */
  readonly buses = new Set<ClusterBus>();
  #isOver = false;
  readonly #passed = this.#pass();

  async #pass(): Promise<void> {
    while (!this.#isOver) {
      // A node's messages are at the server when it has its answer, and at the others when these have their next one.
      for (let i = 0; i < 2; i++) await Promise.all([...this.buses].map(answered));
      this.advance(STEP_MS);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** It passes no more. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#passed;
  }
}

describe.skipIf(!HAS_NATS)('a nats-server', () => {
  let nats: NatsServers;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats.close());

  /** Each test has a cluster of its own on the same server. */
  const makeRig = async (): Promise<BusRig> => {
    const subjectPrefix = `contract.${++clusters}`;
    const buses = new Map<string, NatsBus>();
    const clock = new PacedTime();
    return {
      join: async (node) => {
        const bus = await joinNats({ node, nats: { servers: nats.urls, subjectPrefix }, clock, ...TIMING });
        clock.buses.add(bus);
        buses.set(node, bus);
        return bus;
      },
      kill: (node) => buses.get(node)?.destroy(),
      until: async (done) => {
        while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
      },
      dispose: async () => {
        await clock.end();
        for (const bus of buses.values()) bus.close();
      },
    };
  };
  clusterBusContract('NATS', makeRig);

  it('keeps nothing of a channel that nobody has used for long, whose next claim has a newer term', async () => {
    const clock = new PacedTime();
    const timing = { ...TIMING, idleMs: 300 };
    const options = { nats: { servers: nats.urls, subjectPrefix: 'idle' }, clock, ...timing };
    const [a, b] = await Promise.all(['a', 'b'].map((node) => joinNats({ node, ...options })));
    for (const bus of [a!, b!]) clock.buses.add(bus);
    const connection = await connect({ servers: [...nats.urls] });
    try {
      const kvm = new Kvm(connection);
      // Not `keys()`: where a key is removed meanwhile it waits for half a minute.
      const kept = async (bucket: string): Promise<string[]> => {
        const kv = await kvm.open(bucket);
        const entries = await Promise.all(['held', 'main'].map((key) => kv.get(key)));
        return entries.flatMap((entry) => (entry?.operation === 'PUT' ? [entry.key] : []));
      };
      const request = { epoch: 1, isResuming: false, owner: 'one' };
      const held = await b!.claim('held', request, () => {});
      const claim = await a!.claim('main', request, () => {});
      const { term } = claim;
      const hello = encodeControlPacket({ type: 'hello', body: {} });
      for (const one of [held, claim]) one.publish({ bytes: hello, firstFrame: 0, frames: 0 });
      claim.release();
      await expect.poll(() => kept('idle-claims')).toEqual(['held']);
      await expect.poll(() => kept('idle-streams')).toEqual(['held']);
      expect((await b!.claim('main', request, () => {})).term).toBeGreaterThan(term);
    } finally {
      await clock.end();
      await connection.close();
      a!.close();
      b!.close();
    }
  });
});
