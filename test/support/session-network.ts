import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../src/core/random.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { Cli, RATE, VOICE } from './live-rig.js';
import { hasPulse, PulseDaemon } from './pulse.js';
import { MultiRecorder } from './session-recording.js';

const NETWORK = fileURLToPath(new URL('network.py', import.meta.url));
const SKEW = fileURLToPath(new URL('clock-skew.mjs', import.meta.url));
const works = (file: string, ...args: string[]): boolean => spawnSync(file, args).status === 0;

/** Why peers cannot have networks of their own here; null where they can. */
export function missingForNetworks(): string | null {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
  if (!works('ip', '-V')) return 'ip (iproute2) is not installed';
  if (!works('python3', '--version')) return 'python3 is not installed';
  return hasPulse() ? null : 'PulseAudio is not installed';
}

interface NetworkOptions {
  /** Delay of each packet and its standard deviation, in ms, and the share of packets that is lost. */
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly loss?: number;
  readonly seed?: number;
  readonly peers: number;
}

/** A relay and peers, each in a network namespace; each peer plays on one channel of a PulseAudio sink that is recorded. */
export class SessionNetwork {
  readonly daemon: PulseDaemon;
  readonly peers: number;
  readonly #router: ChildProcess;
  readonly #spaces: readonly string[];
  readonly #clis: Cli[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #answers: (() => void)[] = [];

  private constructor(daemon: PulseDaemon, router: ChildProcess, spaces: readonly string[]) {
    this.daemon = daemon;
    this.#router = router;
    this.#spaces = spaces;
    this.peers = spaces.length - 1;
    router.stdout!.setEncoding('utf8').on('data', (text: string) => {
      for (const _ of text.match(/ok/g) ?? []) this.#answers.shift()?.();
    });
  }

  static async start({ delayMs = 40, jitterMs = 5, loss = 0.05, seed = 1, peers }: NetworkOptions) {
    const daemon = await PulseDaemon.start();
    // What it tells of its streams' time is late where its main thread is: as urgent as this process, where that is real time.
    if (works('sh', '-c', `chrt -p ${process.pid} | grep -q SCHED_RR`))
      run('chrt', '-r', '-p', '1', String(daemon.pid));
    const spaces = ['r', ...Array.from({ length: peers }, (_, i) => `p${i}`)].map((name) => `lcs${process.pid}${name}`);
    for (const space of spaces) {
      run('ip', 'netns', 'add', space);
      run('ip', '-n', space, 'link', 'set', 'lo', 'up');
    }
    const places = spaces.map((space, i) => `${space}=${addressOf(i - 1)}`);
    const router = spawn(
      'nice',
      ['-n', '-10', 'python3', NETWORK, ...[delayMs, jitterMs, loss, seed].map(String), ...places],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    await new Promise<void>((resolve, reject) => {
      router.stdout!.once('data', () => resolve());
      router.once('exit', (code) => reject(new Error(`network.py ended with ${code}`)));
    });
    const names = Array.from({ length: peers }, (_, i) => `aux${i}`);
    const pactl = (...args: string[]): void => run('pactl', 'load-module', ...args, { ...process.env, ...daemon.env });
    pactl('module-null-sink', 'sink_name=all', `rate=${RATE}`, `channels=${peers}`, `channel_map=${names}`);
    // Each plays onto its own channel: a remapped sink would add a buffer, and underruns, of its own.
    for (const [i, name] of names.entries()) {
      const tools = join(daemon.dir, `tools${i}`);
      await mkdir(tools);
      const playback = `exec /usr/bin/pacat "$@" --device=all --channel-map=${name} --no-remix`;
      await writeFile(join(tools, 'pacat'), `#!/bin/sh\n${playback}\n`, { mode: 0o755 });
    }
    return new SessionNetwork(daemon, router, spaces);
  }

  get relayUrl(): string {
    return `ws://${addressOf(-1)}:8787`;
  }

  async startRelay(...args: string[]): Promise<Cli> {
    const relay = this.#cli(0, ['serve', '--host', '0.0.0.0', '--port', '8787', '--open', ...args]);
    await relay.noted(/relay on/);
    return relay;
  }

  /** coturn beside the relay, by an auth secret, which also passes on between private addresses. */
  async startTurn(secret: string): Promise<void> {
    const turn = spawn(
      'ip',
      [
        ...[
          'netns',
          'exec',
          this.#spaces[0]!,
          'turnserver',
          '-n',
          '--no-cli',
          '--no-tls',
          '--no-dtls',
          '--fingerprint',
        ],
        ...[
          '--log-file=stdout',
          `--listening-ip=${addressOf(-1)}`,
          `--relay-ip=${addressOf(-1)}`,
          '--realm=turn.example',
        ],
        ...['--use-auth-secret', `--static-auth-secret=${secret}`, `--pidfile=${join(this.daemon.dir, 'turn.pid')}`],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#children.push(turn);
    await new Promise<void>((resolve, reject) => {
      let log = '';
      turn.stdout!.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (/auth thread|admin thread/.test(log)) resolve();
      });
      turn.once('exit', (code) => reject(new Error(`turnserver ended with ${code}: ${log}`)));
    });
  }

  /** A command of `latentcast session` in the namespace of a peer. @param ppm by which its clock runs fast */
  session(peer: number, args: readonly string[], ppm = 0): Cli {
    const common = ['--name', `peer${peer}`, '--device', 'all', '--json-lines', '--audio-backend', 'pulse'];
    return this.#cli(peer + 1, ['session', ...args, ...common], {
      ...this.daemon.env,
      PATH: `${join(this.daemon.dir, `tools${peer}`)}:${process.env.PATH}`,
      XDG_CONFIG_HOME: this.daemon.dir,
      LATENTCAST_CLOCK_PPM: String(ppm),
      LATENTCAST_CLOCK_ORIGIN_MS: String(peer * 5e5),
    });
  }

  /**
   * What a browser in the namespace of a peer is started with, whose sound goes to that peer's channel: the environment, in
   * which CHROMIUM is the file to start.
   */
  async browserEnvironment(peer: number): Promise<Record<string, string>> {
    const sink = `page${peer}`;
    const map = [`master=all`, 'channels=1', `master_channel_map=aux${peer}`, 'channel_map=mono', 'remix=no'];
    run('pactl', 'load-module', 'module-remap-sink', `sink_name=${sink}`, ...map, {
      ...process.env,
      ...this.daemon.env,
    });
    const file = join(this.daemon.dir, `chromium${peer}`);
    const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
    await writeFile(file, `#!/bin/sh\nexec ip netns exec ${this.#spaces[peer + 1]} ${chromium} "$@"\n`, {
      mode: 0o755,
    });
    return { ...(this.daemon.env as Record<string, string>), PULSE_SINK: sink, CHROMIUM: file };
  }

  /** A command of network.py, with `r` for the relay and `p0`, `p1` … for the peers. */
  command(...words: string[]): Promise<void> {
    const full = words.map((word) => (/^(r|p\d+)$/.test(word) ? `lcs${process.pid}${word}` : word));
    this.#router.stdin!.write(`${full.join(' ')}\n`);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  record(): MultiRecorder {
    return new MultiRecorder(this.daemon, 'all.monitor', this.peers, RATE);
  }

  /** A programme without pauses, of speech over steady noise, as a file. */
  async programme(seconds: number): Promise<string> {
    const voice = await collect(await openAudioFile(VOICE));
    const random = seededRandom(7);
    const bytes = Buffer.alloc(44 + 2 * seconds * RATE);
    bytes.write('RIFF', 0);
    bytes.writeUInt32LE(bytes.length - 8, 4);
    bytes.write('WAVEfmt ', 8);
    bytes.writeUInt32LE(16, 16);
    for (const [i, value] of [1, 1].entries()) bytes.writeUInt16LE(value, 20 + 2 * i);
    bytes.writeUInt32LE(RATE, 24);
    bytes.writeUInt32LE(2 * RATE, 28);
    bytes.writeUInt16LE(2, 32);
    bytes.writeUInt16LE(16, 34);
    bytes.write('data', 36);
    bytes.writeUInt32LE(bytes.length - 44, 40);
    let level = 0;
    for (let i = 0; i < seconds * RATE; i++) {
      level += 0.15 * (random() - 0.5 - level);
      const value = 0.7 * voice[i % voice.length]! + 0.3 * level;
      bytes.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, value))), 44 + 2 * i);
    }
    const file = join(this.daemon.dir, 'programme.wav');
    await writeFile(file, bytes);
    return file;
  }

  async stop(): Promise<void> {
    for (const cli of this.#clis) {
      cli.child.kill('SIGCONT');
      // One that was killed ends no second time.
      if (cli.child.signalCode === null) await cli.interrupt();
    }
    for (const child of this.#children) child.kill();
    this.#router.kill();
    for (const space of this.#spaces) spawnSync('ip', ['netns', 'del', space]);
    await this.daemon.stop();
  }

  #cli(space: number, args: readonly string[], env: NodeJS.ProcessEnv = {}): Cli {
    const cli = new Cli(args, {
      prefix: ['ip', 'netns', 'exec', this.#spaces[space]!],
      node: ['--import', SKEW],
      env,
    });
    this.#clis.push(cli);
    return cli;
  }
}

/** Of a peer, or of the relay (−1). */
export const addressOf = (peer: number): string => `10.77.1.${peer + 2}`;

function run(file: string, ...rest: (string | NodeJS.ProcessEnv)[]): void {
  const env = typeof rest.at(-1) === 'object' ? (rest.pop() as NodeJS.ProcessEnv) : process.env;
  const done = spawnSync(file, rest as string[], { env });
  if (done.status !== 0) throw new Error(`${file} ${rest.join(' ')}: ${done.stderr}`);
}
