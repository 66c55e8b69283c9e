import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a PulseAudio daemon and its tools are installed. */
export const hasPulse = (): boolean =>
  ['pulseaudio', 'pacat', 'pactl'].every((tool) => spawnSync(tool, ['--version']).status === 0);

/**
 * A PulseAudio daemon of this test's own with two null sinks, "a" and "b": what is played into one is captured from its
 * monitor. No system bus, no sound hardware, no socket that anyone else uses; runs as any user, root included.
 */
export class PulseDaemon {
  readonly dir: string;
  /** What a process needs to find it, through the ALSA plugin too. */
  readonly env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  private constructor(dir: string) {
    this.dir = dir;
    this.env = {
      PULSE_SERVER: `unix:${join(dir, 'native')}`,
      PULSE_COOKIE: join(dir, 'cookie'),
      ALSA_CONFIG_PATH: join(dir, 'asound.conf'),
      XDG_RUNTIME_DIR: dir,
    };
  }

  static async start(): Promise<PulseDaemon> {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-pulse-'));
    const daemon = new PulseDaemon(dir);
    await mkdir(join(dir, 'home'));
    await writeFile(join(dir, 'asound.conf'), ASOUND);
    await daemon.start();
    return daemon;
  }

  /** Of the daemon; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it again after `stop`: the same sinks, the same socket. */
  async start(): Promise<void> {
    const [command, ...args] = [...ORDINARY, 'nice', '-n', '-11', 'pulseaudio'];
    const child = spawn(command!, [...args, ...OPTIONS, ...modules(join(this.dir, 'native'))], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        HOME: join(this.dir, 'home'),
        XDG_RUNTIME_DIR: this.dir,
        PULSE_RUNTIME_PATH: join(this.dir, 'runtime'),
        PULSE_STATE_PATH: join(this.dir, 'state'),
        LC_ALL: 'C',
      },
    });
    this.#child = child;
    let log = '';
    // "Daemon startup complete." is the last line that it logs before it serves.
    await new Promise<void>((resolve, reject) => {
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        log = (log + text).slice(-10_000);
        if (/Daemon startup complete/.test(log)) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`pulseaudio ended with ${code}: ${log}`)));
    });
  }

  /** Kills it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Only its sound threads are real time, by its own request, even where all of this process is. */
const ORDINARY = spawnSync('chrt', ['--other', '0', 'true']).status === 0 ? ['chrt', '--other', '0'] : [];

const OPTIONS = [
  '-n',
  '--daemonize=no',
  '--use-pid-file=no',
  '--exit-idle-time=-1',
  '--disable-shm=yes',
  '--high-priority=yes',
  '--realtime=yes',
  '--log-target=stderr',
  '--log-level=info',
];

const modules = (socket: string): string[] =>
  [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1 auth-cookie-enabled=0`,
    'module-null-sink sink_name=a rate=44100 channels=1',
    'module-null-sink sink_name=b rate=44100 channels=1',
  ].flatMap((module) => ['-L', module]);

const pcm = (name: string, device: string): string =>
  `pcm.${name} { type pulse device "${device}" hint { show on description "${name}" } }\n`;
const ASOUND = `pcm.!default { type pulse }\nctl.!default { type pulse }\n${[
  pcm('null_a', 'a'),
  pcm('null_a_monitor', 'a.monitor'),
  pcm('null_b', 'b'),
  pcm('null_b_monitor', 'b.monitor'),
].join('')}`;
