import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { SocketLink } from '../../src/node/relay/workers/socket-link.js';
import { BusHub } from '../../src/relay/cluster/bus-hub.js';
import { joinHub } from '../../src/relay/cluster/hub-bus.js';
import { FakeClock } from '../support/fake-clock.js';
import { type BusRig, clusterBusContract } from './cluster-bus.js';

/** Nodes whose links are real byte streams, as those of worker processes are; time passes with the event loop. */
async function makeRig(): Promise<BusRig> {
  const clock = new FakeClock();
  const hub = new BusHub({ clock });
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    hub.connect(new SocketLink(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const sockets = new Map<string, Socket>();
  let isDisposed = false;
  const run = async (): Promise<void> => {
    while (!isDisposed) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1);
    }
  };
  void run();
  return {
    join: async (node) => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.setNoDelay(true);
      sockets.set(node, socket);
      return joinHub({ node, link: new SocketLink(socket), clock });
    },
    kill: (node) => sockets.get(node)?.destroy(),
    until: async (done) => {
      while (!done()) await new Promise((resolve) => setImmediate(resolve));
    },
    dispose: async () => {
      isDisposed = true;
      for (const socket of sockets.values()) socket.destroy();
      hub.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

clusterBusContract('worker processes', makeRig);
