import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether PipeWire, its tools, a session manager and the bus that this needs are installed. */
export const hasPipewire = (): boolean =>
  ['pipewire', 'pw-cat', 'wireplumber', 'dbus-run-session'].every(
    (tool) => spawnSync(tool, ['--version']).status === 0,
  );

/** Whether PipeWire also speaks PulseAudio's protocol here, and PulseAudio's tools are installed. */
export const hasPipewirePulse = (): boolean =>
  hasPipewire() && ['pipewire-pulse', 'pactl', 'pacat'].every((tool) => spawnSync(tool, ['--version']).status === 0);

/** A PipeWire daemon and a session manager of this test's own, with two null sinks, "a" and "b". */
export class PipewireDaemon {
  readonly env: Readonly<Record<string, string>>;
  readonly #dir: string;
  readonly #hasPulse: boolean;
  readonly #children: ChildProcess[] = [];

  private constructor(dir: string, hasPulse: boolean) {
    this.#dir = dir;
    this.#hasPulse = hasPulse;
    this.env = {
      XDG_RUNTIME_DIR: dir,
      PIPEWIRE_RUNTIME_DIR: dir,
      HOME: join(dir, 'home'),
      ...(hasPulse && { PULSE_SERVER: `unix:${join(dir, 'pulse', 'native')}` }),
    };
  }

  /** @param options.hasPulse whether programs that know PulseAudio find it, too, as `PULSE_SERVER` */
  static async start({ hasPulse = false } = {}): Promise<PipewireDaemon> {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-pipewire-'));
    const daemon = new PipewireDaemon(dir, hasPulse);
    const config = join(dir, 'home', '.config', 'pipewire', 'pipewire.conf.d');
    await mkdir(config, { recursive: true });
    await writeFile(join(config, 'sinks.conf'), `context.objects = [\n${['a', 'b'].map(sink).join('\n')}\n]\n`);
    try {
      await daemon.start();
    } catch (error) {
      await daemon.stop();
      throw error;
    }
    return daemon;
  }

  /** Starts it again after `kill`: the same sinks, the same sockets. */
  async start(): Promise<void> {
    this.#run('pipewire', []);
    await this.#until('info', /PipeWire:Interface:Core/);
    this.#run('dbus-run-session', ['--', 'wireplumber']);
    await this.#until('ls', /WirePlumber/);
    if (!this.#hasPulse) return;
    this.#run('pipewire-pulse', []);
    await this.#until('pulse', /Server Name: .*PipeWire/);
  }

  /** Kills it as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    for (const child of this.#children.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
      // The session manager's bus is another process: end the whole group that was started here.
      process.kill(-child.pid, signal);
      await once(child, 'exit');
    }
  }

  #run(file: string, args: readonly string[]): void {
    const child = spawn(file, args, { stdio: 'ignore', detached: true, env: { ...process.env, ...this.env } });
    child.on('error', () => {});
    this.#children.push(child);
  }

  /** Asks until there is an answer; neither program reports when it is ready. */
  async #until(what: keyof typeof QUESTIONS, pattern: RegExp): Promise<void> {
    const [tool, ...args] = QUESTIONS[what];
    for (let i = 0; i < 100; i++) {
      const { stdout } = spawnSync(tool, args, { env: { ...process.env, ...this.env }, encoding: 'utf8' });
      if (pattern.test(stdout)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${[tool, ...args].join(' ')} has not shown ${pattern} within 10 s`);
  }
}

const QUESTIONS = { info: ['pw-cli', 'info', '0'], ls: ['pw-cli', 'ls', 'Client'], pulse: ['pactl', 'info'] } as const;

const sink = (name: string): string =>
  `  { factory = adapter args = { factory.name = support.null-audio-sink node.name = ${name} node.description = ${name}` +
  ' media.class = Audio/Sink audio.position = [ MONO ] object.linger = true } }';
