import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** One relay of a cluster in a process of its own. */
export class RelayProcess {
  log = '';
  readonly url: string;
  readonly #config: string;
  #child: ChildProcess | null = null;

  constructor(
    readonly name: string,
    readonly port: number,
    config: string,
  ) {
    this.url = `ws://127.0.0.1:${port}`;
    this.#config = config;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** Starts it, also again after {@link kill}. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--config', this.#config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.#child = child;
    let isReady = false;
    child.stderr!.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
      isReady ||= this.log.includes(`:${this.port}`);
    });
    while (!isReady) {
      if (child.exitCode !== null) throw new Error(`${this.name} has ended: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await ended;
  }
}

/** Relays that one cluster joins, each in a process of its own. */
export interface RelayProcesses {
  readonly nodes: readonly RelayProcess[];
  close(): Promise<void>;
}

/** @param servers of NATS, for each node @param more lines of each configuration */
export async function startRelays(
  servers: readonly (readonly string[])[],
  subjectPrefix: string,
  env: NodeJS.ProcessEnv = {},
  more = '',
): Promise<RelayProcesses> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latentcast-cluster-'));
  const nodes = await Promise.all(
    servers.map(async (urls, i) => {
      const name = `r${i}`;
      const port = await freePort();
      const file = path.join(folder, `${name}.yaml`);
      await writeFile(
        file,
        `listen: { host: 127.0.0.1, port: ${port}, open: true, maxConnectionsPerAddress: 100000, connectionAttemptsPerMinute: 1000000 }
limits: { maxListenersPerChannel: 100000, maxConnections: 100000, maxBurstsPerMinute: 1000000, maxBurstMsPerMinute: 2000000000, maxChannelBurstMsPerMinute: 2000000000, maxListenerMessagesPerSecond: 1000 }
cluster:
  node: ${name}
  publicUrl: ws://127.0.0.1:${port}
  nats: { servers: ${JSON.stringify(urls)}, subjectPrefix: ${subjectPrefix} }
${more}`,
      );
      return new RelayProcess(name, port, file);
    }),
  );
  await Promise.all(nodes.map((node) => node.start(env)));
  return {
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
