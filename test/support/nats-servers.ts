import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.js';

/** Whether Debian's nats-server is installed. */
export const HAS_NATS = spawnSync('nats-server', ['--version']).status === 0;

/** One `nats-server` process with JetStream, on the loopback. */
export class NatsServer {
  readonly port: number;
  readonly #config: string;
  #process: ChildProcess | null = null;

  constructor(port: number, config: string) {
    this.port = port;
    this.#config = config;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it, also again after {@link kill}, with what it has kept on disk; settles when it accepts connections. */
  async start(): Promise<void> {
    const server = spawn('nats-server', ['-c', this.#config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = server;
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
    });
    while (!(await accepts(this.port))) {
      if (server.exitCode !== null) throw new Error(`nats-server has ended: ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await ended;
  }
}

/** Several servers that are removed with their files. */
export interface NatsServers {
  readonly servers: readonly NatsServer[];
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/** How servers are joined. */
export interface NatsServersOptions {
  /** 1, or 3 that form a cluster. @default 1 */
  readonly count?: number;
  /**
   * Ports through which server `to` is reached from server `from`, in place of its own: those of a proxy.
   * @default their own
   */
  readonly routePort?: (from: number, to: number, port: number) => number | Promise<number>;
  /** More of the configuration. @default nothing */
  readonly extra?: string;
}

/** Starts servers. */
export async function startNats(options: NatsServersOptions = {}): Promise<NatsServers> {
  const { count = 1, routePort = (_from, _to, port) => port, extra = '' } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'latentcast-nats-'));
  const indices = Array.from({ length: count }, (_, i) => i);
  const clientPorts = await Promise.all(indices.map(() => freePort()));
  const routePorts = await Promise.all(indices.map(() => freePort()));
  const servers = await Promise.all(
    indices.map(async (i) => {
      const file = path.join(folder, `n${i}.conf`);
      const others = indices.filter((to) => to !== i);
      const ports = await Promise.all(others.map((to) => routePort(i, to, routePorts[to]!)));
      const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`);
      const cluster =
        count > 1
          ? `cluster { name: test, listen: "127.0.0.1:${routePorts[i]}", no_advertise: true, routes: [${routes.map((route) => `"${route}"`).join(', ')}] }`
          : '';
      const store = path.join(folder, `n${i}`);
      await writeFile(
        file,
        `server_name: n${i}\nlisten: "127.0.0.1:${clientPorts[i]}"\njetstream { store_dir: "${store}", max_mem: 256MB, max_file: 256MB }\n${cluster}\n${extra}\n`,
      );
      return new NatsServer(clientPorts[i]!, file);
    }),
  );
  await Promise.all(servers.map((server) => server.start()));
  return {
    servers,
    urls: servers.map(({ url }) => url),
    close: async () => {
      await Promise.all(servers.map((server) => server.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
