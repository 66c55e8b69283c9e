import type { Writable } from 'node:stream';
import type { FallbackEvent } from '../../../relay/channel/fallback.js';
import { openRelayLog, type RelayLog } from '../operations/log/relay-log.js';
import { harmlessOutput } from '../operations/log/writers.js';
import type { LogLevel } from '../operations/options.js';
import type { RecordingEvent } from '../operations/recording/recording-store.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../server.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { checkBinding } from './binding.js';
import { afterReload, configChanges } from './changes.js';
import { keyList } from './effective.js';
import { joinHandlers } from './join-handlers.js';
import { type ConfigOrigin, loadChangedConfig, loadConfig } from './load.js';
import type { LoadedConfig } from './loaded-config.js';
import { ConfigError } from './problems.js';
import { accessOptions, serverChanges, serverOptions } from './server-options.js';
import type { TlsMaterial } from './tls-files.js';
import { TLS_POLL_MS, TlsWatch } from './tls-watch.js';

/** A file that was emptied, to be written anew, would open a relay to everybody. */
const NOTHING_STATED = { path: '', message: 'the file states nothing any more: it may be about to be written' };

/** A relay that runs by a configuration. */
export interface StationOptions extends ConfigOrigin {
  /** Where the log goes. What cannot be written is dropped. @default process.stderr */
  readonly output?: Writable;
  /** Whether who joins, leaves and is refused is left out of the log. @default false */
  readonly isQuiet?: boolean;
  /** Options of the server that no configuration states. */
  readonly server?: RelayServerOptions;
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
  /** One line of the relay's owner in the log. */
  note(line: string, level?: LogLevel): void;
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
  const loaded = await loadConfig(options);
  const log = await openRelayLog(loaded.config.log ?? {}, options.output ?? process.stderr);
  const station = new RunningStation(options, loaded, log);
  await station.start();
  return station;
}

class RunningStation implements Station {
  readonly #options: StationOptions;
  readonly #log: RelayLog;
  readonly #output: ReturnType<typeof harmlessOutput>;
  #loaded: LoadedConfig;
  #server!: RelayServer;
  readonly #webhooks: Webhooks;
  #watch: TlsWatch | null = null;
  #reloading: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: StationOptions, loaded: LoadedConfig, log: RelayLog) {
    this.#options = options;
    this.#log = log;
    this.#output = harmlessOutput(options.output ?? process.stderr);
    this.#loaded = loaded;
    this.#webhooks = new Webhooks(loaded.config.webhooks ?? null, { onProblem: (line) => this.note(line, 'warn') });
  }

  get server(): RelayServer {
    return this.#server;
  }

  get loaded(): LoadedConfig {
    return this.#loaded;
  }

  async start(): Promise<void> {
    const stated = serverOptions(this.#loaded);
    const log = {
      ...this.#log.handlers,
      onChannelEvent: ({ event, channel, ...fields }: FallbackEvent | RecordingEvent) => {
        // Of recordings the log has notes already.
        if ('fallback' in fields) this.#log.write({ level: 'info', event, channel, details: { ...fields } });
      },
      onTurnedAway: (address: string, why: string) =>
        this.#log.write({ level: 'warn', event: 'turned away', address, message: why }),
    };
    const { server = {}, isQuiet } = this.#options;
    this.#server = await startRelayServer({
      ...(!isQuiet && {
        onRecordingNote: (channel: string, level: LogLevel, message: string) =>
          this.#log.write({ level, event: 'recording', channel, message }),
      }),
      onWorkerLost: (line) => this.note(line, 'warn'),
      onClusterNote: (line) => this.note(line, 'warn'),
      ...server,
      ...joinHandlers(isQuiet ? [this.#webhooks.handlers, server] : [log, this.#webhooks.handlers, server]),
      ...stated,
      media: {
        ...this.#options.server?.media,
        ...stated.media,
        onEvent: ({ level, channel, address, message }) =>
          this.#log.write({
            level,
            event: 'media',
            channel,
            ...(address !== undefined && { address }),
            message,
          }),
      },
      operations: {
        ...stated.operations,
        ...(this.#options.file !== undefined && { onReload: () => this.#reloadForAdministrator() }),
        onAdministered: this.#log.onAdministered,
      },
    });
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
    await this.#webhooks.close();
    this.#log.close();
  }

  note(line: string, level: LogLevel = 'info'): void {
    const { format } = this.#loaded.config.log ?? {};
    if (format === 'json' || format === 'pretty') this.#log.write({ level, event: 'note', message: line });
    else this.#output.write(`latentcast: ${line}\n`);
  }

  async #reload(): Promise<ReloadReport> {
    if (this.#isClosed) return { isApplied: false, problems: ['the relay is closing'] };
    const { file } = this.#options;
    if (file === undefined) return { isApplied: false, problems: ['there is no configuration file to read again'] };
    try {
      const next = await loadChangedConfig({ ...this.#options, file });
      const running = this.#loaded.config;
      const changes = configChanges(running, next.config);
      if (next.isEmpty && changes.applied.length + changes.needRestart.length > 0)
        throw new ConfigError(file, [NOTHING_STATED]);
      const config = afterReload(running, next.config, changes);
      // What stays until a restart may make the rest unsafe: an address that others reach without a key.
      const unsafe = await checkBinding(config, next.sources, { isHostFromFlags: true });
      if (unsafe.length > 0) throw new ConfigError(file, unsafe);
      const tls = config.listen?.tls ? next.tls : null;
      const useAccess = await this.#server.access.prepare(accessOptions(config));
      this.#log.configure(config.log ?? {});
      this.#server.change(serverChanges({ ...next, config, tls }));
      this.#webhooks.setOptions(config.webhooks ?? null);
      useAccess();
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
      onProblem: (message) => this.note(`the certificate in use stays: ${message}`, 'warn'),
    });
    await this.#watch.start();
  }

  #useTls(tls: TlsMaterial): void {
    try {
      this.#server.change({ tls: { certificate: tls.certificate, key: tls.key } });
      this.#loaded = { ...this.#loaded, tls };
      this.note(`the certificate was read again: ${tls.names}, valid until ${new Date(tls.validToMs).toISOString()}`);
    } catch (error) {
      this.note(`the certificate in use stays: ${(error as Error).message}`, 'warn');
    }
  }

  /** @returns the keys that have changed @throws Error with all that is wrong */
  async #reloadForAdministrator(): Promise<readonly string[]> {
    const report = await this.reload();
    if (!report.isApplied) throw new Error(report.problems.join('\n'));
    return [...report.changed, ...report.needRestart.map((key) => `${key} (needs a restart)`)];
  }
}
