import { requireInteger, requireNumber } from '../../core/errors.js';
import { PRESET_NAMES, type Preset } from '../../core/latent/presets.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../../core/options.js';
import { shownUrl } from '../../core/shown-url.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { requireNoCredentials } from '../../transports/channel-url.js';
import type { CrowdProgress } from './crowd.js';

/** How large a load test is and what its listeners do. */
export interface LoadTestOptions {
  /** Listeners, 1..1000000. @default 100 */
  readonly listeners?: number;
  /** Channels over which they are spread, 1..1000. @default 1 */
  readonly channels?: number;
  /** Time that is measured once all have joined, in seconds, 0.1..86400. @default 30 */
  readonly seconds?: number;
  /** Share of listeners that never read, 0..1. @default 0 */
  readonly slow?: number;
  /** Share of listeners that read a byte at a time, 0..1. @default 0 */
  readonly trickle?: number;
  /** Share of listeners that leave and join again every second, 0..1. @default 0 */
  readonly churn?: number;
  /** Pause between two bytes of a listener that reads a byte at a time, 1..60000 ms. @default 10 */
  readonly trickleMs?: number;
  /** Latent frames per packet of the tool's own sources, by name. @default 'normal' */
  readonly preset?: Preset;
  /** Bit planes of the own sources, and asked for by the listeners, 1..8. @default 1 */
  readonly planes?: number;
  /** Latent frames a message that the listeners ask the relay for, by name. @default as the source sends them */
  readonly listenPreset?: Preset;
  /** Whether the relay may send longer messages under load, up to those of `radio`. @default false */
  readonly allowsLonger?: boolean;
  /** Listeners that join in a second, 0..1000000; 0 lets all join at once. @default 500 */
  readonly joinRate?: number;
  /** `own` publishes on every channel; `none` expects sources that are there. @default 'own' */
  readonly source?: 'own' | 'none';
  /** Whether healthy listeners that are refused or lose their connection come back. @default false */
  readonly reconnect?: boolean;
  /** Processes that hold the listeners, 0..64; 0 holds them in this one. @default 1 */
  readonly processes?: number;
  /** Chooses which listeners are slow, and the order of chance events, 0..2^32 − 1. @default 1 */
  readonly seed?: number;
  /** Longest wait at the end for what is under way, 0..600 s. @default 10 */
  readonly drainSeconds?: number;
  /** Bearer token of all connections. @default none */
  readonly token?: string;
  /** Address of the relay's metrics, from which its CPU time and memory are read. @default none */
  readonly metrics?: string;
  /** Id of the relay's process on this machine, from which they are read. @default none */
  readonly pid?: number;
  /** Whether the relay may be neither on this machine nor in a private network. @default false */
  readonly runsThisRelay?: boolean;
  /** Ends the test early; the report states what was seen until then. @default none */
  readonly signal?: AbortSignal;
  /** Told of every phase and, twice a second, how far the listeners are. @default none */
  readonly onProgress?: (phase: LoadPhase, progress: CrowdProgress) => void;
}

/** What a load test does at the moment. */
export type LoadPhase = 'joining' | 'measuring' | 'draining';

/** {@link LoadTestOptions} checked, with defaults. */
export type LoadTestSettings = Required<Omit<LoadTestOptions, Optional>> & Pick<LoadTestOptions, Optional>;

type Optional = 'listenPreset' | 'token' | 'metrics' | 'pid' | 'signal' | 'onProgress';

/** Of {@link LoadTestOptions}. */
export const LOAD_TEST_DEFAULTS = {
  listeners: 100,
  channels: 1,
  seconds: 30,
  slow: 0,
  trickle: 0,
  churn: 0,
  trickleMs: 10,
  preset: 'normal',
  planes: 1,
  allowsLonger: false,
  joinRate: 500,
  source: 'own',
  reconnect: false,
  processes: 1,
  seed: 1,
  drainSeconds: 10,
  runsThisRelay: false,
} as const satisfies LoadTestOptions;

/** [min, max] of every number. */
export const LOAD_TEST_LIMITS = {
  listeners: [1, 1_000_000],
  channels: [1, 1000],
  seconds: [0.1, 86_400],
  share: [0, 1],
  trickleMs: [1, 60_000],
  planes: [1, MAX_PLANES],
  joinRate: [0, 1_000_000],
  processes: [0, 64],
  seed: [0, 2 ** 32 - 1],
  drainSeconds: [0, 600],
  pid: [1, 2 ** 31 - 1],
} as const satisfies Record<string, readonly [min: number, max: number]>;

const KINDS: OptionKinds<LoadTestOptions> = {
  listeners: 'any',
  channels: 'any',
  seconds: 'any',
  slow: 'any',
  trickle: 'any',
  churn: 'any',
  trickleMs: 'any',
  preset: 'string',
  planes: 'any',
  listenPreset: 'string',
  allowsLonger: 'boolean',
  joinRate: 'any',
  source: 'string',
  reconnect: 'boolean',
  processes: 'any',
  seed: 'any',
  drainSeconds: 'any',
  token: 'string',
  metrics: 'string',
  pid: 'any',
  runsThisRelay: 'boolean',
  signal: SHAPES.signal,
  onProgress: 'function',
};

/** @throws TypeError, RangeError naming a wrong option */
export function loadTestSettings(options: LoadTestOptions): LoadTestSettings {
  requireOptions('', options, KINDS);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings = { ...LOAD_TEST_DEFAULTS, ...given } as LoadTestSettings;
  for (const name of ['listeners', 'channels', 'trickleMs', 'planes', 'processes', 'seed'] as const) {
    const [min, max] = LOAD_TEST_LIMITS[name];
    requireInteger(name, settings[name], min, max);
  }
  for (const name of ['seconds', 'joinRate', 'drainSeconds'] as const) {
    const [min, max] = LOAD_TEST_LIMITS[name];
    requireNumber(name, settings[name], min, max);
  }
  for (const name of ['slow', 'trickle', 'churn'] as const)
    requireNumber(name, settings[name], ...LOAD_TEST_LIMITS.share);
  if (settings.pid !== undefined) requireInteger('pid', settings.pid, ...LOAD_TEST_LIMITS.pid);
  requireOneOf('preset', settings.preset, PRESET_NAMES);
  if (settings.listenPreset !== undefined) requireOneOf('listenPreset', settings.listenPreset, PRESET_NAMES);
  requireOneOf('source', settings.source, ['own', 'none']);
  const { slow, trickle, churn } = settings;
  if (slow + trickle + churn > 1)
    throw new RangeError(`slow + trickle + churn must be at most 1, got ${slow} + ${trickle} + ${churn}`);
  if (settings.metrics !== undefined && settings.pid !== undefined)
    throw new TypeError('metrics and pid exclude each other: the relay is measured once');
  if (settings.metrics !== undefined && (!/^https?:\/\//.test(settings.metrics) || !URL.canParse(settings.metrics)))
    throw new TypeError(`metrics must be an http: or https: URL, got ${JSON.stringify(shownUrl(settings.metrics))}`);
  if (settings.metrics !== undefined) requireNoCredentials('metrics', new URL(settings.metrics));
  return settings;
}
