import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import type { Authorizer, PeerIdentity } from '../../../ports/authorizer.js';
import type { Relay } from '../../../relay/relay.js';
import { nodeClock } from '../../clock.js';
import type { Administrator, AuthorizeAdministrator, Route } from '../router.js';
import type { AdminChange } from './admin/admin-change.js';
import type { BanRegistry } from './admin/operation.js';
import { administratorCheck, adminRoutes } from './admin/routes.js';
import { ListenerHistory } from './listener-history.js';
import { createRelayMetrics, type RelayMetrics } from './metrics.js';
import { type MetricsServer, startMetricsServer } from './metrics-server.js';
import type { AdminOptions, MetricsOptions } from './options.js';
import { RecordingStore } from './recordings.js';

/** Operation of a relay beside its streams: administration and metrics. */
export interface OperationsOptions {
  /**
   * The API under `/admin/` and the status page; without it there is neither. Its administrators are
   * whom the relay's `access` or authorizer grants `administer`.
   */
  readonly admin?: AdminOptions;
  /** Metrics on an address of their own. @default on the relay's address, for administrators alone */
  readonly metrics?: MetricsOptions;
  /** Who is banned; the API changes it. @default the list of the relay's `access` */
  readonly bans?: BanRegistry;
  /** Applies the configuration again; resolves to the names of what has changed. @default the relay has no configuration file */
  readonly onReload?: () => Promise<readonly string[]>;
  /** Called for everything that an administrator has changed, or has tried to. */
  readonly onAdministered?: (change: AdminChange) => void;
  /** Whether the relay takes no new connections because it has too much to do. @default the relay's own measure */
  readonly isOverloaded?: () => boolean;
}

const KINDS: OptionKinds<OperationsOptions> = {
  admin: 'object',
  metrics: 'object',
  bans: 'any',
  onReload: 'function',
  onAdministered: 'function',
  isOverloaded: 'function',
};

/** What a relay's server needs of its surroundings for operation. */
export interface OperationsHost {
  readonly relay: Relay;
  readonly authorizer: Authorizer | undefined;
  /** In force where the options state no other list. */
  readonly bans?: BanRegistry;
  /** Listening, and not going away. */
  isListening(): boolean;
  identify(request: IncomingMessage): PeerIdentity;
}

/** The running parts of a relay's operation. */
export interface Operations {
  readonly routes: readonly Route[];
  /** Absent where nobody can administer. */
  readonly authorizeAdministrator?: AuthorizeAdministrator;
  /** Whether the status page is served. */
  readonly hasStatusPage: boolean;
  /** Absent where metrics are not read by anybody. */
  readonly metrics?: RelayMetrics;
  /** `http://HOST:PORT/metrics` where metrics have an address of their own. */
  readonly metricsUrl?: string;
  close(): Promise<void>;
}

/**
 * Starts what the options ask for; `/healthz` and `/readyz` are always there.
 *
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED for a missing package, PORT_IN_USE or
 *   TRANSPORT_FAILED for the metrics' address
 */
export async function startOperations(host: OperationsHost, options: OperationsOptions = {}): Promise<Operations> {
  requireOptions('operations', options, KINDS);
  const { relay, authorizer } = host;
  const isOverloaded = options.isOverloaded ?? (() => relay.isFull);
  const isReady = (): boolean => host.isListening() && !isOverloaded();
  const routes: Route[] = [
    { method: 'GET', path: '/healthz', handle: () => ({ json: { status: 'ok' } }) },
    {
      method: 'GET',
      path: '/readyz',
      handle: () => {
        const state = { listening: host.isListening(), overloaded: isOverloaded() };
        return { status: isReady() ? 200 : 503, json: { status: isReady() ? 'ready' : 'not ready', ...state } };
      },
    },
  ];
  const isAdministered = options.admin !== undefined && options.admin.enabled !== false && authorizer !== undefined;
  const version = packageVersion();
  const closers: (() => unknown)[] = [];
  let metrics: RelayMetrics | undefined;
  let metricsServer: MetricsServer | undefined;
  if (options.metrics || isAdministered) {
    const source = {
      totals: () => relay.totals(),
      channels: () => relay.stats().channels,
      load: () => relay.stats().load,
      isReady,
    };
    metrics = await createRelayMetrics(source, version);
    closers.push(() => metrics!.close());
  }
  if (options.metrics) {
    metricsServer = await startMetricsServer(metrics!, options.metrics);
    closers.push(() => metricsServer!.close());
  }
  if (isAdministered) {
    const history = new ListenerHistory(() => relay.stats(), nodeClock);
    const { recordings: folder } = options.admin!;
    const recordings = folder === undefined ? null : new RecordingStore(folder, relay.administration);
    closers.push(
      () => history.close(),
      () => recordings?.close(),
    );
    const context = {
      administration: relay.administration,
      version,
      stats: () => relay.stats(),
      history,
      bans: options.bans ?? host.bans ?? null,
      recordings,
      reload: options.onReload ?? null,
    };
    const onChange = options.onAdministered ?? (() => {});
    routes.push(...(await adminRoutes(context, options.admin!.origins ?? [], onChange)));
    if (!metricsServer)
      routes.push({
        method: 'GET',
        path: '/metrics',
        needs: 'administer',
        handle: async () => ({ text: await metrics!.text(), headers: { 'content-type': metrics!.contentType } }),
      });
  }
  const check = isAdministered
    ? administratorCheck({
        authorize: (request) => authorizer!.authorize(request),
        identify: (request) => host.identify(request),
        origins: options.admin!.origins ?? [],
      })
    : undefined;
  return {
    routes,
    ...(check && { authorizeAdministrator: check }),
    hasStatusPage: isAdministered,
    ...(metrics && { metrics }),
    ...(metricsServer && { metricsUrl: metricsServer.url }),
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

export type { Administrator };

/** Version of this package. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
