import cluster, { type Worker } from 'node:cluster';
import type { Duplex } from 'node:stream';
import { Deferred } from '../../../core/deferred.js';
import { CodecError } from '../../../core/errors.js';
import type { Authorizer } from '../../../ports/authorizer.js';
import type { BusHub } from '../../../relay/cluster/bus-hub.js';
import { builtFile } from '../../native/built-file.js';
import type { OperationsDesk } from '../operations/operations-desk.js';
import type { AddressTable } from './address-table.js';
import { answerDesk } from './answer-desk.js';
import { GrantDesk } from './grant-desk.js';
import { BUS_DESCRIPTOR, type FromWorker, fromWireError, type OwnerEvent, type ToWorker } from './protocol.js';
import { SocketLink } from './socket-link.js';

/** Of the flags of this process, those that its workers get too: limits of memory. */
const INHERITED_FLAGS = /^--(max|semi)[-_]/;

/** What one worker process is started with. */
export interface WorkerProcessOptions {
  /** Its name in the cluster. */
  readonly node: string;
  /** Options of its server, as JSON has them. */
  readonly serverOptions: Readonly<Record<string, unknown>>;
  /** Joins it with the others. */
  readonly hub: BusHub;
  /** Counts connections of addresses for all workers. */
  readonly addresses: AddressTable;
  /** Decides for its connections. */
  readonly authorizer: Authorizer;
  /** Number of its first connection. */
  readonly firstId: number;
  /** Carries out what administrators ask for; null while the relay starts. */
  readonly desk: () => OperationsDesk | null;
  /** Called for what happens to its connections. */
  readonly onEvent: (name: OwnerEvent, args: readonly unknown[]) => void;
  /** Called once, when the process has ended. @param why for people */
  readonly onExit: (worker: WorkerProcess, why: string) => void;
}

/** One worker process, as the first process sees it. */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  readonly #worker: Worker;
  readonly #ready = new Deferred<number>();
  readonly #ended = new Deferred<void>();
  readonly #grants: GrantDesk;
  /** Pings in a row that were not answered. */
  #missedPongs = 0;
  #isReady = false;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    // The settings hold for the next fork only; those of whoever else uses them come back.
    const before = { ...cluster.settings };
    cluster.setupPrimary({
      exec: builtFile(import.meta.url, './worker.js'),
      args: [],
      execArgv: process.execArgv.filter((flag) => INHERITED_FLAGS.test(flag)),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    });
    this.#worker = cluster.fork();
    if (Object.keys(before).length > 0) cluster.setupPrimary(before);
    this.#grants = new GrantDesk(options.authorizer, (message) => this.send(message));
    this.#worker.on('message', (message: FromWorker) => this.#onMessage(message));
    this.#worker.on('error', () => {});
    this.#worker.process.once('exit', (code, signal) => this.#onExit(code, signal));
    const stream = this.#worker.process.stdio[BUS_DESCRIPTOR] as Duplex | null | undefined;
    if (stream) options.hub.connect(new SocketLink(stream));
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** Whether it has listened. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Its port, when it listens. @throws CodecError (by rejection) why it does not */
  get ready(): Promise<number> {
    return this.#ready.promise;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  send(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  /** Asks for a sign of life; returns how many in a row were missed. */
  ping(): number {
    this.send({ kind: 'ping' });
    return this.#missedPongs++;
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case 'online':
        this.#options.addresses.add(this);
        this.#start();
        return;
      case 'ready':
        this.#isReady = true;
        this.#ready.resolve(message.port);
        return;
      case 'failed':
        this.#ready.reject(fromWireError(message.error));
        if (!this.#isReady) this.kill();
        return;
      case 'authorize':
        void this.#grants.authorize(message);
        return;
      case 'use':
        this.#grants.use(message.id, message.permission);
        return;
      case 'release':
        this.#grants.release(message.id);
        return;
      case 'operate':
        void answerDesk(this.#options.desk(), message).then((answer) => this.send(answer));
        return;
      case 'addresses':
        this.#options.addresses.change(this, message.changes);
        return;
      case 'event':
        this.#options.onEvent(message.name, message.args);
        return;
      case 'pong':
        this.#missedPongs = 0;
        return;
      default:
      // Messages of node:cluster itself are not meant for us.
    }
  }

  #start(): void {
    const { node, firstId, serverOptions: options } = this.#options;
    this.send({ kind: 'start', node, firstId, options });
  }

  #onExit(code: number | null, signal: string | null): void {
    const why = signal ? `by ${signal}` : `with code ${code}`;
    this.#grants.close();
    this.#options.addresses.remove(this);
    this.#ready.reject(new CodecError('TRANSPORT_FAILED', `a worker process ended ${why} before it listened`));
    this.#ended.resolve();
    this.#options.onExit(this, `worker process ${this.pid} has ended ${why}`);
  }
}
