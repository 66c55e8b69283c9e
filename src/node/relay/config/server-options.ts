import type { ChannelOptions } from '../../../relay/channel/channel-options.js';
import { type AccessOptions, OPEN_ACCESS } from '../access/access-options.js';
import type { AddressLimitOptions } from '../access/address-limits.js';
import type { DoorOptions } from '../access/doors.js';
import { SHUTDOWN_DEFAULTS } from '../defaults.js';
import type { MediaChanges } from '../media-options.js';
import type { ChannelRecordOptions } from '../operations/recording/record-table.js';
import type { RelayServerChanges, RelayServerOptions } from '../server.js';
import { EVERY_CHANNEL } from './every-channel.js';
import type { LoadedConfig } from './loaded-config.js';
import type { RelayConfig } from './types.js';

/** The options of a server that a configuration states. */
export function serverOptions(loaded: LoadedConfig): RelayServerOptions {
  const { config, file } = loaded;
  const { host, port } = config.listen ?? {};
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(config.workers !== undefined && { workers: config.workers }),
    ...(config.alternatives && { alternatives: config.alternatives }),
    ...(config.cluster && { cluster: config.cluster }),
    ...(config.page && { site: config.page }),
    ...doorOptions(config),
    ...serverChanges(loaded),
    // Without a file nobody can be an administrator: neither packages nor pages are needed for one.
    ...((file !== undefined || config.access || config.listen?.open) && { access: accessOptions(config) }),
    operations: {
      ...(file !== undefined && { admin: config.admin ?? {} }),
      ...(config.metrics && { metrics: config.metrics }),
    },
  };
}

/** Those of them that a running server takes over; all of them, so that what has left the file has its default again. */
export function serverChanges({ config, tls }: LoadedConfig): RelayServerChanges {
  return {
    limits: config.limits ?? {},
    addressLimits: addressLimits(config),
    channelPattern: config.channels?.pattern ?? EVERY_CHANNEL,
    channels: relayChannels(config),
    media: mediaChanges(config),
    recordings: recordings(config),
    sessions: config.sessions ?? {},
    graceMs: config.shutdown?.graceMs ?? SHUTDOWN_DEFAULTS.graceMs,
    retryAfterMs: config.shutdown?.retryAfterMs ?? SHUTDOWN_DEFAULTS.retryAfterMs,
    ...(tls && { tls: { certificate: tls.certificate, key: tls.key } }),
  };
}

/** What the relay itself carries out of the list of channels. */
export const relayChannels = ({ channels }: RelayConfig): readonly ChannelOptions[] =>
  (channels?.list ?? []).map(({ icecast: _icecast, players: _players, record: _record, ...entry }) => entry);

/** What of the list is for programs that know only HTTP. */
export function mediaChanges({ channels }: RelayConfig): MediaChanges {
  const { list = [], maxEncoders, maxFallbackEncoders, maxDecoders } = channels ?? {};
  return {
    channels: list.map(({ name, pattern, icecast, players }) => ({
      ...(name !== undefined && { name }),
      ...(pattern !== undefined && { pattern }),
      ...(icecast && { icecast }),
      ...(players && { players }),
    })),
    ...(maxEncoders !== undefined && { maxEncoders }),
    ...(maxFallbackEncoders !== undefined && { maxFallbackEncoders }),
    ...(maxDecoders !== undefined && { maxDecoders }),
  };
}

/** How the entries of `channels.list` are recorded. */
export const recordings = ({ channels }: RelayConfig): ChannelRecordOptions[] =>
  (channels?.list ?? []).map(({ name, pattern, record }) => ({
    ...(name !== undefined && { name }),
    ...(pattern !== undefined && { pattern }),
    ...(record && { record }),
  }));

/** Who may do what: everybody everything where the file says nothing, which only this machine reaches then. */
export function accessOptions({ access, listen }: RelayConfig): AccessOptions {
  if (!access) return OPEN_ACCESS;
  if (!listen?.open) return access;
  const everybody = OPEN_ACCESS.anonymous;
  return { ...access, anonymous: { ...everybody, ...access.anonymous, publish: ['*'] } };
}

/** Proxies, names and the path prefix. */
export const doorOptions = ({ listen }: RelayConfig): Pick<DoorOptions, 'proxies' | 'names' | 'pathPrefix'> => ({
  ...(listen?.names && { names: listen.names }),
  ...(listen?.proxies && { proxies: listen.proxies }),
  ...(listen?.pathPrefix !== undefined && { pathPrefix: listen.pathPrefix }),
});

function addressLimits({ listen }: RelayConfig): AddressLimitOptions {
  const { maxConnectionsPerAddress, connectionAttemptsPerMinute } = listen ?? {};
  return {
    ...(maxConnectionsPerAddress !== undefined && { maxConnectionsPerAddress }),
    ...(connectionAttemptsPerMinute !== undefined && { connectionAttemptsPerMinute }),
  };
}
