import { type Command, InvalidArgumentError, Option } from 'commander';
import { PRESET_NAMES, type Preset } from '../../core/latent/presets.js';
import { writeOutput } from '../../node/files/output-file.js';
import { jsonReportKind } from '../../node/files/output-kind.js';
import { checkOutput } from '../../node/files/output-target.js';
import type { CrowdProgress } from '../../node/load-test/crowd.js';
import { runLoadTest } from '../../node/load-test/load-test.js';
import {
  LOAD_TEST_DEFAULTS,
  LOAD_TEST_LIMITS,
  type LoadPhase,
  type LoadTestOptions,
} from '../../node/load-test/options.js';
import { type LoadReport, refusedListeners } from '../../node/load-test/report.js';
import { integerArg, numberArg } from '../arguments.js';
import { checkChannelUrl } from '../channel-url.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { EXIT } from '../exit.js';
import { formatCount } from '../format.js';
import { loadTestTables } from '../load-test/table.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import { forceOption, presetOption } from '../options.js';
import { warnOfPlainToken } from '../token-option.js';

const REPORT = jsonReportKind('a report of load-test', 'schema', 'url');
const LIMITS = LOAD_TEST_LIMITS;

/** `1%`, `0.5%`; with `/s` where the option is a rate. @returns a share, 0..1 */
export const percentArg =
  (unit: '' | '/s') =>
  (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)%(\/s)?$/.exec(text);
    const percent = match && (match[2] ?? '') === (match[2] ? unit : '') ? Number(match[1]) : Number.NaN;
    if (!(percent <= 100)) throw new InvalidArgumentError(`It must be a share from 0% to 100%, as in 1%${unit}.`);
    return percent / 100;
  };

/** `500/s`, also without the unit; 0 for all at once. */
export const joinRateArg = (text: string): number => {
  const [min, max] = LIMITS.joinRate;
  return numberArg(min, max)(text.replace(/\/s$/, ''));
};

/** An address of HTTP. */
export const metricsArg = (text: string): string => {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be an http: or https: URL, as in http://127.0.0.1:9464/metrics.');
  return text;
};

interface Options {
  readonly listeners: number;
  readonly channels: number;
  readonly seconds: number;
  readonly slow: number;
  readonly trickle: number;
  readonly churn: number;
  readonly trickleMs: number;
  readonly preset: Preset;
  readonly planes: number;
  readonly listenPreset?: Preset;
  readonly allowLonger?: true;
  readonly joinRate: number;
  readonly source: 'own' | 'none';
  readonly reconnect?: true;
  readonly processes: number;
  readonly seed: number;
  readonly drain: number;
  readonly token?: string;
  readonly metrics?: string;
  readonly pid?: number;
  readonly iRunThisRelay?: true;
  readonly allowLoss?: true;
  readonly allowRefused?: true;
  readonly maxP99?: number;
  readonly json?: string | true;
  readonly force?: true;
  readonly quiet?: true;
}

/** `latentcast load-test`: many listeners on a relay, and what reaches them. */
export function registerLoadTest(program: Command, context: CliContext): void {
  const command = program
    .command('load-test')
    .description('put listeners on a relay and measure what reaches them; exit code 1 where healthy ones miss anything')
    .argument('<url>', 'ws://HOST:PORT/CHANNEL of a relay that you run')
    .option('--listeners <n>', 'listeners', integerArg(...LIMITS.listeners), LOAD_TEST_DEFAULTS.listeners)
    .option(
      '--channels <n>',
      'channels over which they are spread: CHANNEL, or CHANNEL-1, CHANNEL-2, …',
      integerArg(...LIMITS.channels),
      LOAD_TEST_DEFAULTS.channels,
    )
    .option(
      '--seconds <s>',
      'time measured once all have joined',
      numberArg(...LIMITS.seconds),
      LOAD_TEST_DEFAULTS.seconds,
    )
    .addOption(share('--slow <share>', 'listeners that never read, as in 1%', ''))
    .addOption(share('--trickle <share>', 'listeners that read a byte at a time', ''))
    .addOption(share('--churn <share>', 'listeners that leave and join again every second, as in 1%/s', '/s'))
    .option(
      '--trickle-ms <ms>',
      'pause of --trickle between two bytes',
      integerArg(...LIMITS.trickleMs),
      LOAD_TEST_DEFAULTS.trickleMs,
    )
    .addOption(presetOption())
    .option('--planes <n>', 'bit planes', integerArg(...LIMITS.planes), LOAD_TEST_DEFAULTS.planes)
    .addOption(
      new Option(
        '--listen-preset <name>',
        'frames per packet that the listeners ask for, whatever the source sends',
      ).choices(PRESET_NAMES),
    )
    .option('--allow-longer', 'let the relay send longer packets under load')
    .option(
      '--join-rate <n/s>',
      'listeners that join in a second; 0: all at once',
      joinRateArg,
      LOAD_TEST_DEFAULTS.joinRate,
    )
    .addOption(
      new Option('--source <who>', 'own: publish synthetic frames on every channel; none: others do')
        .choices(['own', 'none'])
        .default(LOAD_TEST_DEFAULTS.source),
    )
    .option('--reconnect', 'healthy listeners that are refused or lose their connection come back')
    .option(
      '--processes <n>',
      'processes that hold the listeners',
      integerArg(...LIMITS.processes),
      LOAD_TEST_DEFAULTS.processes,
    )
    .option('--seed <n>', 'chooses which listeners are slow', integerArg(...LIMITS.seed), LOAD_TEST_DEFAULTS.seed)
    .option(
      '--drain <s>',
      'longest wait at the end for what is under way',
      numberArg(...LIMITS.drainSeconds),
      LOAD_TEST_DEFAULTS.drainSeconds,
    )
    .option('--token <token>', 'bearer token of all connections')
    .addOption(
      new Option('--metrics <url>', "the relay's metrics, for its CPU time and memory")
        .argParser(metricsArg)
        .conflicts('pid'),
    )
    .option('--pid <id>', "the relay's process on this machine, for the same", integerArg(...LIMITS.pid))
    .option('--i-run-this-relay', 'allow a relay that is neither on this machine nor in a private network')
    .option('--allow-loss', 'exit code 0 also where healthy listeners miss something')
    .option('--allow-refused', 'exit code 0 also where healthy listeners are refused')
    .option('--max-p99 <ms>', 'exit code 1 where the lag at p99 is more', numberArg(0, 1e9))
    .option('--json [file]', 'the report as JSON, to a file or to standard output (-)')
    .addOption(forceOption())
    .option('--quiet', 'no progress and no table')
    .action(async (url: string, options: Options) => {
      checkChannelUrl(command, url);
      if (options.token !== undefined) warnOfPlainToken(context, url);
      const { slow, trickle, churn } = options;
      if (slow + trickle + churn > 1)
        command.error('error: --slow, --trickle and --churn together must be at most 100%.');
      const file = typeof options.json === 'string' && options.json !== '-' ? options.json : undefined;
      const output = { kind: REPORT, replace: options.force === true };
      if (file === undefined) refuseOptions(command, NOT_APPLICABLE.loadTest.noFile);
      else await checkOutput(file, output);
      const report = await runLoadTest(url, {
        ...libraryOptions(options),
        ...progressOf(context, options),
        signal: context.signal,
      });
      if (file !== undefined) {
        const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
        await writeOutput(file, output, (write) => write(text));
      } else if (options.json !== undefined) printJson(context, report);
      if (options.json === undefined || file !== undefined) {
        if (!options.quiet) print(context, loadTestTables(report));
      }
      conclude(context, report, options);
    });
}

const share = (flags: string, description: string, unit: '' | '/s'): Option =>
  new Option(flags, description).argParser(percentArg(unit)).default(0, `0%${unit}`);

function libraryOptions(options: Options): LoadTestOptions {
  const { allowLonger, reconnect, drain, iRunThisRelay } = options;
  const { listeners, channels, seconds, slow, trickle, churn, trickleMs } = options;
  const { preset, planes, joinRate, source, processes, seed } = options;
  const { listenPreset, token, metrics, pid } = options;
  return {
    ...{ listeners, channels, seconds, slow, trickle, churn, trickleMs },
    ...{ preset, planes, joinRate, source, processes, seed },
    ...(listenPreset !== undefined && { listenPreset }),
    ...(token !== undefined && { token }),
    ...(metrics !== undefined && { metrics }),
    ...(pid !== undefined && { pid }),
    allowsLonger: allowLonger === true,
    reconnect: reconnect === true,
    drainSeconds: drain,
    runsThisRelay: iRunThisRelay === true,
  };
}

/** The state of the test on the terminal's last line, and a line for each phase elsewhere. */
function progressOf(context: CliContext, { quiet }: Options): Pick<LoadTestOptions, 'onProgress'> {
  if (quiet) return {};
  let last: LoadPhase | null = null;
  const write = (line: string): void => void context.stderr.write(line);
  return {
    onProgress: (phase, progress) => {
      const text = `${phase}: ${progressText(progress)}`;
      if (context.stderr.isTTY) write(`\r${text}\x1b[K`);
      else if (phase !== last) note(context, text);
      if (context.stderr.isTTY && phase === 'draining' && phase !== last) write('\n');
      last = phase;
    },
  };
}

function progressText({ present, listeners, refused, evicted, lost, gapFrames, messages }: CrowdProgress): string {
  const counts = { refused, closed: evicted, broken: lost, 'frames lost': gapFrames };
  const faults = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    `${formatCount(present)} of ${formatCount(listeners)} listeners`,
    `${formatCount(messages)} messages`,
    ...faults.map(([name, count]) => `${formatCount(count)} ${name}`),
  ].join(', ');
}

function conclude(context: CliContext, report: LoadReport, options: Options): void {
  const { lagMs, tool, faults } = report;
  if (tool.isBottleneck)
    note(
      context,
      'the load test itself was busy or late: its figures are its own as much as those of the relay; more --processes on free cores help',
    );
  for (const fault of faults) note(context, `healthy listeners: ${fault}`);
  const refused = refusedListeners(report);
  if (refused > 0) note(context, `${formatCount(refused)} attempts of healthy listeners were refused`);
  const isLate = options.maxP99 !== undefined && (lagMs.p99Ms ?? Number.POSITIVE_INFINITY) > options.maxP99;
  if (isLate)
    note(context, `the lag at p99 must be at most ${options.maxP99} ms, was ${lagMs.p99Ms ?? 'not measured'}`);
  if (report.isPartial) {
    note(context, 'interrupted: the report is of the time until then');
    context.exitCode = EXIT.interrupted;
  } else if ((faults.length > 0 && !options.allowLoss) || (refused > 0 && !options.allowRefused) || isLate)
    context.exitCode = EXIT.failed;
}
