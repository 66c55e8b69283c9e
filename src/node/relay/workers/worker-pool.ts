import cluster from 'node:cluster';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callGuarded } from '../../../core/guarded.js';
import type { Authorizer } from '../../../ports/authorizer.js';
import type { ChannelOptions } from '../../../relay/channel/channel-options.js';
import { BusHub } from '../../../relay/cluster/bus-hub.js';
import { joinHub } from '../../../relay/cluster/hub-bus.js';
import { createInProcessLinks } from '../../../relay/cluster/in-process-bus.js';
import type { RelayLimits } from '../../../relay/limits.js';
import { Relay } from '../../../relay/relay.js';
import type { RelayStats } from '../../../relay/relay-stats.js';
import { nodeClock } from '../../clock.js';
import { listen } from '../listening.js';
import type { OperationsDesk } from '../operations/operations-desk.js';
import { AddressTable } from './address-table.js';
import { optionsOfEach } from './options-of-each.js';
import { fromWireArguments, type OwnerEvent } from './protocol.js';
import { WorkerProcess } from './worker-process.js';

const PING_INTERVAL_MS = 1000;
/** Pings in a row without an answer after which a worker is ended: it does not work any more. */
const MAX_MISSED_PONGS = 30;
/** A worker that has lived for less is started again after a pause, which doubles each time. */
const SHORT_LIFE_MS = 5000;
const MAX_PAUSE_MS = 30_000;
/** Beyond the grace time, for a worker to end. */
const EXIT_MS = 3000;

/** Numbers that each worker has for its connections, so that no two have the same. */
const CONNECTIONS_PER_WORKER = 10_000_000_000;

/** A relay that runs in several processes. */
export interface WorkerPoolOptions {
  /** Processes, 2..256. */
  readonly workers: number;
  /** Where they listen, all at the same address. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Options of each one's server, without functions. */
  readonly serverOptions: Readonly<Record<string, unknown>>;
  /** The limits of all of them together. */
  readonly limits?: Partial<RelayLimits>;
  /** Decides for all of them, in this process. */
  readonly authorizer: Authorizer;
  /** The owner's functions, called in this process. */
  readonly handlers: Readonly<Partial<Record<OwnerEvent, unknown>>>;
  /** Called with one line when a worker has ended and is started again. */
  readonly onWorkerLost?: (line: string) => void;
}

/** Worker processes that share a port, and are started again when they end. This process has no sockets. */
export class WorkerPool {
  /** Carries out what administrators ask the workers for; null while the relay starts. */
  desk: OperationsDesk | null = null;
  readonly #options: WorkerPoolOptions;
  readonly #hub = new BusHub({ clock: nodeClock });
  readonly #addresses = new AddressTable();
  readonly #workers = new Set<WorkerProcess>();
  #serverOptions: Readonly<Record<string, unknown>>;
  #relay!: Relay;
  #generation = 0;
  #isClosing = false;
  #pauseMs = 0;
  #timers = new Set<NodeJS.Timeout>();
  #pinging: NodeJS.Timeout | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#serverOptions = optionsOfEach(options.serverOptions, options.workers);
  }

  /**
   * Starts all workers; returns their port.
   * @throws TypeError in a process that is itself a worker of node:cluster; CodecError PORT_IN_USE or TRANSPORT_FAILED
   */
  async start(): Promise<number> {
    if (cluster.isWorker)
      throw new TypeError(`workers must be 1 in a process that is a worker itself, got ${this.#options.workers}`);
    const [near, far] = createInProcessLinks(nodeClock);
    this.#hub.connect(far);
    const bus = await joinHub({ node: 'first', link: near, clock: nodeClock });
    const { limits } = this.#options;
    const channels = this.#serverOptions.channels as readonly ChannelOptions[] | undefined;
    this.#relay = new Relay({ clock: nodeClock, bus, ...(limits && { limits }), ...(channels && { channels }) });
    try {
      const port = await freePort(this.#options.host, this.#options.port);
      this.#serverOptions = { ...this.#serverOptions, host: this.#options.host, port };
      for (let i = 0; i < this.#options.workers; i++) this.#fork();
      await Promise.all([...this.#workers].map(({ ready }) => ready));
      this.#pinging = setInterval(() => this.#ping(), PING_INTERVAL_MS);
      return port;
    } catch (error) {
      await this.close(0);
      throw error;
    }
  }

  /** Process ids of the workers that listen. */
  get pids(): number[] {
    return [...this.#workers].flatMap(({ isReady, pid }) => (isReady && pid !== undefined ? [pid] : []));
  }

  stats(): RelayStats {
    return this.#relay.stats();
  }

  /** Of this process: a node of the workers' cluster without connections. */
  get relay(): Relay {
    return this.#relay;
  }

  /** For all workers, and those that are started later. The changes must have been checked. */
  change(changes: Readonly<Record<string, unknown>>): void {
    if (changes.channels) this.#relay.setChannels(changes.channels as readonly ChannelOptions[]);
    if (changes.limits) this.#relay.setLimits(changes.limits as Partial<RelayLimits>);
    const media = { ...(this.#serverOptions.media as object | undefined), ...(changes.media as object | undefined) };
    const ofOne = optionsOfEach(changes, this.#options.workers);
    this.#serverOptions = { ...this.#serverOptions, ...ofOne, media };
    for (const worker of this.#workers) worker.send({ kind: 'change', changes: ofOne });
  }

  /** Every worker tells its peers, and ends at most `graceMs` and three seconds later. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#pinging);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const worker of this.#workers) worker.send({ kind: 'close' });
    const timer = setTimeout(() => {
      for (const worker of this.#workers) worker.kill();
    }, graceMs + EXIT_MS);
    await Promise.all([...this.#workers].map(({ ended }) => ended));
    clearTimeout(timer);
    this.#relay.close();
    this.#hub.close();
  }

  #fork(): void {
    const startedMs = nodeClock.nowMs();
    const worker = new WorkerProcess({
      node: `worker-${++this.#generation}`,
      firstId: this.#generation * CONNECTIONS_PER_WORKER + 1,
      desk: () => this.desk,
      serverOptions: this.#serverOptions,
      hub: this.#hub,
      addresses: this.#addresses,
      authorizer: this.#options.authorizer,
      onEvent: (name, args) => this.#onEvent(name, args),
      onExit: (ended, why) => this.#onExit(ended, why, nodeClock.nowMs() - startedMs),
    });
    this.#workers.add(worker);
  }

  #onEvent(name: OwnerEvent, args: readonly unknown[]): void {
    const handler = this.#options.handlers[name];
    if (typeof handler === 'function')
      callGuarded(
        () => handler(...fromWireArguments(args)) as unknown,
        () => {},
      );
  }

  #onExit(worker: WorkerProcess, why: string, lifeMs: number): void {
    this.#workers.delete(worker);
    // One that has never listened ends the start of the whole.
    if (this.#isClosing || (!worker.isReady && this.#pinging === undefined)) return;
    this.#pauseMs = lifeMs < SHORT_LIFE_MS ? Math.min(Math.max(250, 2 * this.#pauseMs), MAX_PAUSE_MS) : 0;
    const pause = this.#pauseMs > 0 ? ` in ${this.#pauseMs} ms` : '';
    callGuarded(
      () => this.#options.onWorkerLost?.(`${why}; another is started${pause}`),
      () => {},
    );
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#isClosing) this.#fork();
    }, this.#pauseMs);
    this.#timers.add(timer);
  }

  /** Counts turns of this process, not time: after a pause of the whole machine no worker is ended. */
  #ping(): void {
    for (const worker of this.#workers) if (worker.isReady && worker.ping() > MAX_MISSED_PONGS) worker.kill();
  }
}

/** The port itself, or one that the system chooses for 0. @throws CodecError PORT_IN_USE | TRANSPORT_FAILED */
async function freePort(host: string, port: number): Promise<number> {
  const server = createServer();
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return bound;
}
