import type { Authorizer } from '../../../ports/authorizer.js';
import type { Direction } from '../../../ports/model.js';
import { ChannelPolicies } from '../../../relay/channel/channel-policy.js';
import { administrationOf } from '../../../relay/cluster/cluster-administration.js';
import { relayLimits } from '../../../relay/limits.js';
import type { Access } from '../access/access.js';
import { requireServerEnding } from '../ending.js';
import { mediaSettings } from '../media-options.js';
import { startDesk } from '../operations/desk.js';
import type { EventJournal } from '../operations/events/event-journal.js';
import { WholeRelayFigures } from '../operations/figures.js';
import { requireOperations } from '../operations/operations.js';
import { endEverywhere } from '../operations/recording/end-recordings.js';
import { RecordTable } from '../operations/recording/record-table.js';
import { checkChanges, type RelayServer, type RelayServerOptions, urlOf } from '../server-options.js';
import { requireClusterSessions } from './one-worker.js';
import { SERVER_EVENTS } from './protocol.js';
import { WorkerPool } from './worker-pool.js';

/** Starts a relay in several processes. @throws as `startRelayServer` */
export async function startPool(
  options: RelayServerOptions,
  workers: number,
  made: {
    readonly host: string;
    readonly port: number;
    readonly access: Access;
    readonly authorizer: Authorizer;
    readonly root: string;
    readonly journal: EventJournal;
  },
): Promise<RelayServer> {
  if (options.cluster)
    throw new TypeError(`cluster is available with one worker only, got workers ${workers}: start a node for each`);
  if (options.bus) throw new TypeError(`bus is available with one worker only, got workers ${workers}`);
  mediaSettings(options.media ?? {});
  requireClusterSessions(options.sessions, workers);
  requireOperations(options.operations);
  const {
    access: _access,
    authorizer: _authorizer,
    workers: _workers,
    operations = {},
    media: { onEvent: onMediaEvent, onCodecTime, ...media } = {},
    onWorkerLost,
    limits,
    ...rest
  } = options;
  const serverHandlers = Object.fromEntries(SERVER_EVENTS.map((name) => [name, options[name]]));
  const plain = Object.fromEntries(Object.entries(rest).filter(([name]) => !(name in serverHandlers)));
  new RecordTable('recordings', options.recordings);
  if (options.channels) new ChannelPolicies(options.channels);
  const isAdministered =
    operations.admin !== undefined &&
    operations.admin.enabled !== false &&
    (options.authorizer ?? options.access) !== undefined;
  const { origins = [] } = operations.admin ?? {};
  if (limits) relayLimits(limits);
  const { host: address, access, root } = made;
  let desk: Awaited<ReturnType<typeof startDesk>> | null = null;
  const pool = new WorkerPool({
    ...made,
    workers,
    serverOptions: {
      ...plain,
      ...(limits && { limits }),
      media,
      operations: {
        ...(isAdministered && { admin: { enabled: true, origins } }),
        ...(operations.metrics && { metrics: operations.metrics }),
      },
    },
    ...(limits && { limits }),
    handlers: {
      ...serverHandlers,
      onAdministered: operations.onAdministered,
      onMediaEvent,
      onCodecTime: (direction: Direction, seconds: number) => {
        const metrics = desk?.relayMetrics;
        (direction === 'encode' ? metrics?.encodeSeconds : metrics?.decodeSeconds)?.observe(seconds);
        onCodecTime?.(direction, seconds);
      },
    },
    ...(onWorkerLost && { onWorkerLost }),
  });
  let ending = requireServerEnding(options);
  let closing: Promise<void> | undefined;
  const port = await pool.start();
  const isListening = (): boolean => closing === undefined && pool.pids.length > 0;
  const figures = new WholeRelayFigures(pool.relay, pool.relay.cluster!, isListening);
  const host = {
    administration: administrationOf(pool.relay),
    recorders: pool.relay.administration,
    endRecordings: (channel: string) => endEverywhere(pool.relay.cluster, null, channel),
    stats: () => pool.stats(),
    bans: options.authorizer ? null : access.currentBans,
    metrics: figures,
    journal: made.journal,
    isShared: true,
  };
  const opened = await startDesk(host, operations, isAdministered).catch(async (error: unknown) => {
    figures.close();
    await pool.close(0);
    throw error;
  });
  desk = pool.desk = opened;
  return {
    host: address,
    port,
    url: urlOf(options, address, port, root),
    access,
    stats: () => pool.stats(),
    subscriberStats: () => {
      throw new Error('the listeners of a relay with several workers are known to the workers only');
    },
    change: (changes) => {
      requireClusterSessions(changes.sessions, workers);
      ending = checkChanges(changes, options, ending);
      pool.change(changes);
    },
    administration: pool.relay.administration,
    metrics: opened.relayMetrics,
    metricsUrl: opened.metricsUrl ?? null,
    stunPort: null,
    workerPids: () => pool.pids,
    close: () => {
      opened.endWatches();
      closing ??= pool.close(ending.graceMs).finally(() => {
        figures.close();
        return opened.close();
      });
      return closing;
    },
  };
}
