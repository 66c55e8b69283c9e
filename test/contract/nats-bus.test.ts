import { afterAll, beforeAll, describe } from 'vitest';
import { joinNats } from '../../src/node/relay/cluster/join-nats.js';
import type { NatsBus } from '../../src/node/relay/cluster/nats-bus.js';
import { HAS_NATS, type NatsServers, startNats } from '../support/nats-servers.js';
import { type BusRig, clusterBusContract } from './cluster-bus.js';

const TIMING = { heartbeatMs: 50, goneMs: 300, cutOffMs: 3000 };
let clusters = 0;

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
    return {
      join: async (node) => {
        const bus = await joinNats({ node, nats: { servers: nats.urls, subjectPrefix }, ...TIMING });
        buses.set(node, bus);
        return bus;
      },
      kill: (node) => buses.get(node)?.destroy(),
      until: async (done) => {
        while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
      },
      dispose: async () => {
        for (const bus of buses.values()) bus.close();
      },
    };
  };
  clusterBusContract('NATS', makeRig);
});
