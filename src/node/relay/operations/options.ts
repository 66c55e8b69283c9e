/** How much of a peer's address a log shows: all of it, its network (IPv4 /24, IPv6 /48), or nothing. */
export type LogAddresses = 'full' | 'truncated' | 'none';

/** From which severity on a log has lines. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** The `log` section of a relay's configuration. */
export interface LogOptions {
  /** `plain`: one short line for people; `pretty`: coloured lines with all fields; `json`: one object a line. @default 'plain' */
  readonly format?: 'plain' | 'pretty' | 'json';
  /** @default 'info' */
  readonly level?: LogLevel;
  /** @default 'full' */
  readonly addresses?: LogAddresses;
}

/** The `metrics` section: an address of their own for Prometheus. Without the section `/metrics` is for administrators. */
export interface MetricsOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 lets the system choose. @default 9464 */
  readonly port?: number;
}

/** The `admin` section: the API under `/admin/` and the status page at `/status`. */
export interface AdminOptions {
  /** @default true where any key or token may administer */
  readonly enabled?: boolean;
  /** Origins of other sites whose pages may call the API, such as `https://ops.example`. @default none */
  readonly origins?: readonly string[];
  /** Folder that channels are recorded into. @default none: nothing can be recorded */
  readonly recordings?: string;
}

/** Defaults of the sections `log` and `metrics`. */
export const OPERATIONS_DEFAULTS = {
  log: { format: 'plain', level: 'info', addresses: 'full' },
  metrics: { host: '127.0.0.1', port: 9464 },
} as const;
