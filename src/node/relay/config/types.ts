import type { RelayLimits } from '../../../relay/limits.js';
import type { AdminOptions, LogOptions, MetricsOptions } from '../operations/options.js';

/** What a configuration file states, valid by the schema; docs/relay.md describes every key. */
export interface RelayConfig {
  readonly listen?: ListenConfig;
  readonly workers?: number | 'auto';
  readonly access?: AccessConfig;
  readonly limits?: Partial<RelayLimits>;
  readonly channels?: { readonly pattern?: string };
  readonly log?: LogOptions;
  readonly metrics?: MetricsOptions;
  readonly admin?: AdminOptions;
  readonly shutdown?: { readonly graceMs?: number; readonly retryAfterMs?: readonly [number, number] };
}

/** Section `listen`. */
export interface ListenConfig {
  readonly host?: string;
  readonly port?: number;
  readonly pathPrefix?: string;
  readonly open?: boolean;
  /** Paths of files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly proxies?: {
    readonly trusted: readonly string[];
    readonly header?: 'x-forwarded-for' | 'proxy-protocol';
  };
  readonly maxConnectionsPerAddress?: number;
  readonly connectionAttemptsPerMinute?: number;
}

/** Section `access`. */
export interface AccessConfig {
  readonly anonymous?: { readonly listen?: readonly string[]; readonly publish?: readonly string[] };
  readonly keys?: readonly {
    readonly name: string;
    readonly hash: string;
    readonly publish?: readonly string[];
    readonly listen?: readonly string[];
    readonly admin?: boolean;
  }[];
  readonly tokens?: {
    readonly issuer?: string;
    readonly audience?: string;
    readonly clockToleranceMs?: number;
    readonly keys: readonly {
      readonly id: string;
      readonly algorithm: string;
      readonly secret?: string;
      readonly publicKey?: string;
    }[];
  };
  readonly origins?: readonly string[];
  /** Path of a file. */
  readonly bans?: string;
}

/** What the command line states; it holds over the file. */
export interface ConfigOverrides {
  readonly host?: string;
  readonly port?: number;
  readonly open?: boolean;
}
