import type { SourceMap } from './positions.js';
import type { TlsMaterial } from './tls-files.js';
import type { RelayConfig } from './types.js';

/** A configuration that can be used: valid, with its secrets resolved and its files read. */
export interface LoadedConfig {
  /** Overrides included; paths are absolute. */
  readonly config: RelayConfig;
  /** Path of the file as it was given. */
  readonly file?: string;
  /** Whether a file was read that states nothing. */
  readonly isEmpty: boolean;
  /** The certificate and its key, where there are any. */
  readonly tls: TlsMaterial | null;
  /** Where the file states what. */
  readonly sources: SourceMap;
}
