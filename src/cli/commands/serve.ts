import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { CodecError } from '../../core/errors.js';
import { MAX_DEV_NODES, startClusterDev } from '../../node/relay/cluster/cluster-dev.js';
import { describeStation } from '../../node/relay/config/describe.js';
import { effectiveYaml } from '../../node/relay/config/effective.js';
import { CONFIG_EXAMPLE, writeExample } from '../../node/relay/config/example.js';
import { loadConfig } from '../../node/relay/config/load.js';
import { type Station, startStation } from '../../node/relay/config/station.js';
import { RELAY_SERVER_DEFAULTS } from '../../node/relay/defaults.js';
import { MAX_WORKERS } from '../../node/relay/workers/worker-count.js';
import { keepYoungGenerationSmall } from '../../node/young-generation.js';
import { waitForAbort } from '../abort.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print } from '../context.js';
import { hasLostTerminal } from '../terminal.js';

interface ServeOptions {
  readonly config?: string;
  readonly check?: true;
  readonly init?: string | true;
  readonly host?: string;
  readonly port?: number;
  readonly open?: true;
  readonly workers?: number | 'auto';
  readonly quiet?: true;
  readonly clusterDev?: number;
}

/** `latentcast serve`: a relay, until SIGINT or SIGTERM. */
export function registerServe(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run a relay: sources and listeners connect to ws://HOST:PORT/CHANNEL')
    .option('--config <file>', 'YAML file that states everything else; flags hold over it, SIGHUP reads it again')
    .addOption(new Option('--check', 'check the configuration, print it without secrets, and end').conflicts('init'))
    .addOption(
      new Option(
        '--init [file]',
        'write a commented example to a new file, relay.yaml, or to standard output (-), and end',
      ).conflicts('config'),
    )
    .option(
      '--port <port>',
      `port to listen on; 0 lets the system choose (default: ${RELAY_SERVER_DEFAULTS.port})`,
      integerArg(0, 65_535),
    )
    .option('--host <host>', `address to listen on (default: "${RELAY_SERVER_DEFAULTS.host}")`)
    .option('--open', 'everybody may publish, also on an address that other machines reach')
    .option(
      '--workers <n>',
      'processes that share the port; auto: one for each processor (default: 1)',
      (text: string) => (text === 'auto' ? text : integerArg(1, MAX_WORKERS)(text)),
    )
    .option('--quiet', 'no lines about connections')
    .addOption(
      new Option(
        '--cluster-dev <n>',
        'for a try: n relays as one, on this port and the next ones, with a nats-server of their own',
      )
        .argParser(integerArg(2, MAX_DEV_NODES))
        .conflicts(['config', 'host', 'open', 'workers', 'check', 'init']),
    )
    .action(async ({ config: file, host, port, open, workers, quiet, check, init, clusterDev }: ServeOptions) => {
      if (clusterDev !== undefined) return await serveClusterDev(context, clusterDev, port);
      if (init !== undefined) return await writeConfig(context, init === true ? 'relay.yaml' : init);
      const overrides = {
        ...(host !== undefined && { host }),
        ...(port !== undefined && { port }),
        ...(open && { open }),
        ...(workers !== undefined && { workers }),
      };
      const origin = { ...(file !== undefined && { file }), overrides, env: context.env };
      if (check) return print(context, (await effectiveYaml(await loadConfig(origin))).trimEnd());
      keepYoungGenerationSmall();
      // Whoever asks for the file while the relay starts gets it as soon as the relay can read it again.
      let isAsked = false;
      context.onHangup?.(() => {
        isAsked = true;
        return !hasLostTerminal(context.stdin);
      });
      const station = await startStation({ ...origin, output: context.stderr, ...(quiet && { isQuiet: true }) });
      for (const line of await describeStation(station.server, station.loaded)) station.note(line);
      context.ignoreOutputErrors?.();
      context.onHangup?.(() => hangUp(context, station));
      if (isAsked) hangUp(context, station);
      await waitForAbort(context.signal);
      station.note('ending; a second signal ends at once');
      await station.close();
    });
}

/** A cluster for a try, until SIGINT or SIGTERM. @throws CodecError where one of its processes ends before */
async function serveClusterDev(context: CliContext, nodes: number, port?: number): Promise<void> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const cluster = await startClusterDev({
    nodes,
    port: port ?? RELAY_SERVER_DEFAULTS.port,
    command: [process.execPath, main],
    output: context.stderr,
    signal: context.signal,
  }).catch((error: unknown) => {
    if (context.signal.aborted) return null;
    throw error;
  });
  if (!cluster) return;
  for (const url of cluster.urls) note(context, `a node of the cluster: publish and listen at ${url}/main`);
  const ended = await Promise.race([cluster.ended, waitForAbort(context.signal).then(() => null)]);
  await cluster.close();
  if (ended !== null) throw new CodecError('TRANSPORT_FAILED', ended);
}

async function writeConfig(context: CliContext, file: string): Promise<void> {
  if (file === '-') return void context.stdout.write(CONFIG_EXAMPLE);
  await writeExample(file);
  note(context, `${file} is written; check it with: latentcast serve --config ${file} --check`);
}

/** SIGHUP: from whoever wants the file to be read again, or from a terminal that was closed, which ends the relay. */
function hangUp(context: CliContext, station: Station): boolean {
  if (hasLostTerminal(context.stdin)) return false;
  void station.reload().then((report) => {
    if (!report.isApplied) {
      for (const line of report.problems) station.note(line, 'error');
      station.note('nothing has changed');
      return;
    }
    station.note(
      report.changed.length > 0
        ? `read again, changed: ${report.changed.join(', ')}`
        : 'read again, nothing has changed',
    );
    if (report.needRestart.length > 0) station.note(`needs a restart: ${report.needRestart.join(', ')}`);
  });
  return true;
}
