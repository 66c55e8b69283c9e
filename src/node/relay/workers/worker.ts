/** A worker process: one relay of the machine's cluster, with sockets. Started by `worker-pool.ts`, and ends with it. */
import { Socket } from 'node:net';
import { joinHub } from '../../../relay/cluster/hub-bus.js';
import { nodeClock } from '../../clock.js';
import { keepYoungGenerationSmall } from '../../young-generation.js';
import { relayVersion } from '../operations/desk.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../server.js';
import {
  BUS_DESCRIPTOR,
  type FromWorker,
  type OwnerEvent,
  SERVER_EVENTS,
  type ToWorker,
  toWireArguments,
  toWireError,
} from './protocol.js';
import { RemoteAddresses } from './remote-addresses.js';
import { RemoteAuthorizer } from './remote-authorizer.js';
import { RemoteDesk } from './remote-desk.js';
import { SocketLink } from './socket-link.js';

/** For the models' threads to end. */
const MODELS_END_MS = 2000;

const send = (message: FromWorker): void => {
  if (process.connected) process.send!(message);
};
const authorizer = new RemoteAuthorizer(send);
const addressPeers = new RemoteAddresses(send);
const desk = new RemoteDesk(relayVersion(), send);
let server: RelayServer | null = null;
keepYoungGenerationSmall();

async function start({ node, firstId, options }: ToWorker & { kind: 'start' }): Promise<void> {
  const link = new SocketLink(new Socket({ fd: BUS_DESCRIPTOR, readable: true, writable: true }));
  const bus = await joinHub({ node, link, clock: nodeClock });
  // Without the first process there is no bus, and nobody who starts this one again.
  bus.watchNodes(() => {
    if (!bus.isConnected) process.exit(0);
  });
  const event =
    (name: OwnerEvent) =>
    (...args: unknown[]) =>
      send({ kind: 'event', name, args: toWireArguments(args) });
  const events = Object.fromEntries(SERVER_EVENTS.map((name) => [name, event(name)]));
  const stated = options as RelayServerOptions;
  const operations = { ...stated.operations, desk, onAdministered: event('onAdministered') };
  const media = { ...stated.media, onEvent: event('onMediaEvent'), onCodecTime: event('onCodecTime') };
  const ofWorker = { operations, media, authorizer, bus, addressPeers, firstConnectionId: firstId };
  server = await startRelayServer({ ...stated, ...events, ...ofWorker });
  addressPeers.endStart();
  send({ kind: 'ready', port: server.port });
}

async function onMessage(message: ToWorker): Promise<void> {
  if (message.kind === 'start') await start(message);
  else if (message.kind === 'grant') authorizer.onGrant(message);
  else if (message.kind === 'withdraw') authorizer.onWithdraw(message);
  else if (message.kind === 'operated') desk.onAnswer(message);
  else if (message.kind === 'change') server?.change(message.changes);
  else if (message.kind === 'addresses') addressPeers.onChanges(message.changes);
  else if (message.kind === 'ping') send({ kind: 'pong' });
  else {
    await server?.close();
    // A thread of a model that computes would abort a process that exits.
    const { endModelThreads } = await import('../../model/worker-model.js');
    await endModelThreads(MODELS_END_MS);
    process.exit(0);
  }
}

process.on('message', (message: ToWorker) => {
  onMessage(message).catch((error: unknown) => {
    send({ kind: 'failed', error: toWireError(error) });
  });
});
// Both reach the whole group of processes: the first process tells its workers what to do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
send({ kind: 'online' });
