import type { Authorizer } from '../../../ports/authorizer.js';
import type { ChannelOptions } from '../../../relay/channel/channel-options.js';
import { ChannelPolicies } from '../../../relay/channel/channel-policy.js';
import { administrationOf } from '../../../relay/cluster/cluster-administration.js';
import { relayLimits } from '../../../relay/limits.js';
import type { Access } from '../access/access.js';
import { requireServerEnding } from '../ending.js';
import { mediaSettings } from '../media-options.js';
import { startDesk } from '../operations/desk.js';
import { WholeRelayFigures } from '../operations/figures.js';
import { requireOperations } from '../operations/operations.js';
import { RecordTable } from '../operations/recording/record-table.js';
import { checkChanges, type RelayServer, type RelayServerOptions, urlOf } from '../server-options.js';
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
  },
): Promise<RelayServer> {
  requireOneProcess(options, workers);
  requireOperations(options.operations);
  const { onRefused, onJoined, onLeft, onMoved, onTurnedAway, onRecordingNote, onWorkerLost, limits, ...rest } =
    options;
  const {
    access: _access,
    authorizer: _authorizer,
    workers: _workers,
    operations = {},
    media: _media,
    ...plain
  } = rest;
  new RecordTable('recordings', options.recordings);
  requireClusterChannels(options.channels, workers);
  const isAdministered =
    operations.admin !== undefined &&
    operations.admin.enabled !== false &&
    (options.authorizer ?? options.access) !== undefined;
  const { origins = [] } = operations.admin ?? {};
  if (limits) relayLimits(limits);
  const { host: address, access, root } = made;
  const pool = new WorkerPool({
    ...made,
    workers,
    serverOptions: {
      ...plain,
      ...(limits && { limits }),
      operations: {
        ...(isAdministered && { admin: { enabled: true, origins } }),
        ...(operations.metrics && { metrics: operations.metrics }),
      },
    },
    ...(limits && { limits }),
    handlers: {
      onRefused,
      onJoined,
      onLeft,
      onMoved,
      onTurnedAway,
      onRecordingNote,
      onAdministered: operations.onAdministered,
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
    stats: () => pool.stats(),
    bans: options.authorizer ? null : access.currentBans,
    metrics: figures,
  };
  const desk = await startDesk(host, operations, isAdministered).catch(async (error: unknown) => {
    figures.close();
    await pool.close(0);
    throw error;
  });
  pool.desk = desk;
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
      requireClusterChannels(changes.channels, workers);
      requireOneProcess({ ...(changes.media && { media: changes.media }) }, workers);
      ending = checkChanges(changes, options, ending);
      const { media: _, ...others } = changes;
      pool.change(others);
    },
    administration: pool.relay.administration,
    metrics: desk.relayMetrics,
    metricsUrl: desk.metricsUrl ?? null,
    workerPids: () => pool.pids,
    close: () =>
      (closing ??= pool.close(ending.graceMs).finally(() => {
        figures.close();
        return desk.close();
      })),
  };
}

/** @throws TypeError, RangeError naming a wrong entry, or one that several workers cannot carry out */
function requireClusterChannels(channels: readonly ChannelOptions[] | undefined, workers: number): void {
  if (!channels) return;
  new ChannelPolicies(channels);
  channels.forEach(({ takeover = 'refuse', upstream }, i) => {
    if (upstream)
      throw new TypeError(`channels[${i}].upstream is available with one worker only, got workers ${workers}`);
    if (takeover !== 'refuse')
      throw new TypeError(
        `channels[${i}].takeover ${takeover} is available with one worker only, got workers ${workers}`,
      );
  });
}

/** What each worker knows only of itself is refused rather than shown as if it were of all. @throws TypeError */
function requireOneProcess({ bus, media }: RelayServerOptions, workers: number): void {
  const refused = [
    ['bus', bus !== undefined],
    ['icecast of a channel', media !== undefined && mediaSettings(media).hasIcecast],
    ['players of a channel', media !== undefined && mediaSettings(media).hasPlayers],
  ] as const;
  for (const [name, isStated] of refused)
    if (isStated) throw new TypeError(`${name} is available with one worker only, got workers ${workers}`);
}
