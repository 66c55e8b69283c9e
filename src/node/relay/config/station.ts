import { type RelayServer, type RelayServerOptions, startRelayServer } from '../server.js';
import { checkBinding } from './binding.js';
import { afterReload, configChanges } from './changes.js';
import { keyList } from './effective.js';
import { type ConfigOrigin, type LoadedConfig, loadConfig } from './load.js';
import { ConfigError } from './problems.js';
import { serverChanges, serverOptions } from './server-options.js';
import type { TlsMaterial } from './tls-files.js';
import { TLS_POLL_MS, TlsWatch } from './tls-watch.js';

/** A relay that runs by a configuration. */
export interface StationOptions extends ConfigOrigin {
  /** Options of the server that no configuration states: the handlers, the site, the authorizer. */
  readonly server?: RelayServerOptions;
  /** Called with one line about what happens later: a certificate that was read again, or cannot be used. */
  readonly onNote?: (line: string) => void;
  /** Interval at which the files of the certificate are looked at, in ms. @default 2000 */
  readonly tlsPollMs?: number;
}

/** What a reload has done: everything that the file states, or nothing. */
export type ReloadReport =
  | {
      readonly isApplied: true;
      /** Keys that have changed and hold from now on. */
      readonly changed: readonly string[];
      /** Keys that have changed and hold only after a restart; the relay runs with their old values. */
      readonly needRestart: readonly string[];
    }
  | {
      readonly isApplied: false;
      /** One line for each thing that is wrong; with a file, each starts with `FILE:LINE:COLUMN`. */
      readonly problems: readonly string[];
    };

/** A running relay and its configuration. */
export interface Station {
  readonly server: RelayServer;
  /** What the relay runs with now. */
  readonly loaded: LoadedConfig;
  /** Reads the file again and applies what has changed; connections stay. Never rejects; one reload at a time. */
  reload(): Promise<ReloadReport>;
  /** Tells every peer when to come back, and ends. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a relay by a configuration.
 *
 * @throws ConfigError with everything that is wrong; CodecError FILE_IO, NOT_INSTALLED, PORT_IN_USE, TRANSPORT_FAILED
 */
export async function startStation(options: StationOptions): Promise<Station> {
  const station = new RunningStation(options, await loadConfig(options));
  await station.start();
  return station;
}

class RunningStation implements Station {
  readonly #options: StationOptions;
  #loaded: LoadedConfig;
  #server!: RelayServer;
  #watch: TlsWatch | null = null;
  #reloading: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: StationOptions, loaded: LoadedConfig) {
    this.#options = options;
    this.#loaded = loaded;
  }

  get server(): RelayServer {
    return this.#server;
  }

  get loaded(): LoadedConfig {
    return this.#loaded;
  }

  async start(): Promise<void> {
    this.#server = await startRelayServer({ ...this.#options.server, ...serverOptions(this.#loaded) });
    await this.#watchTls();
  }

  reload(): Promise<ReloadReport> {
    const report = this.#reloading.then(() => this.#reload());
    this.#reloading = report;
    return report;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch?.close();
    await this.#server.close();
  }

  async #reload(): Promise<ReloadReport> {
    if (this.#isClosed) return { isApplied: false, problems: ['the relay is closing'] };
    if (this.#options.file === undefined)
      return { isApplied: false, problems: ['there is no configuration file to read again'] };
    try {
      const next = await loadConfig(this.#options);
      const running = this.#loaded.config;
      const changes = configChanges(running, next.config);
      const config = afterReload(running, next.config, changes);
      // What stays until a restart may make the rest unsafe: an address that others reach without a key.
      const unsafe = await checkBinding(config, next.sources, { isHostFromFlags: true });
      if (unsafe.length > 0) throw new ConfigError(this.#options.file, unsafe);
      const tls = config.listen?.tls ? next.tls : null;
      this.#server.change(serverChanges({ ...next, config, tls }));
      this.#loaded = { ...next, config, tls };
      await this.#watchTls();
      return {
        isApplied: true,
        changed: changes.applied.map((path) => keyList([path])),
        needRestart: changes.needRestart.map((path) => keyList([path])),
      };
    } catch (error) {
      return { isApplied: false, problems: (error as Error).message.split('\n') };
    }
  }

  async #watchTls(): Promise<void> {
    this.#watch?.close();
    const paths = this.#loaded.config.listen?.tls;
    if (!paths || this.#isClosed) return;
    this.#watch = new TlsWatch({
      paths,
      pollMs: this.#options.tlsPollMs ?? TLS_POLL_MS,
      onChange: (tls) => this.#useTls(tls),
      onProblem: (message) => this.#note(`the certificate in use stays: ${message}`),
    });
    await this.#watch.start();
  }

  #useTls(tls: TlsMaterial): void {
    try {
      this.#server.change({ tls: { certificate: tls.certificate, key: tls.key } });
      this.#loaded = { ...this.#loaded, tls };
      this.#note(`the certificate was read again: ${tls.names}, valid until ${new Date(tls.validToMs).toISOString()}`);
    } catch (error) {
      this.#note(`the certificate in use stays: ${(error as Error).message}`);
    }
  }

  #note(line: string): void {
    this.#options.onNote?.(line);
  }
}
