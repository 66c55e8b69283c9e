import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { CodecError, requireInteger } from '../../../core/errors.js';

/** Most nodes of a cluster for a try. */
export const MAX_DEV_NODES = 16;
/** All processes have started by then: a busy machine takes minutes for what takes seconds otherwise. */
const START_MS = 600_000;
/** Who waits for a start is told at this interval what it waits for. */
const PROGRESS_MS = 5000;
const MAX_PORT = 65_535;
/** For a process to end by itself. */
const END_MS = 5000;

/** A cluster for a try on this machine. */
export interface ClusterDevOptions {
  /** Nodes, 2..16. */
  readonly nodes: number;
  /** Port of the first node; the others follow it. 0: ports that are free. */
  readonly port: number;
  /** The program that `serve` is a command of, and what comes before its arguments. */
  readonly command: readonly string[];
  /** Where the nodes' lines go, and what is waited for. */
  readonly output: Writable;
  /** Ends a start that is under way: it fails with its reason. @default never */
  readonly signal?: AbortSignal;
}

/** A running cluster. */
export interface ClusterDev {
  /** Addresses of the nodes, ws://HOST:PORT. */
  readonly urls: readonly string[];
  /** Settles when one of its processes has ended by itself. */
  readonly ended: Promise<string>;
  /** Ends all processes and removes their files. */
  close(): Promise<void>;
}

/**
 * Starts a NATS server and relays that it joins, everything on the loopback and in a temporary folder.
 * @throws CodecError NOT_INSTALLED where there is no `nats-server`, TRANSPORT_FAILED where one of them does not start
 * within ten minutes or a port is in use, RangeError where there are too few ports behind the first
 */
export async function startClusterDev(options: ClusterDevOptions): Promise<ClusterDev> {
  const { nodes, port, command, output, signal } = options;
  if (port !== 0) requireInteger('port', port, 1, MAX_PORT - nodes + 1);
  const ports: number[] = [];
  for (let i = 0; i < nodes; i++) ports.push(port === 0 ? await freePort(ports) : await requireFree(port + i));
  const folder = await mkdtemp(path.join(tmpdir(), 'latentcast-cluster-'));
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(children.reverse().map(end));
    await rm(folder, { recursive: true, force: true });
  };
  let onEnded: (line: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    onEnded = resolve;
  });
  const start = (name: string, file: string, args: readonly string[]): ChildProcess => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    child.on('exit', (code, signal) => onEnded(`${name} has ended ${signal ? `by ${signal}` : `with code ${code}`}`));
    return child;
  };
  try {
    const natsPort = await freePort();
    const natsArgs = ['-a', '127.0.0.1', '-p', `${natsPort}`, '-js', '-sd', path.join(folder, 'nats')];
    const nats = start('nats-server', 'nats-server', natsArgs);
    const missing = new Promise<never>((_, reject) =>
      nats.once('error', (cause) =>
        reject(
          new CodecError('NOT_INSTALLED', 'a cluster needs nats-server: apt install nats-server, or https://nats.io', {
            cause,
          }),
        ),
      ),
    );
    const wait = { output, startedMs: performance.now(), ...(signal && { signal }) };
    await Promise.race([missing, accepts(natsPort, nats, 'nats-server', wait)]);
    const urls = ports.map((own) => `ws://127.0.0.1:${own}`);
    output.write(`${nodes} nodes are starting\n`);
    await Promise.all(
      ports.map(async (own, i) => {
        const name = `node-${i + 1}`;
        const file = path.join(folder, `${name}.yaml`);
        await writeFile(
          file,
          `listen: { host: 127.0.0.1, port: ${own} }\ncluster:\n  node: ${name}\n  publicUrl: ${urls[i]}\n  nats: { servers: ['nats://127.0.0.1:${natsPort}'] }\n`,
        );
        const node = start(name, command[0]!, [...command.slice(1), 'serve', '--config', file]);
        let log = '';
        for (const stream of [node.stdout!, node.stderr!])
          stream.on('data', (chunk: Buffer) => {
            log = (log + chunk.toString()).slice(-2000);
            output.write(chunk.toString().replace(/^(?=.)/gm, `${name} `));
          });
        await accepts(own, node, name, wait, () => log);
      }),
    );
    return { urls, ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Wait {
  readonly output: Writable;
  readonly startedMs: number;
  readonly signal?: AbortSignal;
}

/** @throws CodecError TRANSPORT_FAILED where the process ends first, or takes too long; the reason of `signal` */
async function accepts(
  port: number,
  child: ChildProcess,
  name: string,
  { output, startedMs, signal }: Wait,
  log: () => string = () => '',
): Promise<void> {
  let toldMs = startedMs;
  for (const endMs = startedMs + START_MS; performance.now() < endMs; ) {
    signal?.throwIfAborted();
    if (child.exitCode !== null) break;
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    const nowMs = performance.now();
    if (nowMs - toldMs >= PROGRESS_MS) {
      toldMs = nowMs;
      output.write(`${name} is still starting, after ${Math.round((nowMs - startedMs) / 1000)} s\n`);
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 50));
  }
  throw new CodecError(
    'TRANSPORT_FAILED',
    `${name} ${child.exitCode === null ? `has not started within ${START_MS / 1000} s` : 'has ended before it was started'} at 127.0.0.1:${port}${log() && `: ${log().trim()}`}`,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await gone;
  clearTimeout(timer);
}

/** @param taken others that are not meant */
async function freePort(taken: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = await portOf(0);
    if (!taken.includes(port)) return port;
  }
}

/** @throws CodecError TRANSPORT_FAILED where another program has it: it would be taken for a node that has started */
const requireFree = (port: number): Promise<number> =>
  portOf(port).catch((cause: Error) => {
    throw new CodecError('TRANSPORT_FAILED', `port ${port} of 127.0.0.1 is needed for a node: ${cause.message}`, {
      cause,
    });
  });

const portOf = (asked: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(asked, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
