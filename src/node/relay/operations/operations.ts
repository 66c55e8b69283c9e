import type { IncomingMessage } from 'node:http';
import { type OptionKinds, requireOptions } from '../../../core/options.js';
import type { Authorizer, PeerIdentity } from '../../../ports/authorizer.js';
import { administrationOf } from '../../../relay/cluster/cluster-administration.js';
import type { Relay } from '../../../relay/relay.js';
import type { ListenCheck } from '../access/listen-check.js';
import { parseSiteOrigins } from '../access/origin.js';
import type { TurnedAwayCounts } from '../access/turned-away.js';
import type { Administrator, AuthorizeAdministrator, Route } from '../router.js';
import type { AdminChange } from './admin/admin-change.js';
import type { BanRegistry, ClusterNodes, SessionRooms } from './admin/operation.js';
import { administratorCheck, adminRoutes } from './admin/routes.js';
import { startDesk } from './desk.js';
import { ClusterEvents } from './events/cluster-events.js';
import type { EventJournal } from './events/event-journal.js';
import { answerFigures } from './figures.js';
import type { MediaFigures } from './media-figures.js';
import type { RelayMetrics } from './metrics.js';
import type { OperationsDesk } from './operations-desk.js';
import type { AdminOptions, MetricsOptions } from './options.js';
import { answerEnds, endEverywhere } from './recording/end-recordings.js';
import { recordingRoutes } from './recording/recording-routes.js';
import { RecordingStore, type RecordingStoreOptions } from './recording/recording-store.js';

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
  /** Carries out what is asked for, where another process does that. @default this process does */
  readonly desk?: OperationsDesk;
}

const KINDS: OptionKinds<OperationsOptions> = {
  admin: 'object',
  metrics: 'object',
  bans: 'any',
  onReload: 'function',
  onAdministered: 'function',
  isOverloaded: 'function',
  desk: 'any',
};

/** @throws TypeError, RangeError naming a wrong option */
export function requireOperations(options: OperationsOptions | undefined): void {
  requireOptions('operations', options, KINDS);
  parseSiteOrigins('operations.admin.origins', options?.admin?.origins);
}

/** What a relay's server needs of its surroundings for operation. */
export interface OperationsHost {
  readonly relay: Relay;
  readonly authorizer: Authorizer | undefined;
  /** In force where the options state no other list. */
  readonly bans?: BanRegistry;
  /** Who ended at the door. */
  turnedAway(): TurnedAwayCounts;
  /** What is encoded and decoded here. */
  media(): MediaFigures;
  /** The listening sessions. */
  readonly rooms: SessionRooms;
  /** The nodes of the cluster. @default the relay stands alone */
  readonly cluster?: ClusterNodes;
  /** What has happened here. */
  readonly journal: EventJournal;
  /** Listening, and not going away. */
  isListening(): boolean;
  identify(request: IncomingMessage): PeerIdentity;
  /** Lets whoever may listen to a channel have its recordings. */
  readonly mayListen: ListenCheck;
  /** Which channels are recorded by the configuration. */
  readonly recording: Pick<RecordingStoreOptions, 'table' | 'onNote' | 'onEvent'>;
}

/** The running parts of a relay's operation. */
export interface Operations {
  readonly routes: readonly Route[];
  /** Absent where nobody can administer. */
  readonly authorizeAdministrator?: AuthorizeAdministrator;
  /** Whether the status page is served. */
  readonly hasStatusPage: boolean;
  /** Absent where metrics are not read by anybody, or in another process. */
  readonly metrics?: RelayMetrics;
  /** `http://HOST:PORT/metrics` where metrics have an address of their own. */
  readonly metricsUrl?: string;
  readonly recordings: RecordingStore;
  /** Whoever waits for something new is answered, and nobody waits any more. */
  endWatches(): void;
  close(): Promise<void>;
}

/**
 * Starts what the options ask for; `/healthz` and `/readyz` are always there.
 *
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED for a missing package, PORT_IN_USE or
 *   TRANSPORT_FAILED for the metrics' address
 */
export async function startOperations(host: OperationsHost, options: OperationsOptions = {}): Promise<Operations> {
  requireOperations(options);
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
  const folder = options.admin?.recordings ?? null;
  const recordings = new RecordingStore({ ...host.recording, administration: relay.administration, folder });
  routes.push(...recordingRoutes(recordings, host.mayListen));
  answerEnds(relay.cluster, recordings);
  const isAdministered = options.admin !== undefined && options.admin.enabled !== false && authorizer !== undefined;
  // What this relay answers to the others of its cluster.
  const administration = administrationOf(relay);
  const clusterEvents = relay.cluster && !options.desk ? new ClusterEvents(relay.cluster, host.journal) : null;
  const local = options.desk
    ? null
    : await startDesk(
        {
          administration,
          recorders: relay.administration,
          recordings: folder === null ? null : recordings,
          endRecordings: (channel) => endEverywhere(relay.cluster, recordings, channel),
          stats: () => relay.stats(),
          bans: host.bans ?? null,
          rooms: host.rooms,
          journal: host.journal,
          ...(clusterEvents && { clusterEvents }),
          isShared: relay.cluster !== null,
          ...(host.cluster && { cluster: host.cluster }),
          metrics: {
            ...(host.cluster && { cluster: host.cluster }),
            totals: () => relay.totals(),
            channels: () => relay.stats().channels,
            load: () => relay.stats().load,
            turnedAway: () => host.turnedAway(),
            media: () => host.media(),
            rooms: () => host.rooms.stats,
            isReady,
          },
        },
        options,
        isAdministered,
      );
  const desk = options.desk ?? local!;
  const stopAnswering = options.desk ? answerFigures(relay, host) : null;
  const origins = parseSiteOrigins('operations.admin.origins', options.admin?.origins);
  if (isAdministered) {
    routes.push(...(await adminRoutes(desk, origins, options.onAdministered ?? (() => {}))));
    if (!options.metrics)
      routes.push({
        method: 'GET',
        path: '/metrics',
        needs: 'administer',
        handle: async () => {
          const { text, contentType } = await desk.metrics();
          return { text, headers: { 'content-type': contentType } };
        },
      });
  }
  const check = isAdministered
    ? administratorCheck({
        authorize: (request) => authorizer!.authorize(request),
        identify: (request) => host.identify(request),
        origins,
      })
    : undefined;
  return {
    routes,
    ...(check && { authorizeAdministrator: check }),
    hasStatusPage: isAdministered,
    ...(local?.relayMetrics && { metrics: local.relayMetrics }),
    ...(local?.metricsUrl !== undefined && { metricsUrl: local.metricsUrl }),
    recordings,
    endWatches: () => local?.endWatches(),
    close: async () => {
      await recordings.close();
      clusterEvents?.close();
      stopAnswering?.();
      await local?.close();
    },
  };
}

export type { Administrator };
