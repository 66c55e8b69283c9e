import { requireInteger } from '../../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import type { Clock } from '../../../ports/clock.js';

/** How a relay reaches the NATS servers of its cluster. */
export interface NatsOptions {
  /** Addresses, nats://HOST:PORT or tls://HOST:PORT, at least one. */
  readonly servers: readonly string[];
  /** @default none */
  readonly user?: string;
  /** @default none */
  readonly password?: string;
  /** In place of a user and a password. @default none */
  readonly token?: string;
  /** Text of a credentials file (JWT and seed), as `nsc` writes it. @default none */
  readonly credentials?: string;
  /** Certificates in PEM form; an empty object demands TLS with the system's authorities. @default as the server asks */
  readonly tls?: NatsTlsOptions;
  /** In front of every subject: clusters with different prefixes share servers and nothing else. @default 'latentcast' */
  readonly subjectPrefix?: string;
  /** JetStream's domain, where the server is a leaf of the one that has it. @default none */
  readonly domain?: string;
  /** Copies that JetStream keeps: 1, 3 or 5. @default 3 where the servers allow it, otherwise 1 */
  readonly replicas?: number;
}

/** Certificates towards the NATS servers. */
export interface NatsTlsOptions {
  /** PEM of the authorities that servers' certificates are checked by. @default the system's */
  readonly ca?: string;
  /** PEM of this node's certificate. @default none */
  readonly certificate?: string;
  /** PEM of its private key. @default none */
  readonly key?: string;
}

/** How soon a node is missed. */
export interface NatsTiming {
  /** Between two signs of life, 20..60000 ms. @default 1000 */
  readonly heartbeatMs?: number;
  /** A node that has been silent for this time has gone, 3 × heartbeatMs..600000 ms. @default 4000 */
  readonly goneMs?: number;
  /** A node that could write nothing to JetStream for this time is cut off, goneMs..600000 ms. @default 15000 */
  readonly cutOffMs?: number;
  /** What is kept of a channel that nobody has used for this time is removed, goneMs..2592000000 ms. @default 86400000 */
  readonly idleMs?: number;
}

/** A node of a cluster that NATS joins. */
export interface NatsBusOptions extends NatsTiming {
  /** Unique in the cluster, 1 to 64 of A–Z a–z 0–9 . _ -. */
  readonly node: string;
  /** The servers. */
  readonly nats: NatsOptions;
  /** Times what the bus does. @default that of the process */
  readonly clock?: Clock;
  /** Called with one line when the cluster is out of reach, and when it is back. */
  readonly onNote?: (line: string) => void;
}

/** Most characters of a subject prefix. */
export const MAX_PREFIX_CHARACTERS = 64;
/** What a subject prefix may be. */
export const SUBJECT_PREFIX = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;
/** What a domain of JetStream may be. */
export const JETSTREAM_DOMAIN = /^[A-Za-z0-9_-]{1,64}$/;
/** What a node's name may be. */
export const NODE_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
/** What the address of a NATS server may be. */
export const NATS_ADDRESS = /^(nats|tls):\/\/[^\s/?#@]+$/;

/** Of {@link NatsOptions} and {@link NatsTiming}. */
export const NATS_DEFAULTS = {
  subjectPrefix: 'latentcast',
  heartbeatMs: 1000,
  goneMs: 4000,
  cutOffMs: 15_000,
  idleMs: 24 * 3_600_000,
} as const;

const OPTION_KINDS: OptionKinds<NatsOptions> = {
  servers: 'any',
  user: 'string',
  password: 'string',
  token: 'string',
  credentials: 'string',
  tls: 'object',
  subjectPrefix: 'string',
  domain: 'string',
  replicas: 'any',
};
const TLS_KINDS: OptionKinds<NatsTlsOptions> = { ca: 'string', certificate: 'string', key: 'string' };

/** @param path in front of a field's name in an error. @throws TypeError, RangeError naming a wrong option */
export function requireNatsOptions(path: string, options: NatsOptions): void {
  requireOptions(path, options, OPTION_KINDS, ['servers']);
  const { servers, subjectPrefix = NATS_DEFAULTS.subjectPrefix, replicas, tls } = options;
  const at = path === '' ? '' : `${path}.`;
  if (!Array.isArray(servers) || servers.length === 0 || servers.length > 64)
    throw new TypeError(`${at}servers must be a list of 1 to 64 addresses, got ${JSON.stringify(servers)}`);
  for (const [i, server] of servers.entries())
    if (typeof server !== 'string' || !NATS_ADDRESS.test(server))
      throw new TypeError(
        `${at}servers.${i} must be nats://HOST:PORT or tls://HOST:PORT, got ${JSON.stringify(server)}`,
      );
  if (!SUBJECT_PREFIX.test(subjectPrefix) || subjectPrefix.length > MAX_PREFIX_CHARACTERS)
    throw new TypeError(
      `${at}subjectPrefix must be 1 to ${MAX_PREFIX_CHARACTERS} letters, digits, "_", "-" and single full stops, got ${JSON.stringify(subjectPrefix)}`,
    );
  if (options.domain !== undefined && !JETSTREAM_DOMAIN.test(options.domain))
    throw new TypeError(
      `${at}domain must be 1 to 64 letters, digits, "_" or "-", got ${JSON.stringify(options.domain)}`,
    );
  if (replicas !== undefined && ![1, 3, 5].includes(replicas))
    throw new RangeError(`${at}replicas must be 1, 3 or 5, got ${JSON.stringify(replicas)}`);
  if (tls) {
    requireOptions(`${at}tls`, tls, TLS_KINDS);
    if ((tls.certificate === undefined) !== (tls.key === undefined))
      throw new TypeError(
        `${at}tls.${tls.key === undefined ? 'key' : 'certificate'} must be stated with the other one`,
      );
  }
  if (options.password !== undefined && options.user === undefined)
    throw new TypeError(`${at}user must be stated with ${at}password`);
  const ways = [options.user, options.token, options.credentials].filter((way) => way !== undefined).length;
  if (ways > 1) throw new TypeError(`${at}user, ${at}token and ${at}credentials exclude each other`);
}

/** With the defaults. @throws RangeError naming a wrong time */
export function natsTiming(timing: NatsTiming): Required<NatsTiming> {
  const { heartbeatMs, goneMs, cutOffMs, idleMs } = { ...NATS_DEFAULTS, ...timing };
  requireInteger('heartbeatMs', heartbeatMs, 20, 60_000);
  requireInteger('goneMs', goneMs, 3 * heartbeatMs, 600_000);
  requireInteger('cutOffMs', cutOffMs, goneMs, 600_000);
  requireInteger('idleMs', idleMs, goneMs, 30 * 24 * 3_600_000);
  return { heartbeatMs, goneMs, cutOffMs, idleMs };
}

/** @throws TypeError for what is no name of a node */
export function requireNodeName(path: string, name: unknown): string {
  if (typeof name === 'string' && NODE_NAME.test(name)) return name;
  throw new TypeError(`${path} must be 1 to 64 letters, digits, ".", "_" or "-", got ${JSON.stringify(name)}`);
}
