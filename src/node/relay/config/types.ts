import type { ChannelOptions } from '../../../relay/channel/channel-options.js';
import type { RelayLimits } from '../../../relay/limits.js';
import type { AccessOptions } from '../access/access-options.js';
import type { AddressLimitOptions } from '../access/address-limits.js';
import type { ProxyOptions } from '../access/doors.js';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import type { ChannelMediaOptions } from '../media-options.js';
import type { AdminOptions, LogOptions, MetricsOptions } from '../operations/options.js';
import type { ChannelRecordOptions } from '../operations/recording/record-table.js';
import type { RelaySessionsOptions } from '../rooms/options.js';
import type { StaticSiteOptions } from '../static-site.js';
import type { WebhookOptions } from '../webhooks/webhook-options.js';

/** What a configuration file states, valid by the schema; docs/relay.md describes every key. */
export interface RelayConfig {
  readonly listen?: ListenConfig;
  readonly workers?: number | 'auto';
  readonly alternatives?: readonly string[];
  readonly cluster?: ClusterOptions;
  readonly access?: AccessConfig;
  readonly limits?: Partial<RelayLimits>;
  readonly channels?: ChannelsConfig;
  readonly sessions?: RelaySessionsOptions;
  readonly webhooks?: WebhookOptions;
  readonly log?: LogOptions;
  readonly metrics?: MetricsOptions;
  readonly admin?: AdminOptions;
  readonly page?: Pick<StaticSiteOptions, 'frames'>;
  readonly shutdown?: { readonly graceMs?: number; readonly retryAfterMs?: readonly [number, number] };
}

/** Section `channels`. */
export interface ChannelsConfig {
  readonly pattern?: string;
  readonly list?: readonly ChannelConfig[];
  readonly maxEncoders?: number;
  readonly maxFallbackEncoders?: number;
  readonly maxDecoders?: number;
}

/** An entry of `channels.list`: what the relay carries out of it is {@link ChannelOptions}, the others are for its server. */
export type ChannelConfig = ChannelOptions & ChannelMediaOptions & Pick<ChannelRecordOptions, 'record'>;

/** Section `listen`. */
export interface ListenConfig extends AddressLimitOptions {
  readonly host?: string;
  readonly port?: number;
  readonly names?: readonly string[];
  readonly pathPrefix?: string;
  readonly open?: boolean;
  /** Paths of files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly proxies?: ProxyOptions;
}

/** Section `access`: bans are the path of a file. */
export type AccessConfig = Omit<AccessOptions, 'bans'> & { readonly bans?: string };

/** What the command line states; it holds over the file. */
export interface ConfigOverrides {
  readonly host?: string;
  readonly port?: number;
  readonly open?: boolean;
  readonly workers?: number | 'auto';
}
