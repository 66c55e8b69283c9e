import { CodecError } from '../../../core/errors.js';
import { nodeClock } from '../../clock.js';
import { NatsBus } from './nats-bus.js';
import { type NatsLink, openNats, prepareNats } from './nats-link.js';
import { NATS_DEFAULTS, type NatsBusOptions, natsTiming, requireNatsOptions, requireNodeName } from './nats-options.js';
import { Subjects } from './subjects.js';

const START_MS = 20_000;
/** Of what JetStream keeps, where the servers form a cluster. */
const COPIES = 3;
/** Where the server has none itself: the one that has may be at the other end of a leaf link. */
const NO_JETSTREAM_MS = 5000;
const RETRY_MS = 500;

/**
 * Joins the cluster of these servers.
 * @throws TypeError, RangeError naming a wrong option; CodecError (by rejection) NOT_INSTALLED where a package is missing,
 *   TRANSPORT_FAILED where the servers cannot be reached or do not have what is needed, or a node has this name already
 */
export async function joinNats(options: NatsBusOptions): Promise<NatsBus> {
  requireNodeName('node', options.node);
  requireNatsOptions('nats', options.nats);
  const timing = natsTiming(options);
  const connection = await openNats(options.node, options.nats);
  const subjects = new Subjects(options.nats.subjectPrefix ?? NATS_DEFAULTS.subjectPrefix);
  try {
    const replicas = options.nats.replicas ?? (connection.info?.cluster === undefined ? 1 : COPIES);
    const prepare = (copies: number): Promise<NatsLink> =>
      eventually(
        () => prepareNats(connection, subjects, copies, options.nats.domain),
        connection.info?.jetstream ? START_MS : NO_JETSTREAM_MS,
      );
    const link = await prepare(replicas).catch((error: unknown) => {
      if (options.nats.replicas !== undefined || replicas === 1) throw error;
      options.onNote?.('JetStream keeps one copy of what the cluster needs: there are no three NATS servers');
      return prepare(1);
    });
    const bus = new NatsBus(options, timing, link, subjects);
    await bus.start();
    return bus;
  } catch (error) {
    await connection.close();
    if (error instanceof CodecError) throw error;
    const hint = connection.info?.jetstream
      ? ''
      : ': JetStream is neither on this server (nats-server -js, or jetstream {}) nor on one that it is joined with: the domain of that one is cluster.nats.domain';
    const { message } = error as Error;
    throw new CodecError('TRANSPORT_FAILED', `cluster.nats: ${message}${hint}`, { cause: error });
  }
}

/** Servers that have just been started elect a leader first. */
async function eventually<T>(action: () => Promise<T>, timeoutMs: number): Promise<T> {
  for (const endMs = nodeClock.nowMs() + timeoutMs; ; ) {
    try {
      return await action();
    } catch (error) {
      if (nodeClock.nowMs() >= endMs || error instanceof CodecError) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
