import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { CodecError } from '../../../core/errors.js';
import { asError } from '../../../core/guarded.js';
import { BUS_LIMITS } from '../../../ports/cluster-bus.js';
import { loadOptional } from '../../optional-package.js';
import type { NatsOptions } from './nats-options.js';
import type { Subjects } from './subjects.js';

/** What the client states of a message beside its bytes. */
const MESSAGE_OVERHEAD_BYTES = 4096;
/** For one answer of JetStream. */
const API_TIMEOUT_MS = 2000;
const NS_PER_MS = 1_000_000;

/** An open connection to NATS, and what the cluster keeps there. */
export interface NatsLink {
  readonly connection: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Copies that JetStream keeps. */
  readonly replicas: number;
  /** JetStream's domain. */
  readonly domain: string | undefined;
  /** Claims of channels. */
  readonly claims: KV;
  /** What the channels' streams have begun with. */
  readonly streams: KV;
  /** State that all nodes share. */
  readonly state: KV;
}

/** Connects; the connection comes back by itself until it is closed. @throws CodecError NOT_INSTALLED | TRANSPORT_FAILED */
export async function openNats(node: string, options: NatsOptions): Promise<NatsConnection> {
  const purpose = 'a cluster of relays (cluster.nats)';
  const { connect, credsAuthenticator } = await loadOptional(
    '@nats-io/transport-node',
    purpose,
    () => import('@nats-io/transport-node'),
  );
  const { servers, user, password, token, credentials, tls } = options;
  const stated: NodeConnectionOptions = {
    servers: [...servers],
    name: `latentcast relay ${node}`,
    noEcho: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    reconnectJitterTLS: 250,
    pingInterval: 5000,
    maxPingOut: 2,
    timeout: 5000,
    ignoreAuthErrorAbort: true,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { authenticator: credsAuthenticator(new TextEncoder().encode(credentials)) }),
    ...(tls && {
      tls: {
        ...(tls.ca !== undefined && { ca: tls.ca }),
        ...(tls.certificate !== undefined && { cert: tls.certificate, key: tls.key! }),
      },
    }),
  };
  let connection: NatsConnection;
  try {
    connection = await connect(stated);
  } catch (cause) {
    throw new CodecError(
      'TRANSPORT_FAILED',
      `cluster.nats.servers: cannot connect to ${servers.join(', ')}: ${asError(cause).message}`,
      { cause },
    );
  }
  const { max_payload: maxPayload = 0 } = connection.info ?? {};
  const needed = BUS_LIMITS.valueBytes + MESSAGE_OVERHEAD_BYTES;
  try {
    if (maxPayload < needed) throw new Error(`max_payload must be at least ${needed} bytes, it is ${maxPayload}`);
  } catch (cause) {
    await connection.close();
    throw new CodecError(
      'TRANSPORT_FAILED',
      `cluster.nats.servers: ${connection.getServer()}: ${asError(cause).message}`,
      { cause },
    );
  }
  return connection;
}

/** Makes what the cluster keeps on NATS, where it is missing. @throws CodecError (by rejection) NOT_INSTALLED; what JetStream answers */
export async function prepareNats(
  connection: NatsConnection,
  subjects: Subjects,
  replicas: number,
  domain: string | undefined,
): Promise<NatsLink> {
  const purpose = 'a cluster of relays (cluster.nats)';
  const streams = await loadOptional('@nats-io/jetstream', purpose, () => import('@nats-io/jetstream'));
  const { Kvm } = await loadOptional('@nats-io/kv', purpose, () => import('@nats-io/kv'));
  const api = { timeout: API_TIMEOUT_MS, ...(domain !== undefined && { domain }) };
  const jetstream = streams.jetstream(connection, api);
  const manager = await streams.jetstreamManager(connection, { ...api, checkAPI: false });
  const { DiscardPolicy, RetentionPolicy, StorageType } = streams;
  try {
    await manager.streams.info(subjects.audioStream);
  } catch {
    await manager.streams.add({
      name: subjects.audioStream,
      description: 'The last seconds of every channel',
      subjects: [subjects.channels],
      storage: StorageType.Memory,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: BUS_LIMITS.retainMs * NS_PER_MS,
      max_msgs_per_subject: BUS_LIMITS.retainedMessages,
      num_replicas: replicas,
      no_ack: true,
    });
  }
  // Reads are answered by the leader, not by a copy that may be behind.
  const bucket = {
    replicas,
    history: 1,
    allow_direct: false,
    timeout: API_TIMEOUT_MS,
    storage: StorageType.File,
  };
  const kvm = new Kvm(jetstream);
  return {
    connection,
    jetstream,
    manager,
    replicas,
    domain,
    claims: await kvm.create(subjects.claimBucket, bucket),
    streams: await kvm.create(subjects.streamBucket, bucket),
    state: await kvm.create(subjects.stateBucket, bucket),
  };
}
